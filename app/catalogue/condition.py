"""The condition: multiple sclerosis, and what the procedure can and cannot change in it."""

from typing import Annotated

from pydantic import Field

from app.catalogue.record import Code, Fact, Record


class Course(Fact):
    """One course of the disease."""

    abbreviation: Annotated[str, Field(max_length=8)]
    """Usual abbreviation, for example `RR`."""


class Condition(Record):
    """The disease that the procedure is used against."""

    mechanism: tuple[Fact, ...]
    """What goes wrong in the nervous system."""

    courses: tuple[Course, ...]
    """The courses of the disease and how common each is."""

    prevalence: tuple[Fact, ...]
    """How many people have it, and who."""

    reset_is: tuple[Fact, ...]
    """What the renewal of the immune system is known to do."""

    reset_is_not: tuple[Fact, ...]
    """What it does not do, or is not known to do."""

    codes: tuple[Code, ...] = ()
    """Codes in public code systems; may be empty."""
