"""Calls: what is asked of the API and how the answer is read, without sending anything."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from dayzero_client.errors import UnexpectedAnswer

T = TypeVar("T")
L = TypeVar("L")
I = TypeVar("I")  # noqa: E741  the item of a list L


@dataclass(frozen=True, kw_only=True)
class Call(Generic[T]):
    """One question to the API, whose answer is a T."""

    path: str
    """Path below the base URL."""

    read: Callable[[bytes], T]
    """Reads the answer; raises UnexpectedAnswer where it is another."""

    query: Mapping[str, str] = field(default_factory=dict)
    """Parameters of the query, as they are sent."""

    body: bytes | None = None
    """JSON sent with POST; None to GET. What is in it is never put anywhere else."""

    def raw(self, *, fields: str | None = None) -> "Call[Any]":
        """Ask for the JSON as it is sent, read by no model: for `fields`, for members to come."""
        return replace(cast("Call[Any]", self), read=as_json, query=_with(self.query, fields))


@dataclass(frozen=True, kw_only=True)
class ListCall(Call[L], Generic[L, I]):
    """A question whose answer L comes in pages of items I."""

    read_item: Callable[[Any], I]
    """Reads one item of a page."""

    def raw(self, *, fields: str | None = None) -> "ListCall[Any, Any]":
        """Ask for the JSON as it is sent, read by no model."""
        return replace(
            cast("ListCall[Any, Any]", self),
            read=as_json,
            read_item=lambda item: item,
            query=_with(self.query, fields),
        )

    def turn(self, content: bytes) -> "tuple[list[I], ListCall[L, I] | None]":
        """Read the items of a page, and make the call for the next one; None after the last."""
        exact = self.read is not as_json
        page = _parse(content, exact=exact)
        cursor = page["page"]["next_cursor"]
        items = [self.read_item(item) for item in page["data"]]
        query = {**self.query, "cursor": cursor}
        return items, None if cursor is None else replace(self, query=query)


def _with(query: Mapping[str, str], fields: str | None) -> Mapping[str, str]:
    return query if fields is None else {**query, "fields": fields}


def as_query(parameters: Mapping[str, object]) -> dict[str, str]:
    """Write parameters as the API reads them; None is left out, several values get commas.

    >>> as_query({"ids": ["cyclophosphamide", "mesna"], "limit": 5, "q": None})
    {'ids': 'cyclophosphamide,mesna', 'limit': '5'}
    """
    return {name: _said(value) for name, value in parameters.items() if value is not None}


def _said(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(map(str, value))
    return str(value)


def as_json(content: bytes) -> Any:  # noqa: ANN401  any JSON value
    """Read any JSON."""
    return _parse(content, exact=False)


def as_text(content: bytes) -> str:
    return content.decode("utf-8")


def as_model(model: Any) -> Callable[[bytes], Any]:  # noqa: ANN401  a model or a union of models
    """Make what reads an answer as a model: numbers keep their digits.

    Members that the model does not know are let go, so that a newer server can be read.
    """
    return lambda content: as_member(model)(_parse(content, exact=True))


def as_member(model: Any) -> Callable[[Any], Any]:  # noqa: ANN401  a model or a union of models
    """Make what reads a part of an answer as a model."""

    def read(value: Any) -> Any:  # noqa: ANN401  any JSON value
        try:
            return _adapter(model).validate_python(value, extra="ignore")
        except ValidationError as error:
            raise UnexpectedAnswer(
                f"The answer is not what this client knows ({error.error_count()} differences);"
                " raw() reads it as it is."
            ) from error

    return read


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:  # noqa: ANN401  a model or a union of models
    return TypeAdapter(model)


def _parse(content: bytes, *, exact: bool) -> Any:  # noqa: ANN401  any JSON value
    try:
        return json.loads(content, parse_float=Decimal if exact else None)
    except ValueError as error:
        raise UnexpectedAnswer("The answer is not JSON.") from error
