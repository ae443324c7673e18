"""The procedure as a whole: its aim, its order, what may overlap."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from app.catalogue.record import Cited, CitedText, Code, Curated, Fact, Flag, Prose, Record, StageId


class Transition(Cited):
    """How one stage passes into the next."""

    before: StageId
    """The earlier stage."""

    after: StageId
    """The later stage."""

    may_overlap: Flag
    """Whether the later stage may begin before the earlier one has ended."""

    statement: Prose | None
    """What must be finished first, and the usual interval; null where nobody we could read says."""

    exceptions: tuple[Fact, ...] = ()
    """Programmes that do it otherwise."""

    @property
    def claim_is_null(self) -> bool:
        return self.statement is None


class Procedure(Record):
    """Autologous haematopoietic stem cell transplantation for multiple sclerosis."""

    aim: CitedText
    """What the procedure is for."""

    rationale: CitedText
    """Why it is thought to work."""

    indication: CitedText
    """Who it is considered for, as the newest guideline read says."""

    intended_use: Prose
    """What this data may be used for, and what it must not be used for."""

    stages: Annotated[tuple[StageId, ...], Field(min_length=4, max_length=4)]
    """Ids of the stages in order."""

    transitions: tuple[Transition, ...]
    """How each stage passes into the next: what may overlap and what may not."""

    facts: tuple[Fact, ...] = ()
    """What is known of the whole course: its length, where it is done, what decides the result."""

    codes: tuple[Code, ...] = ()
    """Codes of the procedure in public code systems."""


class DatasetInfo(Curated):
    """The dataset as a release."""

    id: Literal["dataset"]
    """Always `dataset`."""

    version: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{2}\.\d+$")]
    """Calendar version: year, month, number within the month."""

    released_on: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        AfterValidator(lambda text: date.fromisoformat(text).isoformat()),
    ]
    """Date of the release, `YYYY-MM-DD`."""

    licence: Prose
    """Licence of the data in words."""

    licence_url: Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=200)]
    """Address of the licence."""

    attribution: Prose
    """How to name the dataset when using it."""
