"""Numbers on the wire: integers, or plain decimals without exponent or trailing zero."""

import json
import re
from collections.abc import Iterator, Mapping

from tests.conftest import Answer

PLAIN = re.compile(r"-?(0|[1-9]\d*)(\.\d*[1-9])?")

AS_TEXT = re.compile(r"-?[\d,]*\.?\d+([eE][-+]?\d+)?")

DATA = "application/json"


def answers_with_data(every_answer: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers of the API itself; the OpenAPI document has limits of schemas in it."""
    return {
        address: answer
        for address, answer in every_answer.items()
        if answer.headers["content-type"] == DATA and address != "/openapi.json"
    }


def test_numbers_are_written_plainly(every_answer: Mapping[str, Answer]) -> None:
    written: set[str] = set()

    for answer in answers_with_data(every_answer).values():
        json.loads(
            answer.content,
            parse_float=written.add,
            parse_int=written.add,
            parse_constant=written.add,
        )

    assert [number for number in sorted(written) if not PLAIN.fullmatch(number)] == []
    assert {"0.5", "-5", "200"} <= written


def texts_of_numbers(value: object, path: str = "") -> Iterator[str]:
    """Yield the path of every member of a quantity that is text and reads as a number."""
    if isinstance(value, list):
        for item in value:
            yield from texts_of_numbers(item, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            here = f"{path}.{name}"
            if name in ("value", "low", "high") and isinstance(inner, str):
                if AS_TEXT.fullmatch(inner):
                    yield here
            else:
                yield from texts_of_numbers(inner, here)


def test_no_number_is_written_as_text(every_answer: Mapping[str, Answer]) -> None:
    found = {
        path
        for answer in answers_with_data(every_answer).values()
        for path in texts_of_numbers(answer.json())
    }

    assert found == set()
