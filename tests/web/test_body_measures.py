"""/v1/body-measures: worked out in the open, exactly, and kept nowhere."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from tests.conftest import Answer, Client
from tests.web.test_bad_input import MARKER, check_problem
from tests.web.test_bodies import JSON, MALFORMED, send
from tests.web.test_plans import NOT_A_MEASURE

PATH: Final = "/v1/body-measures"

BODY: Final = {"weight_kg": 110, "height_cm": 165, "sex": "female"}

SHORT: Final = {"weight_kg": 60, "height_cm": 152.3999, "sex": "male"}
"""Just below 60 inches, so without an ideal weight."""


def results(answer: Answer) -> dict[str, Any]:
    """Return the result of each measure."""
    return {one["id"]: one["result"]["value"] for one in answer.json()["measures"]}


def test_the_measures_of_the_worked_example(client: Client, runner: asyncio.Runner) -> None:
    answer = send(client, runner, BODY, target=PATH)

    assert answer.status_code == 200
    assert results(answer) == {
        "body_surface_mosteller": 2.2454,  # the root of 165 x 110 / 3600
        "body_surface_du_bois": 2.146,  # 0.007184 x 165^0.725 x 110^0.425
        "ideal_weight_devine": 56.9094,  # 45.5 + 2.3 x (165 / 2.54 - 60)
        "adjusted_25_weight": 70.1821,  # 56.9094 + 0.25 x (110 - 56.9094)
        "adjusted_40_weight": 78.1457,  # 56.9094 + 0.4 x (110 - 56.9094)
        "lesser_of_actual_and_ideal_weight": 56.9094,
        "body_mass_index": 40.404,  # 110 / 1.65^2
    }


def test_each_measure_shows_how_it_was_worked_out(client: Client, runner: asyncio.Runner) -> None:
    body = send(client, runner, BODY, target=PATH).json()

    assert body["type"] == "body_measures"
    assert body["measures"][0]["formula"] == (
        "square root of (height in cm times weight in kg divided by 3600)"
    )
    assert body["measures"][0]["working"] == "square root of (165 times 110 divided by 3600)"
    assert all(one["name"] and one["formula"] and one["working"] for one in body["measures"])
    assert [one["result"]["unit"] for one in body["measures"]] == [
        "m2", "m2", "kg", "kg", "kg", "kg", "kg/m2",
    ]  # fmt: skip


def test_what_is_not_defined_is_null_and_says_why(client: Client, runner: asyncio.Runner) -> None:
    answer = send(client, runner, SHORT, target=PATH)

    found = results(answer)
    (ideal,) = [one for one in answer.json()["measures"] if one["id"] == "ideal_weight_devine"]
    assert [name for name, value in found.items() if value is None] == [
        "ideal_weight_devine", "adjusted_25_weight", "adjusted_40_weight",
        "lesser_of_actual_and_ideal_weight",
    ]  # fmt: skip
    assert "not defined" in ideal["note"]


@pytest.mark.parametrize(("cap", "told"), [(None, False), (2, True), (2.2453, True), (3, False)])
def test_a_cap_is_told_and_changes_no_measure(
    cap: float | None, told: bool, client: Client, runner: asyncio.Runner  # noqa: FBT001  expected
) -> None:  # fmt: skip
    answer = send(client, runner, {**BODY, "bsa_cap_m2": cap}, target=PATH)

    surface = answer.json()["measures"][0]
    assert surface["result"]["value"] == 2.2454
    assert (surface["note"] is not None) == told


def test_links_lead_to_the_known_answers(client: Client, runner: asyncio.Runner) -> None:
    body = send(client, runner, BODY, target=PATH).json()

    assert client.get(body["links"]["vectors"]).json()["type"] == "vectors"
    assert body["meta"]["dataset_version"] == "2030.01.0"


@given(
    weight=st.decimals(20, 350, places=4),
    height=st.decimals(100, 230, places=4),
    sex=st.sampled_from(["female", "male"]),
)
@given_settings(max_examples=50, deadline=None)
def test_the_same_body_gives_the_same_bytes_by_post_and_by_query(
    weight: object, height: object, sex: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    sent = f'{{"weight_kg": {weight}, "height_cm": {height}, "sex": "{sex}"}}'.encode()

    first, second, queried = (
        send(curated_client, runner, sent, target=PATH, method=method)
        for method in ("POST", "POST", "QUERY")
    )

    assert first.status_code == 200
    assert first.content == second.content == queried.content
    assert first.lasting == second.lasting == queried.lasting


def test_nobody_may_keep_the_measures(client: Client, runner: asyncio.Runner) -> None:
    answer = send(client, runner, BODY, target=PATH)

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["accept-query"] == '"application/json"'
    assert not {"etag", "last-modified", "location", "set-cookie"} & set(answer.headers)
    assert len(client.app.store) == 0


def test_a_type_that_is_not_served_is_a_problem(client: Client, runner: asyncio.Runner) -> None:
    headers = [JSON, (b"accept", b"text/csv")]

    answer = send(client, runner, BODY, target=PATH, headers=headers)

    check_problem(answer, 406, "not-acceptable")
    assert answer.json()["errors"][0]["allowed"] == ["application/json"]


@pytest.mark.parametrize("parameter", ["weight_kg", "format"])
def test_no_parameter_is_taken(parameter: str, client: Client, runner: asyncio.Runner) -> None:
    answer = send(client, runner, BODY, target=f"{PATH}?{parameter}=marker7f3a")

    check_problem(answer, 400, "invalid-parameter")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


WRONG: Final[Mapping[str, tuple[str, str]]] = {
    **{f"weight_kg {value}": ("weight_kg", value) for value in NOT_A_MEASURE},
    **{
        f"{member} {value}": (member, value)
        for member, values in {
            "height_cm": ("99.9999", "230.0001", "true", '"165"', "null", "1e400", "165.00001"),
            "sex": ('"Female"', '"marker7f3a"', "0", "true", "null", "[]"),
            "bsa_cap_m2": ("0.9999", "4.0001", "true", '"2"', "1e400"),
        }.items()
        for value in values
    },
}
"""What is wrong -> the member and the JSON of its value."""


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_member_is_pointed_to(case: str, client: Client, runner: asyncio.Runner) -> None:
    member, value = WRONG[case]
    rest = [f'"{name}": "{said}"' if name == "sex" else f'"{name}": {said}'
            for name, said in BODY.items() if name != member]  # fmt: skip
    sent = f"{{{', '.join([*rest, f'{chr(34)}{member}{chr(34)}: {value}'])}}}"

    answer = send(client, runner, sent.encode(), target=PATH)

    check_problem(answer, 422, "invalid-body")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [f"/{member}"]


@pytest.mark.parametrize(
    ("member", "low", "high"), [("weight_kg", 20, 350), ("height_cm", 100, 230),
                                ("bsa_cap_m2", 1, 4)],
)  # fmt: skip
def test_the_ends_of_a_range_are_taken_and_what_is_beyond_is_told_the_range(
    member: str, low: int, high: int, client: Client, runner: asyncio.Runner
) -> None:
    answers = {
        value: send(client, runner, {**BODY, member: value}, target=PATH)
        for value in (low, high, low - 1, high + 1)
    }

    assert [answers[low].status_code, answers[high].status_code] == [200, 200]
    assert answers[low - 1].json()["errors"][0]["allowed"] == [f"at least {low}"]
    assert answers[high + 1].json()["errors"][0]["allowed"] == [f"at most {high}"]


def test_every_missing_and_unknown_member_is_pointed_to(
    client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, {"weight": 110}, target=PATH)

    check_problem(answer, 422, "invalid-body")
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/weight_kg", "missing"), ("/height_cm", "missing"), ("/sex", "missing"),
        ("/weight", "unknown_member"),
    ]  # fmt: skip
    assert answer.json()["errors"][-1]["allowed"] == ["bsa_cap_m2", "height_cm", "sex", "weight_kg"]


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_body_is_a_problem(case: str, client: Client, runner: asyncio.Runner) -> None:
    answer = send(client, runner, MALFORMED[case], target=PATH, method="QUERY")

    check_problem(answer, 400, "invalid-request")


def test_a_megabyte_and_another_type_are_refused(client: Client, runner: asyncio.Runner) -> None:
    large = send(client, runner, b" " * 1_000_000, target=PATH)
    form = send(client, runner, BODY, target=PATH, headers=[(b"content-type", b"text/plain")])

    check_problem(large, 413, "content-too-large")
    check_problem(form, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "members",
    [{"weight_kg": 7771}, {"weight_kg": MARKER}, {"sex": MARKER}, {"colour": MARKER}, {}],
)
def test_nothing_is_logged_and_nothing_wrong_is_repeated(
    members: dict[str, Any],
    client: Client,
    runner: asyncio.Runner,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = send(client, runner, BODY | members, target=PATH)

    said = answer.content.decode().replace(answer.headers["x-request-id"], "")
    assert answer.status_code == (422 if members else 200)
    assert not [value for value in (MARKER, "7771") if value in said]
    assert [record for record in caplog.records if record.name != "asyncio"] == []
    assert capfd.readouterr() == ("", "")
