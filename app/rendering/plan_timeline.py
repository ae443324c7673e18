"""Plan -> SVG: a timeline, with stages as bands, a lane per agent, and milestones by month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from math import sqrt
from typing import Final, NamedTuple

from app.planning.plan import Entry, Plan, StageWindow
from app.rendering.format import NOT_A_PRESCRIPTION, About, Format
from app.rendering.pictures import shortened, text, width_of, wrapped
from app.rendering.words import count_warnings, months_between, say_amounts, say_undated

WIDTH: Final = 800
EDGE: Final = 20
LABELS: Final = 178
"""Width of the names at the left."""

LEFT: Final = EDGE + LABELS + 8
RIGHT: Final = WIDTH - EDGE - 4
LATER: Final = 150
"""Width of the months after the detailed part."""

BREAK: Final = 22
"""Width of a break of the axis."""

DETAIL: Final = 30
"""Last day that is drawn to scale, unless a dose lies later."""

LONG_WAIT: Final = 21
"""Days without a dose or a stage from which the axis is broken."""

MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
)  # fmt: skip
LABELLED_MONTHS: Final = {1: "", 3: "", 6: "", 12: "months", 24: "", 36: "", 48: "", 60: ""}
"""Months that are labelled -> what stands below."""

APART: Final = 44
"""Fewest pixels between the labels of two days."""

DAYS_PER_MONTH: Final = 30.4375
LAST_MONTH: Final = 24

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


class Run(NamedTuple):
    """Days in a row that are drawn to scale."""

    first: int
    last: int
    x: float


@dataclass(frozen=True)
class Axis:
    """A scale from days to pixels: runs of days, then months drawn ever closer together."""

    runs: tuple[Run, ...]
    scale: float
    """Pixels per day."""

    last_month: int

    @property
    def detail_ends(self) -> int:
        return self.runs[-1].last

    @property
    def later_x(self) -> float:
        return RIGHT - LATER

    def x(self, day: int) -> float:
        """Return the left edge of a day; of the next run, if the day lies in a break."""
        for run in self.runs:
            if day <= run.last:
                return run.x + max(day - run.first, 0) * self.scale
        return self.x_of_month(day / DAYS_PER_MONTH)

    def x_of_month(self, months: float) -> float:
        first = sqrt((self.detail_ends + 1) / DAYS_PER_MONTH)
        share = (sqrt(months) - first) / (sqrt(self.last_month) - first)
        return self.later_x + min(max(share, 0.0), 1.0) * LATER

    def pieces(self, first: int, last: int) -> Iterator[tuple[float, float]]:
        """Yield the left edge and the width of what is seen of some days, break by break."""
        for run in self.runs:
            low, high = max(first, run.first), min(last, run.last)
            if low <= high:
                yield run.x + (low - run.first) * self.scale, (high - low + 1) * self.scale
        if last > self.detail_ends:
            x = self.x(max(first, self.detail_ends + 1))
            yield x, max(self.x(last) - x, 2.0)


def axis_of(plan: Plan) -> Axis:
    """Lay the axis out; a long wait between harvest and conditioning is a break."""
    busy = {_day(plan, entry.date) for entry in plan.entries if entry.agent and entry.date}
    for window in plan.stages:
        first, last = _day(plan, window.from_date), _day(plan, window.to_date)
        busy.update(range(first, min(last, DETAIL) + 1))
    busy.update((0, DETAIL))
    spans = _spans(sorted(busy))
    room = RIGHT - LATER - LEFT - BREAK * len(spans)
    scale = room / sum(last - first + 1 for first, last in spans)
    runs, x = [], float(LEFT)
    for first, last in spans:
        runs.append(Run(first, last, x))
        x += (last - first + 1) * scale + BREAK
    months = [months_between(plan.day_zero, e.date) for e in plan.entries
              if e.kind == "milestone" and e.date is not None]  # fmt: skip
    beyond = int(runs[-1].last / DAYS_PER_MONTH) + 2
    return Axis(tuple(runs), scale, max(LAST_MONTH, beyond, *months))


def _spans(days: Sequence[int]) -> list[tuple[int, int]]:
    spans = [(days[0], days[0])]
    for day in days[1:]:
        first, last = spans[-1]
        if day - last > LONG_WAIT:
            spans.append((day, day))
        else:
            spans[-1] = (first, day)
    return spans


def _day(plan: Plan, on: date) -> int:
    return (on - plan.day_zero).days


def render(plan: Plan, about: About) -> bytes:
    """Draw the plan, 800 pixels wide and as high as it needs."""
    axis = axis_of(plan)
    lanes = _lanes(plan)
    heading, y = _heading(plan)
    top = y
    ticks, y = _ticks(plan, axis, y)
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
    below, height = _below(plan, about, bottom + 26)
    grid = _grid(axis, ticks.lines, top + 34, bottom)
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


class Ticks(NamedTuple):
    """The labels of the axis and the places of its lines."""

    drawn: str
    lines: list[float]


def _ticks(plan: Plan, axis: Axis, y: float) -> tuple[Ticks, float]:
    """Label days and months; a label that would touch another is left out."""
    zero = axis.x(0)
    said = f"{_short(plan.day_zero)} {plan.day_zero.year}"
    parts = [
        text(zero, y + 12, "Day 0", size=12, kind="b", anchor="middle"),
        text(zero, y + 27, said, size=11, kind="b", anchor="middle"),
    ]
    half = width_of(said, 11) / 2 + 8
    taken, lines = [(zero - half, zero + half)], []
    for x, over, under in _labels(plan, axis):
        half = max(width_of(over, 11), width_of(under, 10)) / 2 + 4
        if all(x + half <= low or x - half >= high for low, high in taken):
            taken.append((x - half, x + half))
            lines.append(x)
            parts.append(text(x, y + 12, over, size=11, kind="s", anchor="middle"))
            parts.append(text(x, y + 27, under, size=10, kind="s", anchor="middle"))
    return Ticks("".join(parts), lines), y + 40


def _labels(plan: Plan, axis: Axis) -> Iterator[tuple[float, str, str]]:
    step = next((step for step in (1, 2, 5, 10, 20, 30) if step * axis.scale >= APART), 60)
    for run in axis.runs:
        days = [day for day in range(run.first, run.last + 1) if day % step == 0]
        for day in days or [run.first]:
            on = plan.day_zero + timedelta(days=day)
            year = "" if run == axis.runs[-1] else f" {on.year}"
            yield axis.x(day), str(day), _short(on) + year
    for month, said in LABELLED_MONTHS.items():
        if axis.detail_ends / DAYS_PER_MONTH < month <= axis.last_month:
            yield axis.x_of_month(month), str(month), said


def _short(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]}"


def _grid(axis: Axis, lines: Sequence[float], top: float, bottom: float) -> str:
    drawn = "".join(f'<path class="g" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>' for x in lines)
    for run in axis.runs:
        x = run.x + (run.last - run.first + 1) * axis.scale + BREAK / 2
        drawn += "".join(
            f'<path class="k" d="M{at - 3:.1f} {top + 4:.1f}l6 -10"/>' for at in (x - 3, x + 3)
        )
    zero = axis.x(0)
    return f'{drawn}<path class="z" d="M{zero:.1f} {top:.1f}V{bottom:.1f}"/>'


class Box(NamedTuple):
    """A place and a size."""

    x: float
    y: float
    width: float
    height: float


def _box(box: Box, kind: str, *, assumed: bool = False) -> str:
    """Draw a box; hatched if its date is assumed."""
    place = (
        f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="2"'
    )
    hatched = f'<rect fill="url(#hatch)" {place}/>' if assumed else ""
    return f'<rect class="{kind}" {place}/>{hatched}'


def _band(plan: Plan, axis: Axis, window: StageWindow, y: float) -> str:
    first, last = _day(plan, window.from_date), _day(plan, window.to_date)
    dates = f"{window.from_date} to {window.to_date}"
    told = f"{window.name}: {dates}" + (f". {window.note}" if window.note else "")
    drawn = "".join(
        _box(Box(x, y + 2, width, 20), f"{window.stage} band", assumed=window.assumed)
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
        drawn = _box(Box(x + 1, y + 1, max(width - 2, 1.5), 16), "open")
    else:
        drawn = _box(Box(x, y, width, 18), entry.stage, assumed=entry.assumed)
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


class Group(NamedTuple):
    """The milestones that begin and end together."""

    first: date
    last: date | None
    entries: list[Entry]


def _groups(plan: Plan) -> list[Group]:
    groups: dict[tuple[date, date | None], list[Entry]] = {}
    for entry in plan.entries:
        if entry.kind == "milestone" and entry.date is not None:
            groups.setdefault((entry.date, entry.until), []).append(entry)
    return [Group(*dates, entries) for dates, entries in groups.items()]


def _milestones(plan: Plan, axis: Axis, y: float) -> str:
    drawn = text(EDGE, y + 15, "Milestones, listed below", size=12, kind="b")
    for group in _groups(plan):
        x = _milestone_x(plan, axis, group.first)
        names = "; ".join(entry.title for entry in group.entries)
        line = ""
        if group.last is not None:
            end = _milestone_x(plan, axis, group.last)
            line = f'<path class="ml" d="M{x:.1f} {y + 11:.1f}H{end:.1f}"/>'
        drawn += (
            f"<g><title>{escape(f'{_months(plan, group)}: {names}')}</title>{line}"
            f'<path class="m" d="M{x:.1f} {y + 5:.1f}l6 6l-6 6l-6 -6z"/></g>'
        )
    return drawn


def _milestone_x(plan: Plan, axis: Axis, on: date) -> float:
    if _day(plan, on) <= axis.detail_ends:
        return axis.x(_day(plan, on))
    return axis.x_of_month(months_between(plan.day_zero, on))


def _months(plan: Plan, group: Group) -> str:
    first = months_between(plan.day_zero, group.first)
    if group.last is None:
        return f"Month {first}"
    return f"Months {first} to {months_between(plan.day_zero, group.last)}"


def _below(plan: Plan, about: About, y: float) -> tuple[str, float]:
    """Write the legend, the milestones, what has no date and what was assumed."""
    parts, y = _legend(y)
    if groups := _groups(plan):
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
        (_box(Box(0, 0, 12, 12), "conditioning"), "dose"),
        (_box(Box(0, 0, 12, 12), "harvest", assumed=True), "date assumed"),
        (_box(Box(1, 1, 10, 10), "open"), "dose not shown"),
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
    drawn = text(EDGE, y, _months(plan, group), size=12, kind="b")
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


FORMAT = Format("svg", "image/svg+xml", "svg", render)
