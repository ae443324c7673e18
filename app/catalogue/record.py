"""What every curated record is made of: identity, claims, evidence and sources."""

from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    computed_field,
    model_validator,
)
from pydantic_core import CoreSchema

from app.units import UNITS, Number, say, say_number

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=64)]
"""A lower-case identifier, safe in a URL and never reused."""

Label = Annotated[str, StringConstraints(min_length=1, max_length=120)]
"""A short name."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
"""A text of our own wording, at most a few paragraphs."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false, and nothing that merely stands for it."""

Whole = Annotated[int, Field(strict=True)]
"""A whole number, and nothing that merely reads like one."""

Year = Annotated[int, Field(ge=1990, le=2100)]
"""A year in which aHSCT for multiple sclerosis could be written about."""

Patients = Annotated[int, Field(ge=0, le=1_000_000)]
"""A number of patients."""

StageId = Literal["harvest", "processing", "conditioning", "reinfusion"]
"""The four stages, in order."""


class Evidence(StrEnum):
    """How far a value has been traced.

    `reported`: read in the study, registry record, handbook or label cited. `secondary`: read in a
    page about that source. `derived`: arithmetic on reported values, shown in `note`.
    `extrapolated`: reported for another disease; a convention, not a regimen for multiple
    sclerosis. `not_reported`: nobody we could read says; the value is null.
    """

    REPORTED = "reported"
    SECONDARY = "secondary"
    DERIVED = "derived"
    EXTRAPOLATED = "extrapolated"
    NOT_REPORTED = "not_reported"


class Curated(BaseModel):
    """Base of all curated models: immutable, strict about its keys, self-documenting."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )


@lru_cache(maxsize=4096)
def _say_quantity(
    value: Decimal | None, low: Decimal | None, high: Decimal | None, bound: str | None, unit: str
) -> str:
    """Say a quantity; kept, because the same ones are said in every answer that holds them."""
    number = " to ".join(say_number(n) for n in (low, high) if n is not None)
    if value is not None:
        number = f"{say_number(value)} ({number})" if number else say_number(value)
    said = say(number, unit)
    return f"{bound.replace('_', ' ')} {said}" if bound else said


class Quantity(Curated):
    """A number, a range or a limit with its unit.

    `value` is a single number; `low` and `high` are a range, or the spread around `value`.
    """

    value: Number | None = None
    """The number in `unit`; null where only a range is given, or nothing is known."""

    low: Number | None = None
    """Lower end of the range in `unit`; null where there is no range."""

    high: Number | None = None
    """Upper end of the range in `unit`; null where there is no range."""

    bound: Literal["at_least", "at_most", "above", "below", "about"] | None = None
    """How the number limits: at least, at most, above, below or about it; null if it is exact."""

    unit: Annotated[str, StringConstraints(max_length=20)] | None = None
    """UCUM code, for example `mg/kg` or `10*6/kg`; null only where the number is null too."""

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @cached_property
    def text(self) -> str | None:
        """The quantity in safe words, for example `50 mg per kg`; null where nothing is known."""
        if self.unit is None or self.unit not in UNITS or not self.is_known:
            return None
        return _say_quantity(self.value, self.low, self.high, self.bound, self.unit)

    @property
    def is_known(self) -> bool:
        return not (self.value is None and self.low is None and self.high is None)

    @model_validator(mode="after")
    def _has_a_unit_and_an_ordered_range(self) -> Self:
        if self.is_known and self.unit is None:
            raise ValueError("a quantity with a number needs a unit")
        if self.low is None and self.high is None:
            return self
        if (self.low is None) != (self.high is None):
            raise ValueError("a range needs both low and high; a limit is a value with a bound")
        ordered = [n for n in (self.low, self.value, self.high) if n is not None]
        if ordered != sorted(ordered):
            raise ValueError("low, value and high are not in rising order")
        return self


class NamedQuantity(Quantity):
    """A quantity that needs a name because a statement has more than one."""

    name: Label
    """What the quantity is of."""


class Cited(Curated):
    """A claim, how far it has been traced, and where it was read."""

    evidence: Evidence
    """How far the claim has been traced; see the schema `Evidence`."""

    sources: tuple[Slug, ...] = ()
    """Ids of the references, strongest first; empty only where the claim is `not_reported`."""

    note: Prose | None = None
    """The sum behind a derived value, a disagreement of sources, or a reading; null if none."""

    @property
    def claim_is_null(self) -> bool:
        """Whether the claim itself is missing, which only `not_reported` may be."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        """Write what is claimed first and its evidence last, in the JSON and in its schema."""
        schema = handler(source)
        inner: Any = schema
        while inner["type"] != "model-fields":
            inner = inner["schema"]
        fields = inner["fields"]
        for name in ("evidence", "sources", "note"):
            fields[name] = fields.pop(name)
        return schema


class CitedText(Cited):
    """A statement and its evidence."""

    value: Prose | None = None
    """The statement; null where nobody we could read says."""

    @property
    def claim_is_null(self) -> bool:
        return self.value is None


class CitedQuantity(Cited, Quantity):
    """A quantity and its evidence."""

    @property
    def claim_is_null(self) -> bool:
        return not self.is_known


class Fact(Cited):
    """One thing known, or known to be unknown: a named statement, its number if it has one."""

    name: Label
    """What the fact is about, as a heading."""

    statement: Prose | None = None
    """The fact in a sentence; null where nobody we could read says."""

    quantity: Quantity | None = None
    """The main number in the statement; null if it has none or it is not reported."""

    quantities: tuple[NamedQuantity, ...] = ()
    """Further numbers in the statement, each with its name; usually empty."""

    population: Label | None = None
    """In whom or by whom it was seen; null where it is general."""

    agents: tuple[Slug, ...] = ()
    """Ids of the agents it is about; may be empty."""

    @property
    def claim_is_null(self) -> bool:
        return self.statement is None


class Code(Cited):
    """A code of this concept in a public code system."""

    system: Literal[
        "atc", "rxnorm", "unii", "cas", "drugbank", "snomed_ct", "ncit", "loinc", "omop",
        "icd_10_pcs", "icd_9_cm", "edqm"
    ]  # fmt: skip
    """The code system. More may be added."""

    code: Annotated[str, StringConstraints(max_length=40)] | None = None
    """The code itself; null where none was found, or sources disagree."""

    meaning: Label | None = None
    """What exactly the code names where that is narrower or wider than the record; else null."""

    @property
    def claim_is_null(self) -> bool:
        return self.code is None


class Record(Curated):
    """A curated entity. Its file name is its id; its fields are its JSON."""

    id: Slug
    """Stable identifier, used in URLs and in cross-references."""

    name: Label
    """Name as a clinician would write it."""

    aliases: tuple[Label, ...] = ()
    """Other names, brands and acronyms. The slug of an alias redirects to this record."""

    summary: Prose
    """What it is in plain language, for a patient or a newcomer."""

    detail: Prose | None = None
    """The same for a clinician; null where the summary says it all."""

    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Ids of the references behind `summary` and `detail`."""


def slug_of(text: str) -> str:
    """Turn a name into the slug that would redirect to it.

    >>> slug_of("Ara-C"), slug_of("Cy/ATG")
    ('ara-c', 'cy-atg')
    """
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in kept.split("-") if part)
