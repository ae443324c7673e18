"""The axis of a timeline: days to scale, breaks, months ever closer together, and its labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Final, NamedTuple

from app.planning.plan import Plan
from app.rendering.pictures import text, width_of
from app.rendering.words import months_between

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
    busy = {day_of(plan, entry.date) for entry in plan.entries if entry.agent and entry.date}
    for window in plan.stages:
        first, last = day_of(plan, window.from_date), day_of(plan, window.to_date)
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


def day_of(plan: Plan, on: date) -> int:
    return (on - plan.day_zero).days


class Ticks(NamedTuple):
    """The labels of the axis and the places of its lines."""

    drawn: str
    lines: list[float]


def draw_ticks(plan: Plan, axis: Axis, y: float) -> tuple[Ticks, float]:
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


def draw_grid(axis: Axis, lines: Sequence[float], top: float, bottom: float) -> str:
    drawn = "".join(f'<path class="g" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>' for x in lines)
    for run in axis.runs:
        x = run.x + (run.last - run.first + 1) * axis.scale + BREAK / 2
        drawn += "".join(
            f'<path class="k" d="M{at - 3:.1f} {top + 4:.1f}l6 -10"/>' for at in (x - 3, x + 3)
        )
    zero = axis.x(0)
    return f'{drawn}<path class="z" d="M{zero:.1f} {top:.1f}V{bottom:.1f}"/>'
