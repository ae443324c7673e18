"""Regimens: which agents, how much, on which days, and what is not known."""

from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, computed_field

from app.catalogue.record import (
    Cited,
    CitedQuantity,
    CitedText,
    Curated,
    Evidence,
    Fact,
    Label,
    Prose,
    Record,
    Slug,
    Whole,
)

Day = Annotated[Whole, Field(ge=-60, le=800)]
"""A day counted from an anchor."""

Standing = Literal["recommended", "in_use", "in_trial", "historic", "convention"]
"""How a regimen stands in multiple sclerosis."""


class Plannable(StrEnum):
    """How much of a regimen can be dated and dosed.

    `yes`: every line that makes the regimen. `partly`: some lines. `dates_only`: days are known,
    doses are not. `no`: neither.
    """

    YES = "yes"
    PARTLY = "partly"
    DATES_ONLY = "dates_only"
    NO = "no"


class Anchor(StrEnum):
    """The event that days are counted from.

    `day_zero`: infusion of the graft is day 0. `mobilisation_start`: the first day of mobilisation
    is day 1. `collection`: the first leukapheresis is day 0. `neutrophil_recovery`: the first of
    three days with enough neutrophils is day 0.
    """

    DAY_ZERO = "day_zero"
    MOBILISATION_START = "mobilisation_start"
    COLLECTION = "collection"
    NEUTROPHIL_RECOVERY = "neutrophil_recovery"


def _not_empty(days: tuple[int, ...]) -> tuple[int, ...]:
    if not days:
        raise ValueError("no day is named; unknown days are null")
    return days


class CitedDays(Cited):
    """The days on which something is given, and the evidence for them."""

    value: Annotated[tuple[Day, ...], AfterValidator(_not_empty)] | None = None
    """Each known day, counted from the anchor, in order; null where the days are not reported."""

    anchor: Anchor = Anchor.DAY_ZERO
    """The event that the days are counted from."""

    until: Literal["last_collection", "neutrophil_recovery"] | None = None
    """The event up to which it goes on daily after the last day listed; null if it ends there."""

    @property
    def claim_is_null(self) -> bool:
        return self.value is None

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @cached_property
    def text(self) -> str | None:
        """The days in words, for example `days -5 to -2`; null where they are not reported."""
        if self.value is None:
            return None
        said = _say_days(self.value)
        return f"{said}, then daily until {_UNTIL[self.until]}" if self.until else said


_UNTIL = {
    "last_collection": "the last collection",
    "neutrophil_recovery": "the neutrophils recover",
}


def _say_days(days: tuple[int, ...]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [f"{run[0]} to {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{'day' if len(days) == 1 else 'days'} {said}"


class CitedCount(Cited):
    """A whole number and its evidence."""

    value: Annotated[Whole, Field(ge=1, le=24)] | None = None
    """The number; null where it is not reported."""

    @property
    def claim_is_null(self) -> bool:
        return self.value is None


_WEAKNESS = {status: number for number, status in enumerate(Evidence)}

Basis = Literal["body_weight", "body_surface", "flat", "absorbed_dose"]
"""What a dose is reckoned on."""


@cache
def _basis_of(unit: str) -> Basis:
    per = unit.split("/")[1:]
    if "kg" in per:
        return "body_weight"
    if "m2" in per:
        return "body_surface"
    return "absorbed_dose" if unit.endswith("Gy") else "flat"


class DoseLine(Curated):
    """One agent, one dose, and the days on which it is given.

    Lines of one agent with different doses are separate lines. What is not known stays in the line
    as null with `not_reported`.
    """

    agent: Slug
    """Id of the agent."""

    purpose: Literal[
        "mobilisation", "conditioning", "lymphodepletion", "uroprotection", "premedication",
        "flare_prevention", "engraftment_syndrome_prevention", "growth_factor_support",
        "b_cell_depletion", "prophylaxis", "rescue"
    ]  # fmt: skip
    """Why it is given here. More may be added."""

    dose: CitedQuantity
    """Dose of one administration."""

    times_per_day: CitedCount
    """Administrations on each day."""

    days: CitedDays
    """The days on which it is given."""

    route: Literal["intravenous", "subcutaneous", "oral", "external_beam"] | None
    """How it is given; null where nobody we could read says."""

    duration: CitedQuantity | None = None
    """How long one infusion takes; null where no source read says."""

    timing: Prose | None = None
    """When on the day, or in relation to another line; null if nothing was said."""

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @cached_property
    def basis(self) -> Basis | None:
        """What the dose is reckoned on, by its unit; null where the dose is not reported."""
        return None if self.dose.unit is None else _basis_of(self.dose.unit)

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @cached_property
    def evidence(self) -> Evidence:
        """The weakest evidence among the dose, the times per day and the days of this line."""
        claims = (self.dose.evidence, self.times_per_day.evidence, self.days.evidence)
        return max(claims, key=_WEAKNESS.__getitem__)

    @cached_property
    def sum(self) -> tuple[Decimal, str] | None:
        """Dose times administrations times days, with its unit; None if any of them is open."""
        dose, times, days = self.dose, self.times_per_day.value, self.days
        if dose.value is None or dose.unit is None or times is None:
            return None
        if days.value is None or days.until is not None:
            return None
        return dose.value * times * len(days.value), dose.unit

    @property
    def schedule(self) -> tuple[object, ...]:
        """What makes this line the same as another: agent, purpose, dose and days."""
        return (
            self.agent, self.purpose, self.dose.value, self.dose.low, self.dose.high,
            self.dose.unit, self.times_per_day.value, self.days.value, self.days.anchor,
            self.days.until,
        )  # fmt: skip


class Total(Curated):
    """The dose of an agent over the whole regimen."""

    agent: Slug
    """Id of the agent."""

    dose: CitedQuantity
    """The total as published, or derived from the dose lines; null where neither is possible."""

    covers: Literal["regimen", "conditioning", "mobilisation"] = "regimen"
    """Which part of the regimen the total adds up."""


class IntensityClass(Cited):
    """How strong somebody says a regimen is. Classes differ by who classifies."""

    label: Literal["high", "intermediate", "low", "myeloablative", "non_myeloablative"] | None
    """The class; null where nobody we could read classifies it. More may be added."""

    scheme: Label | None
    """Who classifies it so; null with a null label."""

    @property
    def claim_is_null(self) -> bool:
        return self.label is None


class GraftHandling(Cited):
    """What is done with the collected cells in this regimen."""

    handling: Literal["unmanipulated", "cd34_selected", "lymphocyte_depleted"] | None
    """The handling; null where nobody we could read says. More may be added."""

    storage: Literal["cryopreserved", "fresh"] | None
    """Frozen, or kept cool and used within days; null where it was not said."""

    infusion_days: CitedDays | None = None
    """The days on which the cells are returned where it is not day 0 alone; else null."""

    @property
    def claim_is_null(self) -> bool:
        return self.handling is None and self.storage is None


class Regimen(Record):
    """A mobilisation or conditioning regimen. Its identity is its doses and its schedule."""

    stage: Literal["harvest", "conditioning"]
    """`harvest` for a mobilisation regimen, `conditioning` for one before the graft."""

    standing: Standing
    """Recommended by a guideline, in use in some programmes, in trial, historic, or a convention
    from outside multiple sclerosis."""

    intensity: tuple[IntensityClass, ...] = ()
    """Strength classes, each with who gives it; empty for mobilisation."""

    dose_lines: tuple[DoseLine, ...]
    """What is given, in order of the days; empty only where nothing but the name is known."""

    totals: tuple[Total, ...] = ()
    """Published or derived totals per agent."""

    graft: GraftHandling | None
    """What is done with the collected cells; null for mobilisation regimens."""

    collection_days: CitedDays | None = None
    """Days of leukapheresis of a mobilisation regimen; null where no source ties them to it."""

    recovery: CitedQuantity | None = None
    """Day after the graft on which neutrophils recovered, with its spread; null where not reported
    for this regimen."""

    plannable: Plannable
    """How much of the regimen can be dated and dosed."""

    plannable_reason: Prose
    """Why, in a sentence."""

    used_by: tuple[Fact, ...]
    """Studies, programmes and places that used it."""

    findings: tuple[Fact, ...] = ()
    """What sources report about it here: yields, recovery, toxicity, disagreements."""

    part_of: Slug | None = None
    """Id of the conditioning regimen that already contains this mobilisation; null otherwise."""

    missing: tuple[CitedText, ...] = ()
    """What a reader would look for and nobody we could read reports, each as a note."""

    @cached_property
    def agents_dosed(self) -> tuple[str, ...]:
        """Ids of the agents that have a dose line, each once, in the order of the lines."""
        return tuple(dict.fromkeys(line.agent for line in self.dose_lines))
