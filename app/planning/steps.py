"""Stages -> entries: the steps of every stage, their usual days fitted to the dates of the plan."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Final

from app.catalogue.regimens import Anchor
from app.catalogue.stages import Stage, Step
from app.planning.calendar import Anchors
from app.planning.plan import Entry

Dates = tuple[date | None, date | None]
"""First and last date; None where nothing tells."""

ONE_DAY: Final = timedelta(days=1)

FITTED: Final = "The usual days are fitted to the dates of this plan."


def step_entries(
    stages: Iterable[Stage], anchors: Anchors, doses: Collection[Entry]
) -> Iterator[Entry]:
    """Yield the steps of the stages with their dates.

    Left out are those that find no room between the dates of the plan, and those that are about
    agents which its regimens do not dose.
    """
    for stage in stages:
        harvest = stage.id == "harvest"
        given = {entry.agent for entry in doses if (entry.stage == "harvest") == harvest}
        for step in stage.steps:
            first, last = fitted(stage, step, anchors)
            has_room = first is None or last is None or first <= last
            if has_room and _concerns(step, given):
                yield _step_entry(stage, step, anchors, (first, last))


def _concerns(step: Step, given: AbstractSet[str | None]) -> bool:
    return not given or step.id not in ONLY_WITH or not given.isdisjoint(ONLY_WITH[step.id])


ONLY_WITH: Final[Mapping[str, frozenset[str]]] = {
    "mobilising-chemotherapy": frozenset({"cyclophosphamide"}),
    "irradiation": frozenset({"total-body-irradiation"}),
    "anti-thymocyte-globulin": frozenset(
        {
            "anti-thymocyte-globulin-rabbit",
            "anti-thymocyte-globulin-horse",
            "anti-thymocyte-globulin-unspecified",
        }
    ),
    "antibodies": frozenset({"alemtuzumab", "rituximab"}),
    "rituximab-mexico": frozenset({"rituximab"}),
}
"""Id of a step -> the agents of which the plan must dose one for the step to concern it."""


def usual(step: Step, anchors: Anchors) -> Dates:
    """Return the dates of a step as its window has them."""
    window = step.window
    return (
        None if window.from_day is None else anchors.at(window.anchor, window.from_day),
        None if window.to_day is None else anchors.at(window.anchor, window.to_day),
    )


def fitted(stage: Stage, step: Step, anchors: Anchors) -> Dates:
    """Return the dates of a step held to what the plan has placed.

    The windows of the stages are those of no regimen in particular: without this, leukapheresis
    after a growth factor alone would stand a week after the day of collection.
    """
    if step.id in PLACED:
        return PLACED[step.id](anchors)
    first, last = usual(step, anchors)
    if step.window.anchor is Anchor.MOBILISATION_START:
        return _no_later(first, anchors.last_collection), _no_later(last, anchors.last_collection)
    if stage.id == "processing":
        if last is not None:
            last += anchors.last_collection - anchors.collection
        return first, _no_later(last, anchors.day_zero)
    if stage.id == "conditioning":
        return _no_sooner(first, anchors.conditioning_on), _no_sooner(last, anchors.conditioning_on)
    return first, last


def _no_later(day: date | None, limit: date) -> date | None:
    return None if day is None else min(day, limit)


def _no_sooner(day: date | None, limit: date) -> date | None:
    return None if day is None else max(day, limit)


def _before_conditioning(anchors: Anchors) -> Dates:
    return None, anchors.conditioning_on


def _graft_is_ready(anchors: Anchors) -> Dates:
    inside = anchors.last_collection >= anchors.conditioning_on
    return None, anchors.day_zero if inside else anchors.conditioning_on


def _collecting(anchors: Anchors) -> Dates:
    return anchors.collection, anchors.last_collection


def _resting(anchors: Anchors) -> Dates:
    return anchors.last_collection + ONE_DAY, anchors.conditioning_on - ONE_DAY


PLACED: Final[Mapping[str, Callable[[Anchors], Dates]]] = {
    "leukapheresis": _collecting,
    "rest-before-conditioning": _resting,
    "admission-and-line": _before_conditioning,
    "confirm-graft": _graft_is_ready,
}
"""Id of a step -> its dates, for the steps that an anchor of the plan places."""


def _step_entry(stage: Stage, step: Step, anchors: Anchors, dates: Dates) -> Entry:
    window, (first, last) = step.window, dates
    notes = [window.note, FITTED if dates != usual(step, anchors) else None]
    rests_on = Anchor.COLLECTION if stage.id == "harvest" else window.anchor
    return Entry(
        date=first,
        until=last if last != first else None,
        day=None if first is None else (first - anchors.day_zero).days,
        anchor=window.anchor.value,
        anchor_day=window.from_day if window.from_day is not None else window.to_day,
        assumed=rests_on in anchors.assumed or window.anchor in anchors.assumed,
        kind="step", stage=stage.id, title=step.name, agent=None, purpose=None, dose=None,
        times_per_day=None, route=None, text=step.summary,
        note=" ".join(note for note in notes if note) or None,
        evidence=window.evidence, sources=step.sources,
    )  # fmt: skip
