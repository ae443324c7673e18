"""Below a timeline: what the signs mean, the milestones, and what has no date."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.planning.plan import Entry, Plan
from app.rendering.format import About
from app.rendering.pictures import shortened, text, width_of, wrapped
from app.rendering.timeline_axis import EDGE, LEFT, RIGHT, WIDTH
from app.rendering.words import months_between, say_undated


class Box(NamedTuple):
    """A place and a size."""

    x: float
    y: float
    width: float
    height: float


def draw_box(box: Box, kind: str, *, assumed: bool = False) -> str:
    """Draw a box; hatched if its date is assumed."""
    place = (
        f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="2"'
    )
    hatched = f'<rect fill="url(#hatch)" {place}/>' if assumed else ""
    return f'<rect class="{kind}" {place}/>{hatched}'


class Group(NamedTuple):
    """The milestones that begin and end together."""

    first: date
    last: date | None
    entries: list[Entry]


def milestones_of(plan: Plan) -> list[Group]:
    groups: dict[tuple[date, date | None], list[Entry]] = {}
    for entry in plan.entries:
        if entry.kind == "milestone" and entry.date is not None:
            groups.setdefault((entry.date, entry.until), []).append(entry)
    return [Group(*dates, entries) for dates, entries in groups.items()]


def say_months(plan: Plan, group: Group) -> str:
    first = months_between(plan.day_zero, group.first)
    if group.last is None:
        return f"Month {first}"
    return f"Months {first} to {months_between(plan.day_zero, group.last)}"


def draw_below(plan: Plan, about: About, y: float) -> tuple[str, float]:
    """Write the legend, the milestones, what has no date and what was assumed."""
    parts, y = _legend(y)
    if groups := milestones_of(plan):
        parts.append(text(EDGE, y, "Milestones", size=13, kind="b"))
        y += 20
        for group in groups:
            drawn, y = _key(plan, group, y)
            parts.append(drawn)
        y += 12
    undated = [say_undated(entry) for entry in plan.entries if entry.date is None]
    for heading, texts in (("Without a first date", undated), ("Assumed", list(plan.assumptions))):
        if texts:
            drawn, y = _list(heading, texts, y)
            parts.append(drawn)
    footer = f"Dataset {about.dataset_version} of {about.released_on}, plan {plan.id}"
    parts.append(text(EDGE, y, shortened(footer, WIDTH - 2 * EDGE, 11), size=11, kind="s"))
    return "".join(parts), y + 20


def _legend(y: float) -> tuple[list[str], float]:
    parts: list[str] = []
    x = float(EDGE)
    for sign, said in (
        (draw_box(Box(0, 0, 12, 12), "conditioning"), "dose"),
        (draw_box(Box(0, 0, 12, 12), "harvest", assumed=True), "date assumed"),
        (draw_box(Box(1, 1, 10, 10), "open"), "dose not shown"),
        ('<circle class="reinfusion" cx="6" cy="6" r="6"/>', "graft"),
        ('<path class="m" d="M6 0l6 6l-6 6l-6 -6z"/>', "milestone"),
        ('<path class="k" d="M2 11l6 -10M6 11l6 -10"/>', "break of the axis"),
    ):
        parts.append(f'<g transform="translate({x:.1f} {y - 10:.1f})">{sign}</g>')
        parts.append(text(x + 18, y, said, size=12, kind="s"))
        x += 18 + width_of(said, 12) + 18
    return parts, y + 32


def _key(plan: Plan, group: Group, y: float) -> tuple[str, float]:
    names = "; ".join(entry.title for entry in group.entries)
    dates = f"{group.first}" + (f" to {group.last}" if group.last else "")
    lines = wrapped(names, RIGHT - LEFT, 12)
    drawn = text(EDGE, y, say_months(plan, group), size=12, kind="b")
    drawn += text(EDGE, y + 14, dates, size=11, kind="s")
    for at, line in enumerate(lines):
        drawn += text(LEFT, y + 15 * at, line, size=12)
    return drawn, y + max(15 * len(lines), 29) + 7


def _list(heading: str, texts: Sequence[str], y: float) -> tuple[str, float]:
    drawn = text(EDGE, y, heading, size=13, kind="b")
    y += 20
    for said in texts:
        for at, line in enumerate(wrapped(said, WIDTH - 2 * EDGE - 14, 12)):
            if at == 0:
                drawn += f'<circle class="s" cx="{EDGE + 3}" cy="{y - 4:.1f}" r="2"/>'
            drawn += text(EDGE + 14, y, line, size=12)
            y += 16
    return drawn, y + 12
