"""Plans: a regimen dated and dosed for one body, with everything it was reckoned from."""

from datetime import date as Date  # noqa: N812  a field is called date
from typing import Annotated, Literal

from pydantic import Field

from app.catalogue.record import (
    CitedQuantity,
    Curated,
    Evidence,
    Fact,
    Label,
    Prose,
    Quantity,
    Slug,
)
from app.planning.body import Working
from app.planning.request import BsaFormula, WeightBasis
from app.units import Number


class PlannedDose(Curated):
    """The amount of one administration."""

    per_administration: Quantity
    """Amount of one administration, after the one rounding at the end."""

    unrounded: Quantity
    """The same before rounding, shown to four places."""

    difference_percent: Number
    """How much rounding changed it, in percent."""

    per_day: Quantity
    """Amount of the whole day: administrations times amount."""

    weight_basis: WeightBasis | None
    """Weight it was reckoned on; null for a dose that is the same for every body."""

    working: Prose
    """The arithmetic in words."""


class Entry(Curated):
    """One thing on one day, or over some days."""

    date: Date | None
    """First date; null where it is not reported, or its anchor has no date."""

    until: Date | None
    """Last date; null where it is one day, or has no known end. It stands alone where something is
    due by a day and its first day is not reported."""

    day: int | None
    """First day counted from day 0; null without a date."""

    anchor: Literal["day_zero", "mobilisation_start", "collection", "neutrophil_recovery"]
    """The event that the source counts from."""

    anchor_day: int | None
    """The day as the source counts it; null where it gives none."""

    assumed: bool
    """Whether the date rests on an anchor that was placed and not given; see `assumptions`."""

    kind: Literal["dose", "step", "graft", "milestone"]
    """A dose of an agent, a step of a stage, the graft, or a milestone after it."""

    stage: Literal["harvest", "processing", "conditioning", "reinfusion"]
    """The stage it belongs to."""

    title: Label
    """Short name."""

    agent: Slug | None
    """Id of the agent of a dose; null for anything else."""

    purpose: str | None
    """Why the agent is given; null for anything else."""

    dose: PlannedDose | None
    """The dose; null where it is not reported or cannot be reckoned, and for anything else."""

    times_per_day: Annotated[int, Field(ge=1, le=24)] | None
    """Administrations on this day; null where it is not reported, and for anything else."""

    route: str | None
    """How the agent is given; null where it is not reported, and for anything else."""

    text: Prose
    """The entry in safe words, made from the members above."""

    note: Prose | None
    """What the source or the placing leaves open; null if nothing."""

    evidence: Evidence
    """How far the claim has been traced: the weakest of its dose, its times per day and its
    days."""

    sources: tuple[Slug, ...]
    """Ids of the references."""


class StageWindow(Curated):
    """A stage with its dates."""

    stage: Literal["harvest", "processing", "conditioning", "reinfusion"]
    """Id of the stage."""

    name: Label
    """Name of the stage."""

    from_date: Date
    """First date."""

    to_date: Date
    """Last date."""

    assumed: bool
    """Whether it was placed by reported intervals and not by a given date."""

    evidence: Evidence
    """How far the interval has been traced."""

    note: Prose | None
    """How it was placed; null if nothing is to say."""


class PlannedTotal(Curated):
    """The whole of one agent in one regimen, against what is published."""

    regimen: Slug
    """Id of the regimen that it adds up."""

    agent: Slug
    """Id of the agent."""

    name: Label
    """Name of the agent."""

    covers: Literal["regimen", "conditioning", "mobilisation"]
    """Which part of the regimen it adds up."""

    planned: Quantity
    """Sum of the administrations that are known; unknown where none is."""

    complete: bool
    """Whether that is the whole: no dose, number of times, day or end of the agent is open."""

    published: CitedQuantity | None
    """Total that the regimen publishes, per kg or m2; null if none."""

    published_amount: Quantity
    """The published total for this body; unknown where none is published."""

    difference_percent: Number | None
    """By how much the sum differs from it, in percent; null where one of them is unknown."""


class Alternative(Curated):
    """The total of one agent in one regimen on another weight basis, before any rounding."""

    regimen: Slug
    """Id of the regimen that it adds up."""

    agent: Slug
    """Id of the agent."""

    weight_basis: WeightBasis
    """The weight it is reckoned on."""

    total: Quantity
    """The total; unknown where the weight is not defined."""

    difference_percent: Number | None
    """Difference from the plan's total before any rounding, in percent; null where the weight is
    not defined."""

    working: Prose
    """The arithmetic in words."""


class PlanWarning(Curated):
    """Something that a reader of the plan must see."""

    code: Slug
    """Name of the rule."""

    severity: Literal["information", "caution", "serious"]
    """How much it matters."""

    title: Label
    """Short name."""

    detail: Prose
    """What it is about here."""

    agents: tuple[Slug, ...]
    """Ids of the agents it is about; may be empty."""

    sources: tuple[Slug, ...]
    """Ids of the references; may be empty."""


class GraftCheck(Curated):
    """The collected graft against one reported threshold."""

    name: Label
    """Whose threshold it is."""

    threshold: Quantity
    """The threshold."""

    met: bool
    """Whether the graft reaches it."""

    statement: Prose
    """The threshold in a sentence."""

    evidence: Evidence
    """How far the threshold has been traced."""

    sources: tuple[Slug, ...]
    """Ids of the references."""


class DimethylSulfoxide(Curated):
    """The dimethyl sulfoxide that comes with the graft, by volume."""

    amount: Quantity
    """Volume of it in mL."""

    per_kg: Quantity
    """Volume of it per kg of actual weight."""

    working: Prose
    """The arithmetic in words."""


class GraftAssessment(Curated):
    """Whether the graft is enough, threshold by threshold."""

    checks: tuple[GraftCheck, ...]
    """Each reported threshold."""

    dimethyl_sulfoxide: DimethylSulfoxide | None
    """Dimethyl sulfoxide in it; null where volume or share is not known."""


class Plan(Curated):
    """A regimen dated and dosed for one body. Reference and education; not a prescription."""

    id: Annotated[str, Field(min_length=24, max_length=24)]
    """Hash of the request and the dataset version: the same for the same plan."""

    conditioning: Slug
    """Id of the conditioning regimen."""

    conditioning_name: Label
    """Its name."""

    mobilisation: Slug | None
    """Id of the mobilisation regimen; null if none was asked for."""

    mobilisation_name: Label | None
    """Its name; null if none was asked for."""

    day_zero: Date
    """Date of the infusion of the graft."""

    weight_basis: WeightBasis
    """Weight that doses are reckoned on, unless an agent has its own."""

    bsa_formula: BsaFormula
    """Formula of the body surface area."""

    measures: tuple[Working, ...]
    """Body measures with their working."""

    stages: tuple[StageWindow, ...]
    """The four stages with their dates."""

    assumptions: tuple[Prose, ...]
    """How dates were placed that were not given."""

    entries: tuple[Entry, ...]
    """Everything, in order of time; what has neither date nor end stands last."""

    totals: tuple[PlannedTotal, ...]
    """The whole of each agent, against what is published."""

    alternatives: tuple[Alternative, ...]
    """The totals on the other weight bases."""

    warnings: tuple[PlanWarning, ...]
    """What a reader must see, most serious first."""

    graft: GraftAssessment | None
    """Whether the graft is enough; null if none was given."""

    care: tuple[Fact, ...]
    """Thresholds of transfusion and prevention of infection that go with the plan."""

    calculation: tuple[Prose, ...]
    """Every sum of the plan, line by line."""
