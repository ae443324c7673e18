"""Studies: completed, running and stopped, with their arms, populations and outcomes."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.catalogue.outcomes import AnyOutcome, Course
from app.catalogue.record import (
    Cited,
    CitedQuantity,
    CitedText,
    Curated,
    Fact,
    Label,
    Patients,
    Prose,
    Record,
    Slug,
    Year,
)
from app.catalogue.regimens import GraftHandling


class Design(StrEnum):
    """How a study is made.

    `randomised`: patients were allotted by chance. `single_arm`: a prospective trial without
    comparison. `cohort`: patients followed, looked at together. `comparison`: cohorts compared
    without chance. `meta_analysis`: studies pooled. `observational`: registered to observe.
    `unknown`: the text read does not say.
    """

    RANDOMISED = "randomised"
    SINGLE_ARM = "single_arm"
    COHORT = "cohort"
    COMPARISON = "comparison"
    META_ANALYSIS = "meta_analysis"
    OBSERVATIONAL = "observational"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Where a study stands, as of `status_note`."""

    COMPLETED = "completed"
    RECRUITING = "recruiting"
    RECRUITMENT_CLOSED = "recruitment_closed"
    ACTIVE_NOT_RECRUITING = "active_not_recruiting"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class Arm(Curated):
    """One group of a study."""

    id: Slug
    """Identifier within the study."""

    name: Label
    """Name of the group."""

    kind: Literal["transplant", "drug", "other"]
    """Whether the group had a transplant, a disease-modifying drug, or something else."""

    n: Patients | None = None
    """Number of patients; null where it was not given."""

    treatment: CitedText
    """What the group was given."""

    regimens: tuple[Slug, ...] = ()
    """Ids of the regimens of this catalogue that it had; empty where none can be told."""

    agents: tuple[Slug, ...] = ()
    """Ids of agents named without a regimen; may be empty."""


class Population(Cited):
    """Who was studied."""

    n: Patients | None
    """Number of patients, or the number aimed at for a running trial; null where not given."""

    courses: tuple[Course, ...]
    """Courses of the disease among them; empty where not given."""

    description: Prose | None
    """Who they were, in a sentence; null where nobody we could read says."""

    age: CitedQuantity
    """Age, in years: the mean or median with its spread, or the limits of eligibility."""

    edss: CitedQuantity
    """Disability score (EDSS): the mean or median with its spread, or the limits of eligibility."""

    @property
    def claim_is_null(self) -> bool:
        return self.n is None and self.description is None


class Study(Record):
    """A study of transplantation in multiple sclerosis."""

    design: Design
    """How it is made."""

    status: Status
    """Where it stands."""

    status_note: CitedText
    """What was read about its state, and the date of the record."""

    year: Year | None
    """Year of the main publication, or of the start for a trial without one; null if unknown."""

    registrations: tuple[Annotated[str, StringConstraints(max_length=40)], ...]
    """Registration numbers; may be empty."""

    setting: CitedText
    """Countries, centres and years."""

    population: Population
    """The patients: how many, of which course, age and disability."""

    arms: Annotated[tuple[Arm, ...], Field(min_length=1)]
    """The groups."""

    graft: GraftHandling
    """What was done with the collected cells."""

    follow_up: CitedQuantity
    """How long patients were followed, in months: median or mean with its spread, or the aim."""

    primary_end_point: CitedText
    """What the study was made to find out."""

    eligibility: tuple[Fact, ...] = ()
    """Who could take part."""

    outcomes: tuple[AnyOutcome, ...]
    """What happened, figure by figure; empty for a trial without results."""

    findings: tuple[Fact, ...] = ()
    """Results and remarks that are not a figure of an outcome."""

    @property
    def regimen_ids(self) -> tuple[str, ...]:
        """Ids of the regimens of all arms, each once."""
        return tuple(dict.fromkeys(id for arm in self.arms for id in arm.regimens))

    @property
    def courses(self) -> frozenset[str]:
        """Courses of the disease among the patients and in the outcomes."""
        seen = (outcome.ms_course for outcome in self.outcomes)
        return frozenset(self.population.courses).union(course for course in seen if course)
