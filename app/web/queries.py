"""Queries: the parameters that every list and every item takes."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_NAME = r"[a-z_]+"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
WORDS: Final = r"^[^\x00-\x1f\x7f]*$"
"""Whatever anybody writes, on one line."""

_MEMBER = rf"{_NAME}(?:\.{_NAME}){{0,4}}"

MOST_ITEMS: Final = 200


def _empty_as_none(value: Any) -> Any:  # noqa: ANN401  whatever was sent
    """Take an empty value, which forms send, for none; the patterns say so too."""
    return None if value == "" else value


class Query(BaseModel):
    """No parameters: any that is sent is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


Fields = Annotated[
    str | None,
    Field(
        pattern=rf"^({_MEMBER}(,{_MEMBER})*)?$",
        max_length=1000,
        description=(
            "Members to answer with, with commas between; a dot reaches inside, for example "
            "`name,dose_lines.dose.text`. `id` and `type` are always there. The answer is then "
            "a part of the documented schema."
        ),
    ),
    BeforeValidator(_empty_as_none),
]

Expand = Annotated[
    str | None,
    Field(
        pattern=r"^([a-z]+(,[a-z]+)*)?$",
        max_length=100,
        description="Kinds of records named in the answer to put into `included`.",
    ),
    BeforeValidator(_empty_as_none),
]


class ItemQuery(Query):
    """Parameters of one resource."""

    fields: Fields = None
    expand: Expand = None


class PagedQuery(Query):
    """Parameters of whatever comes in pages."""

    limit: int = Field(default=50, ge=1, le=MOST_ITEMS, description="Most items on a page.")
    cursor: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Cursor from `page.next_cursor` of the page before, with the same filters.",
    )

    @property
    def filters(self) -> dict[str, object]:
        """The parameters that decide which records are in the list and in which order."""
        paging = {"limit", "cursor", "fields", "expand"}
        return self.model_dump(exclude=paging, exclude_none=True)


class ListQuery(PagedQuery, ItemQuery):
    """Parameters of a list."""

    ids: Annotated[
        str | None,
        Field(
            pattern=rf"^({_SLUG}(,{_SLUG}){{0,49}})?$",
            max_length=3300,
            description="Ids or aliases of the records wanted, at most 50, with commas between.",
        ),
        BeforeValidator(_empty_as_none),
    ] = None
    sort: Annotated[
        str | None,
        Field(
            pattern=rf"^(-?{_NAME}(,-?{_NAME}){{0,3}})?$",
            max_length=120,
            description="Members to sort by, with commas between; a minus sign turns one round.",
        ),
        BeforeValidator(_empty_as_none),
    ] = None
    q: Annotated[
        str | None,
        Field(
            pattern=WORDS,
            max_length=100,
            description=(
                "Words to look for in names, aliases and summaries; case and accents are ignored."
            ),
        ),
        AfterValidator(lambda value: value.strip() or None if value else None),
    ] = None


def parts(value: str | None) -> tuple[str, ...]:
    """Split a parameter at its commas, without repeats."""
    return tuple(dict.fromkeys(value.split(","))) if value else ()
