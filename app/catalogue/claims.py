"""Claims: what is popularly said about the procedure, checked."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.catalogue.record import Prose, Record, Slug, StageId, Whole


class Verdict(StrEnum):
    """How a popular statement stands against the sources."""

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    NOT_SUPPORTED = "not_supported"
    OUTDATED = "outdated"


class Claim(Record):
    """A popular statement about the procedure, and what the sources say to it."""

    order: Annotated[Whole, Field(ge=1, le=99)]
    """Place in the list, from 1."""

    statement: Prose
    """The statement as it is popularly made, in our words."""

    verdict: Verdict
    """How it stands against the sources."""

    correction: Prose
    """What is so, in plain words."""

    stages: tuple[StageId, ...]
    """The stages it is about; may be empty."""

    agents: tuple[Slug, ...] = ()
    """Ids of the agents it is about; may be empty."""

    regimens: tuple[Slug, ...] = ()
    """Ids of the regimens it names; may be empty."""
