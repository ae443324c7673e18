"""Plan -> iCalendar (RFC 5545): one all-day event per entry that has a date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from app.planning.plan import Entry, Plan, PlanWarning, StageWindow
from app.rendering.format import NOT_A_PRESCRIPTION, About, Format
from app.rendering.words import (
    EVIDENCE,
    count_warnings,
    months_between,
    say_amount,
    say_often,
    say_undated,
)

PRODUCT: Final = "-//Day Zero API//Plan//EN"
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Dated:
    """What a calendar is made of: a plan, or a schedule, whose entries have no doses."""

    id: str
    """The same for the same plan or schedule; the UID of each event begins with it."""

    regimen: str
    """Id of the conditioning regimen."""

    name: str
    """Its name."""

    mobilisation_name: str | None
    day_zero: date
    stages: tuple[StageWindow, ...]
    assumptions: tuple[str, ...]
    entries: tuple[Entry, ...]
    warnings: tuple[PlanWarning, ...] | None = None
    """None for a schedule, which has none."""


def render(plan: Plan, about: About) -> bytes:
    """Write the calendar of a plan."""
    return write(_dated(plan, plan.warnings), about)


def render_schedule(plan: Plan, about: About) -> bytes:
    """Write the calendar of a plan of which only the dates are left.

    Its warnings were left out with its doses, so it does not say that there are none.
    """
    return write(_dated(plan, None), about)


def _dated(plan: Plan, warnings: tuple[PlanWarning, ...] | None) -> Dated:
    return Dated(
        id=plan.id,
        regimen=plan.conditioning,
        name=plan.conditioning_name,
        mobilisation_name=plan.mobilisation_name,
        day_zero=plan.day_zero,
        stages=plan.stages,
        assumptions=plan.assumptions,
        entries=plan.entries,
        warnings=warnings,
    )


def write(dated: Dated, about: About) -> bytes:
    """Write a calendar; entries without a date stand in its description, with no event."""
    from icalendar import Calendar, Event, vText  # noqa: PLC0415  start-up: it takes 80 ms

    calendar = Calendar()
    for name, said in _calendar(dated, about):
        calendar.add(name, vText(said))
    for position, entry in enumerate(dated.entries):
        if entry.date is not None:
            event = Event()
            event.add("uid", f"{dated.id}-{position}-{entry.agent or entry.kind}-{entry.day}")
            for name, value in _event(dated, about, entry, entry.date):
                event.add(name, value)
            calendar.add_component(event)
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _calendar(dated: Dated, about: About) -> Iterator[tuple[str, str]]:
    yield "prodid", PRODUCT
    yield "version", "2.0"
    yield "calscale", "GREGORIAN"
    yield "method", "PUBLISH"
    name = f"{dated.name}: day 0 on {dated.day_zero}"
    description = "\n".join(_description(dated, about))
    # The names of RFC 7986, and those that clients knew before it.
    yield from (("name", name), ("x-wr-calname", name))
    yield from (("description", description), ("x-wr-caldesc", description))


def _description(dated: Dated, about: About) -> Iterator[str]:
    yield f"{NOT_A_PRESCRIPTION}. {about.intended_use}"
    yield f"Conditioning: {dated.name}."
    if dated.mobilisation_name is not None:
        yield f"Mobilisation: {dated.mobilisation_name}."
    if dated.warnings is not None:
        yield f"Warnings: {count_warnings(dated.warnings)}."
    yield from dated.assumptions
    undated = [entry for entry in dated.entries if entry.date is None]
    if undated:
        yield "Without a first date, and so without an event:"
        yield from (f"- {say_undated(entry)}" for entry in undated)
    yield f"Regimen: {about.base_url}/v1/regimens/{dated.regimen}"
    yield f"Dataset {about.dataset_version} of {about.released_on}, {dated.id}."


def _event(dated: Dated, about: About, entry: Entry, on: date) -> Iterator[tuple[str, Any]]:
    released = date.fromisoformat(about.released_on)
    yield "dtstamp", datetime.combine(released, time.min, UTC)
    yield "dtstart", on
    yield "dtend", (entry.until or on) + ONE_DAY
    yield "sequence", 0
    yield "transp", "TRANSPARENT"
    yield "summary", _summary(dated, entry, on)
    yield "description", "\n".join(_details(entry, about))
    yield "categories", [window.name for window in dated.stages if window.stage == entry.stage]


def _summary(dated: Dated, entry: Entry, on: date) -> str:
    if entry.kind == "milestone":
        return f"Month {months_between(dated.day_zero, on)}: {entry.title}"
    if entry.agent is None:
        return f"Day {entry.day}: {entry.title}"
    name = entry.title[:1].lower() + entry.title[1:]
    if entry.dose is None:
        return f"Day {entry.day}: {name}, {say_amount(entry)}"
    often = say_often(entry) if entry.times_per_day != 1 else ""
    return f"Day {entry.day}: {name} {say_amount(entry)}" + (f", {often}" if often else "")


def _details(entry: Entry, about: About) -> Iterator[str]:
    yield entry.text
    if entry.note is not None:
        yield f"Note: {entry.note}"
    if entry.assumed:
        yield "The date is assumed; see the description of the calendar."
    yield f"Evidence: {EVIDENCE[entry.evidence]}."
    if entry.sources:
        # By address: the names of some references abbreviate drugs, and a dose stands here.
        yield "Sources:"
        yield from (f"{about.base_url}/v1/references/{id}" for id in entry.sources)
    yield f"{NOT_A_PRESCRIPTION}. {about.intended_use}"


FORMAT = Format("ics", "text/calendar; charset=utf-8", "ics", render)
