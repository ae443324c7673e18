"""Entries: dose lines, the graft and milestones, each with its date."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from app.catalogue import Catalogue
from app.catalogue.agents import Agent
from app.catalogue.record import Evidence, Fact, Quantity, StageId
from app.catalogue.regimens import Anchor, CitedDays, DoseLine, Regimen
from app.planning.body import Measures, shown
from app.planning.calendar import Anchors
from app.planning.dosing import administer, basis_for
from app.planning.plan import Entry, PlannedDose
from app.planning.request import PlanRequest
from app.planning.wording import say_dose

OPEN_ENDS = {
    "last_collection": "Continues daily until the last collection.",
    "neutrophil_recovery": "Continues daily until the neutrophils recover.",
}


def dose_entries(
    catalogue: Catalogue,
    request: PlanRequest,
    regimen: Regimen,
    anchors: Anchors,
    measures: Measures,
) -> Iterator[Entry]:
    """Yield an entry for each day of each dose line; one without a date where none is known."""
    for line in regimen.dose_lines:
        dose = plan_dose(line, request, measures)
        agent = catalogue.agents[line.agent]
        first, *others = _days(line.days, anchors)
        entry = _dose_entry(agent, regimen, line, dose, anchors, first)
        yield entry
        for day in others:
            # All that a day changes; making each entry anew would take most of a plan's time.
            yield entry.model_copy(update=_placed(regimen, line, anchors, day))


def _placed(regimen: Regimen, line: DoseLine, anchors: Anchors, day: int | None) -> dict[str, Any]:
    """Return the members of an entry that depend on its day."""
    on = None if day is None else anchors.at(line.days.anchor, day)
    return {
        "date": on,
        "day": None if on is None else (on - anchors.day_zero).days,
        "anchor_day": day,
        "stage": _stage(regimen, line, on, anchors),
    }


def plan_dose(line: DoseLine, request: PlanRequest, measures: Measures) -> PlannedDose | None:
    """Reckon the dose of a line; None where it is not reported or cannot be reckoned."""
    basis = basis_for(line.agent, request)
    amount = administer(line, measures, basis, request.rounding_step_mg.get(line.agent))
    if amount is None:
        return None
    times = line.times_per_day.value
    per_day = None if times is None else amount.rounded * times
    return PlannedDose(
        per_administration=Quantity(value=amount.rounded, unit=amount.unit),
        unrounded=Quantity(value=shown(amount.exact), unit=amount.unit),
        difference_percent=amount.difference_percent,
        per_day=Quantity(value=per_day, unit=amount.unit),
        weight_basis=basis if line.basis in ("body_weight", "body_surface") else None,
        working=amount.working,
    )


def _days(days: CitedDays, anchors: Anchors) -> Iterable[int | None]:
    if days.value is None:
        return (None,)
    if days.until is not None and not is_open(days):
        end = (anchors.last_collection - anchors.mobilisation_start).days + 1
        return (*days.value, *range(days.value[-1] + 1, end + 1))
    return days.value


def is_open(days: CitedDays) -> bool:
    """Whether it goes on after the last day listed, and the plan cannot tell until when."""
    if days.until == "last_collection":
        return days.anchor is not Anchor.MOBILISATION_START
    return days.until is not None


def _dose_entry(  # noqa: PLR0913, PLR0917  everything that an entry says
    agent: Agent,
    regimen: Regimen,
    line: DoseLine,
    dose: PlannedDose | None,
    anchors: Anchors,
    day: int | None,
) -> Entry:
    notes = [line.timing, line.dose.note, line.times_per_day.note, line.days.note]
    if line.days.until is not None:
        notes.insert(0, OPEN_ENDS[line.days.until])
    return Entry(
        **_placed(regimen, line, anchors, day),
        until=None,
        anchor=line.days.anchor.value,
        assumed=line.days.anchor in anchors.assumed,
        kind="dose",
        title=agent.name,
        agent=agent.id,
        purpose=line.purpose,
        dose=dose,
        times_per_day=line.times_per_day.value,
        route=line.route,
        text=say_dose(agent, line, dose),
        note=" ".join(dict.fromkeys(note for note in notes if note)) or None,
        evidence=line.evidence,
        sources=sources_of(line),
    )


def sources_of(line: DoseLine) -> tuple[str, ...]:
    """Return the ids of the references of a line: its dose, its times and its days."""
    cited = (line.dose, line.times_per_day, line.days)
    return tuple(dict.fromkeys(id for claim in cited for id in claim.sources))


def _stage(regimen: Regimen, line: DoseLine, on: date | None, anchors: Anchors) -> StageId:
    if regimen.stage == "harvest" or _mobilises(line):
        return "harvest"
    if on is None:
        after = line.purpose in AFTER_THE_GRAFT or line.days.anchor is Anchor.NEUTROPHIL_RECOVERY
        return "reinfusion" if after else "conditioning"
    if on < anchors.conditioning_on and any(map(_mobilises, regimen.dose_lines)):
        return "harvest"
    return "reinfusion" if on >= anchors.day_zero else "conditioning"


def _mobilises(line: DoseLine) -> bool:
    return line.purpose == "mobilisation" or line.days.anchor in MOBILISING


MOBILISING = (Anchor.MOBILISATION_START, Anchor.COLLECTION)

AFTER_THE_GRAFT = ("growth_factor_support", "engraftment_syndrome_prevention")
"""Purposes that only come after the graft."""


def graft_entries(regimen: Regimen, anchors: Anchors) -> Iterator[Entry]:
    """Yield the infusion of the graft, on day 0 or on the days that the regimen gives."""
    handling = regimen.graft
    days = handling.infusion_days if handling is not None else None
    said = days if days is not None and days.value else None
    for day in (said and said.value) or (0,):
        on = anchors.at(Anchor.DAY_ZERO, day)
        yield Entry(
            date=on, until=None, day=day, anchor="day_zero", anchor_day=day, assumed=False,
            kind="graft", stage="reinfusion", title="Infusion of the graft", agent=None,
            purpose=None, dose=None, times_per_day=None, route=None,
            text=f"The graft is infused on day {day}.",
            note=None if handling is None else handling.note,
            evidence=Evidence.REPORTED if said is None else said.evidence,
            sources=regimen.sources if said is None else said.sources,
        )  # fmt: skip


def milestone_entries(catalogue: Catalogue, anchors: Anchors) -> Iterator[Entry]:
    """Yield engraftment, vaccines by month and the return of the immune system."""
    stage = catalogue.stages["reinfusion"]
    assert stage.id == "reinfusion"
    for fact in (*stage.revaccination, *stage.immune_reconstitution):
        if fact.quantity is not None and fact.quantity.unit in ("mo", "a") and fact.statement:
            yield _milestone(fact, anchors)


def _milestone(fact: Fact, anchors: Anchors) -> Entry:
    quantity = fact.quantity
    assert quantity is not None
    low = quantity.low if quantity.value is None else quantity.value
    by = 12 if quantity.unit == "a" else 1
    on = add_months(anchors.day_zero, (low or Decimal(0)) * by)
    until = None if quantity.high is None else add_months(anchors.day_zero, quantity.high * by)
    return Entry(
        date=on, until=until if until != on else None, day=(on - anchors.day_zero).days,
        anchor="day_zero", anchor_day=(on - anchors.day_zero).days, assumed=False,
        kind="milestone", stage="reinfusion", title=fact.name, agent=None, purpose=None,
        dose=None, times_per_day=None, route=None, text=fact.statement or fact.name,
        note=fact.note, evidence=fact.evidence, sources=fact.sources,
    )  # fmt: skip


def add_months(day: date, months: Decimal) -> date:
    """Add months to a date; the last day of a shorter month stands for a day it does not have.

    >>> add_months(date(2030, 8, 31), Decimal(6)), add_months(date(2028, 2, 29), Decimal(12))
    (datetime.date(2031, 2, 28), datetime.date(2029, 2, 28))
    """
    whole = day.year * 12 + day.month - 1 + int(months)
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
