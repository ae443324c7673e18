"""Stages: harvest, processing, conditioning, reinfusion."""

from typing import Annotated, Literal

from pydantic import Field

from app.catalogue.record import (
    Cited,
    CitedText,
    Code,
    Curated,
    Fact,
    Flag,
    Label,
    Prose,
    Record,
    Slug,
    StageId,
    Whole,
)
from app.catalogue.regimens import Anchor, Day


class Window(Cited):
    """From which day to which, counted from an anchor."""

    anchor: Anchor
    """The event that the days are counted from."""

    from_day: Day | None
    """First day; null where it is not reported."""

    to_day: Day | None
    """Last day; null where it is not reported or has no end."""

    @property
    def claim_is_null(self) -> bool:
        return self.from_day is None and self.to_day is None


class Step(Curated):
    """One step of a stage: who does what, when, with what."""

    id: Slug
    """Identifier within the stage."""

    order: Annotated[Whole, Field(ge=1, le=30)]
    """Place within the stage, from 1."""

    name: Label
    """Short name."""

    summary: Prose
    """What happens, in plain language."""

    detail: Prose
    """What happens, for a clinician."""

    performed_by: Annotated[tuple[Label, ...], Field(min_length=1)]
    """Who does it."""

    window: Window
    """When, counted from its anchor."""

    agents: tuple[Slug, ...] = ()
    """Ids of the agents given; may be empty."""

    monitoring: tuple[Fact, ...] = ()
    """What is watched; empty where no source read says."""

    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Ids of the references behind `summary` and `detail`."""


class Handover(Curated):
    """What passes from one stage to another."""

    id: Slug
    """Identifier: an output and the input it becomes have the same."""

    name: Label
    """What it is."""

    stage: StageId | None
    """The stage it comes from (for an input) or goes to (for an output); null if from or to
    outside."""


class StageRecord(Record):
    """What every stage has."""

    order: Annotated[Whole, Field(ge=1, le=4)]
    """Place in the procedure, from 1."""

    aim: CitedText
    """What the stage is for."""

    setting: CitedText
    """Where it is done."""

    window: Window
    """When, counted from the stage's own anchor."""

    axis: Window
    """When, on the common axis of days around day 0, for drawing. Where the course is flexible
    this is the shortest that the sources allow, and says so in `note`."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    """The steps in order."""

    inputs: tuple[Handover, ...]
    """What the stage needs, and where it comes from."""

    outputs: tuple[Handover, ...]
    """What the stage leaves, and where it goes."""

    entry_criteria: tuple[Fact, ...]
    """What must be so before the stage begins, with thresholds."""

    exit_criteria: tuple[Fact, ...]
    """What must be so before the stage ends, with thresholds."""

    risks: tuple[Fact, ...]
    """What can go wrong, with the frequency where one is known."""

    what_to_expect: Prose
    """What a patient will notice, in plain language."""

    codes: tuple[Code, ...] = ()
    """Codes of the stage and its tests in public code systems."""


class HarvestStage(StageRecord):
    """Mobilisation of stem cells into the blood, and their collection by leukapheresis."""

    id: Literal["harvest"]
    """Always `harvest`."""

    mobilisation: tuple[Fact, ...]
    """How cells are brought into the blood: choices, day offsets, disagreements."""

    collection: tuple[Fact, ...]
    """Triggers, sessions, volumes and yields of leukapheresis."""

    thresholds: tuple[Fact, ...]
    """How many CD34+ cells are needed, source by source."""

    supportive_care: tuple[Fact, ...]
    """Venous access, fluids, bladder protection, steroid cover."""

    interval_to_conditioning: tuple[Fact, ...]
    """How long after collection conditioning may begin."""


class ProcessingStage(StageRecord):
    """Testing, optional selection, freezing and storage of the graft."""

    id: Literal["processing"]
    """Always `processing`."""

    methods: tuple[Fact, ...]
    """What is done with the product, and what is optional."""

    selection: tuple[Fact, ...]
    """CD34 selection: what it removes, who uses it, whether it helps."""

    release_tests: tuple[Fact, ...]
    """Tests that the product must pass."""

    storage: tuple[Fact, ...]
    """How it is held, frozen and kept."""

    corrects_genetic_defects: Literal[False]
    """Always false: no source describes genetic correction in this procedure."""

    does_not: tuple[Fact, ...]
    """What processing is popularly thought to do and does not."""


class ConditioningStage(StageRecord):
    """Chemotherapy and antibodies that take the immune system down."""

    id: Literal["conditioning"]
    """Always `conditioning`."""

    intensity_classes: tuple[Fact, ...]
    """Classes of strength, each with who defines it."""

    dose_basis: tuple[Fact, ...]
    """Which weight or surface doses are reckoned on, and what is disputed."""

    supportive_care: tuple[Fact, ...]
    """What is given beside the conditioning agents."""

    disagreements: tuple[Fact, ...]
    """Where sources differ, side by side."""


class Vaccination(Fact):
    """One vaccine after the transplant."""

    doses: Annotated[Whole, Field(ge=1, le=5)] | None
    """Number of doses; null where the label or the season decides."""

    live: Flag
    """Whether it is a live vaccine."""


class ReinfusionStage(StageRecord):
    """Day 0, engraftment, aftercare and the renewal of the immune system."""

    id: Literal["reinfusion"]
    """Always `reinfusion`."""

    infusion: tuple[Fact, ...]
    """How the cells are thawed and returned."""

    engraftment: tuple[Fact, ...]
    """Definitions of engraftment and failure, and times seen."""

    transfusion: tuple[Fact, ...]
    """Thresholds for platelets and red cells, irradiation."""

    infection_prophylaxis: tuple[Fact, ...]
    """What is given against which infection, how long."""

    revaccination: tuple[Vaccination, ...]
    """Vaccines by months after the transplant (`quantity`)."""

    immune_reconstitution: tuple[Fact, ...]
    """Which cells return when, in whom."""


Stage = Annotated[
    HarvestStage | ProcessingStage | ConditioningStage | ReinfusionStage,
    Field(discriminator="id"),
]
"""A stage; `id` tells which."""
