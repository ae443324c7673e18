"""Adverse events: what goes wrong, how often, in whom."""

from typing import Annotated, Literal

from pydantic import Field

from app.catalogue.record import Cited, Label, Prose, Quantity, Record, Slug


class Observation(Cited):
    """How often an event was seen in one group of patients."""

    population: Label
    """In whom."""

    regimens: tuple[Slug, ...] = ()
    """Ids of the regimens they had; empty where none can be told."""

    agents: tuple[Slug, ...] = ()
    """Ids of the agents it is linked to; may be empty."""

    studies: tuple[Slug, ...] = ()
    """Ids of the studies of this catalogue that report it; may be empty."""

    statement: Prose | None
    """What was seen, in a sentence; null where no rate was found."""

    events: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """Number of patients with the event; null where it was not given."""

    total: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Number of patients looked at; null where it was not given."""

    share: Quantity | None = None
    """Share of patients in percent as printed; null where none was printed."""

    @property
    def claim_is_null(self) -> bool:
        return self.statement is None


class AdverseEvent(Record):
    """Something that can go wrong, and what is known of how often."""

    phase: Literal["mobilisation", "conditioning", "aplasia", "early", "late"]
    """When it happens: at mobilisation, at conditioning, while blood counts are low, within the
    first months, or later."""

    observations: Annotated[tuple[Observation, ...], Field(min_length=1)]
    """How often it was seen, group by group; never to be averaged."""

    @property
    def regimen_ids(self) -> tuple[str, ...]:
        """Ids of the regimens of all observations, each once."""
        return tuple(dict.fromkeys(id for seen in self.observations for id in seen.regimens))
