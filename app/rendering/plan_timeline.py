"""Plan -> SVG: a timeline, with stages as bands, a lane per agent, and milestones by month."""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Final

from app.planning.plan import Entry, Plan, StageWindow
from app.rendering.format import NOT_A_PRESCRIPTION, About, Format
from app.rendering.pictures import shortened, text, wrapped
from app.rendering.timeline_axis import (
    EDGE,
    LABELS,
    WIDTH,
    Axis,
    axis_of,
    day_of,
    draw_grid,
    draw_ticks,
)
from app.rendering.timeline_key import Box, draw_below, draw_box, milestones_of, say_months
from app.rendering.words import count_warnings, months_between, say_amounts, say_undated

STYLE: Final = (
    "text{font-family:system-ui,sans-serif;fill:#17282c}.b{font-weight:600}.s{fill:#4a5c61}"
    ".bg{fill:#fff}.g{stroke:#e3eaec}.z{stroke:#17282c;stroke-width:1.5}.k{stroke:#8a9aa0;fill:none}"
    ".harvest{fill:#b8791c}.processing{fill:#74828f}.conditioning{fill:#0b6374}"
    ".reinfusion{fill:#3a8a57}.band{opacity:.45}.hatch{stroke:#fff;stroke-width:1.6}"
    ".open{fill:none;stroke:#8c2f39;stroke-width:1.5}.m{fill:#5b4b9a}.ml{stroke:#5b4b9a;"
    "stroke-width:2}.w{fill:#8c2f39}"
    "@media(prefers-color-scheme:dark){text{fill:#e6eff1}.s{fill:#a9bcc2}.bg{fill:#10191b}"
    ".g{stroke:#26383e}.z{stroke:#e6eff1}.k{stroke:#7d9097}.harvest{fill:#e2ae5c}"
    ".processing{fill:#a3b3c1}.conditioning{fill:#62c4d4}.reinfusion{fill:#7ccb9a}"
    ".hatch{stroke:#10191b}.open{stroke:#f0939d}.m{fill:#b3a5f0}.ml{stroke:#b3a5f0}"
    ".w{fill:#f0939d}}"
)
HATCH: Final = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="hatch" d="M0 0V5"/></pattern></defs>'
)


def render(plan: Plan, about: About) -> bytes:
    """Draw the plan, 800 pixels wide and as high as it needs."""
    axis = axis_of(plan)
    lanes = _lanes(plan)
    heading, y = _heading(plan)
    top = y
    ticks, y = draw_ticks(plan, axis, y)
    marks: list[str] = []
    for window in plan.stages:
        marks.append(_band(plan, axis, window, y))
        y += 30
    y += 10
    for entries in lanes:
        drawn, height = _lane(axis, entries, y)
        marks.append(drawn)
        y += height
    marks.append(_graft(plan, axis, y))
    marks.append(_milestones(plan, axis, y + 30))
    bottom = y + 60
    below, height = draw_below(plan, about, bottom + 26)
    grid = draw_grid(axis, ticks.lines, top + 34, bottom)
    body = heading + grid + ticks.drawn + "".join(marks) + below
    return _frame(plan, about, body, height)


def _frame(plan: Plan, about: About, body: str, height: float) -> bytes:
    named = f"title-{plan.id[:8]}", f"desc-{plan.id[:8]}"
    title = f"{plan.conditioning_name}, day 0 on {plan.day_zero}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-labelledby="{" ".join(named)}">'
        f'<title id="{named[0]}">{escape(title)}</title>'
        f'<desc id="{named[1]}">{escape(" ".join(_spoken(plan, about)))}</desc>'
        f"<style>{STYLE}</style>{HATCH}"
        f'<rect class="bg" width="{WIDTH}" height="{height:.0f}"/>{body}</svg>\n'
    ).encode()


def _spoken(plan: Plan, about: About) -> Iterator[str]:
    yield f"{NOT_A_PRESCRIPTION}. {about.intended_use}"
    for window in plan.stages:
        assumed = ", assumed" if window.assumed else ""
        yield f"{window.name}: {window.from_date} to {window.to_date}{assumed}."
    for entries in _lanes(plan):
        dates = [str(entry.date) for entry in entries]
        yield f"{entries[0].title}, {say_amounts(entries)}: {', '.join(dates)}."
    for entry in plan.entries:
        if entry.date is not None and entry.kind in ("graft", "milestone"):
            yield f"{entry.title}: {entry.date}."
        elif entry.date is None:
            yield f"Without a first date: {say_undated(entry)}"


def _lanes(plan: Plan) -> list[list[Entry]]:
    """Group the dated doses by agent, in the order of their first days."""
    lanes: dict[str, list[Entry]] = {}
    for entry in plan.entries:
        if entry.agent is not None and entry.date is not None:
            lanes.setdefault(entry.agent, []).append(entry)
    return list(lanes.values())


def _heading(plan: Plan) -> tuple[str, float]:
    parts, y, room = [], 34.0, WIDTH - 2 * EDGE
    for line in wrapped(plan.conditioning_name, room * 0.88, 17, 2):
        parts.append(text(EDGE, y, line, size=17, kind="b", full=plan.conditioning_name))
        y += 22
    if plan.mobilisation_name is not None:
        said = f"Mobilisation: {plan.mobilisation_name}"
        parts.append(text(EDGE, y, shortened(said, room, 12), size=12, kind="s", full=said))
        y += 18
    use = f"{NOT_A_PRESCRIPTION}. Warnings: {count_warnings(plan.warnings)}."
    parts.append(text(EDGE, y, shortened(use, room, 12), size=12, kind="w", full=use))
    return "".join(parts), y + 22


def _band(plan: Plan, axis: Axis, window: StageWindow, y: float) -> str:
    first, last = day_of(plan, window.from_date), day_of(plan, window.to_date)
    dates = f"{window.from_date} to {window.to_date}"
    told = f"{window.name}: {dates}" + (f". {window.note}" if window.note else "")
    drawn = "".join(
        draw_box(Box(x, y + 2, width, 20), f"{window.stage} band", assumed=window.assumed)
        for x, width in axis.pieces(first, last)
    )
    return (
        text(EDGE, y + 10, shortened(window.name, LABELS, 12), size=12, kind="b", full=window.name)
        + text(EDGE, y + 23, dates, size=11, kind="s")
        + f"<g><title>{escape(told)}</title>{drawn}</g>"
    )


def _lane(axis: Axis, entries: Sequence[Entry], y: float) -> tuple[str, float]:
    name, amounts = entries[0].title, say_amounts(entries)
    lines = wrapped(name, LABELS, 12, 2)
    drawn = [
        text(EDGE, y + 11 + 14 * at, line, size=12, kind="b", full=name)
        for at, line in enumerate(lines)
    ]
    below = y + 11 + 14 * len(lines)
    drawn.append(text(EDGE, below, shortened(amounts, LABELS, 11), size=11, kind="s", full=amounts))
    middle = y + 7 * len(lines) + 7
    drawn.extend(_bar(axis, entry, middle - 9) for entry in entries)
    return "".join(drawn), 14 * len(lines) + 26


def _bar(axis: Axis, entry: Entry, y: float) -> str:
    day = entry.day or 0
    x, width = next(axis.pieces(day, day))
    width = max(width - 1.5, 1.5)
    told = f"{entry.date}, day {entry.day}. {entry.text}"
    if entry.assumed:
        told += " The date is assumed."
    if entry.dose is None:
        drawn = draw_box(Box(x + 1, y + 1, max(width - 2, 1.5), 16), "open")
    else:
        drawn = draw_box(Box(x, y, width, 18), entry.stage, assumed=entry.assumed)
    return f"<g><title>{escape(told)}</title>{drawn}</g>"


def _graft(plan: Plan, axis: Axis, y: float) -> str:
    drawn = text(EDGE, y + 15, "Infusion of the graft", size=12, kind="b")
    for entry in plan.entries:
        if entry.kind == "graft" and entry.day is not None:
            told = f"{entry.date}, day {entry.day}. {entry.text}"
            x = axis.x(entry.day) + axis.scale / 2
            drawn += (
                f"<g><title>{escape(told)}</title>"
                f'<circle class="reinfusion" cx="{x:.1f}" cy="{y + 11:.1f}" r="6"/></g>'
            )
    return drawn


def _milestones(plan: Plan, axis: Axis, y: float) -> str:
    drawn = text(EDGE, y + 15, "Milestones, listed below", size=12, kind="b")
    for group in milestones_of(plan):
        x = _milestone_x(plan, axis, group.first)
        names = "; ".join(entry.title for entry in group.entries)
        line = ""
        if group.last is not None:
            end = _milestone_x(plan, axis, group.last)
            line = f'<path class="ml" d="M{x:.1f} {y + 11:.1f}H{end:.1f}"/>'
        drawn += (
            f"<g><title>{escape(f'{say_months(plan, group)}: {names}')}</title>{line}"
            f'<path class="m" d="M{x:.1f} {y + 5:.1f}l6 6l-6 6l-6 -6z"/></g>'
        )
    return drawn


def _milestone_x(plan: Plan, axis: Axis, on: date) -> float:
    if day_of(plan, on) <= axis.detail_ends:
        return axis.x(day_of(plan, on))
    return axis.x_of_month(months_between(plan.day_zero, on))


FORMAT = Format("svg", "image/svg+xml", "svg", render)
