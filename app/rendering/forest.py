"""Outcomes -> SVG: a forest plot, one row per outcome, one panel per kind of figure and measure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from math import ceil, floor, log10
from typing import Final, NamedTuple

from app.catalogue.flat_outcomes import StudyOutcome
from app.rendering.pictures import text, wrapped
from app.units import UNITS, say, say_number

WIDTH: Final = 960
EDGE: Final = 24
NAMES: Final = 400
"""Width of the names at the left."""

FIGURES: Final = 190
"""Width of the figures at the right."""

LEFT: Final = EDGE + NAMES + 16
RIGHT: Final = WIDTH - FIGURES - EDGE
TOP: Final = 96

KINDS: Final = {
    "proportion": "share of patients, percent",
    "hazard_ratio": "hazard ratio, logarithmic (below 1: rarer in the first arm)",
    "rate_ratio": "rate ratio, logarithmic (below 1: rarer in the first arm)",
    "mean_difference": "difference of means",
    "mean": "mean",
    "median": "median",
    "rate": "rate",
}
RATIOS: Final = frozenset({"hazard_ratio", "rate_ratio"})
COMPARED: Final = RATIOS | {"mean_difference"}
"""Kinds of figure that are of two arms and not of one."""

RATIO_TICKS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50,
                      100)  # fmt: skip
MOST_TICKS: Final = 6

STYLE: Final = (
    "text{font-family:system-ui,sans-serif;fill:#17282c}.s{fill:#47595e}.b{font-weight:600}"
    ".g{stroke:#d4e0e3}.i{stroke:#0b5c6b;stroke-width:2.5}.p{fill:#0b5c6b}"
    ".n{stroke:#8a9aa0;stroke-dasharray:4 4}.bg{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#e6eff1}.s{fill:#a9bcc2}.g{stroke:#2c4148}"
    ".i{stroke:#8ad0dc}.p{fill:#8ad0dc}.bg{fill:#10191b}}"
)

Panel = tuple[str, str, str]
"""Kind of figure, measure and unit of the outcomes that share a scale."""


class Axis(NamedTuple):
    """A scale from values to pixels, and the values at which it is labelled."""

    ticks: tuple[float, ...]
    logarithmic: bool

    def x(self, value: float) -> float:
        """Return the pixel of a value, held inside the panel."""
        low, high, at = self.ticks[0], self.ticks[-1], value
        if self.logarithmic:
            low, high, at = log10(low), log10(high), log10(max(value, self.ticks[0]))
        share = min(max((at - low) / (high - low), 0.0), 1.0)
        return LEFT + share * (RIGHT - LEFT)


def render(outcomes: Iterable[StudyOutcome], *, title: str) -> bytes:
    """Draw the outcomes that have a figure; those that share no scale have panels of their own."""
    panels: dict[Panel, list[StudyOutcome]] = {}
    left_out = 0
    for outcome in outcomes:
        if _estimate(outcome) is None:
            left_out += 1
        else:
            key = (outcome.type, outcome.measure_label, outcome.unit)
            panels.setdefault(key, []).append(outcome)
    panels = dict(sorted(panels.items(), key=lambda panel: list(KINDS).index(panel[0][0])))
    parts: list[str] = []
    y = float(TOP)
    for panel, rows in panels.items():
        drawn, y = _panel(panel, rows, y)
        parts.append(drawn)
    if left_out or not panels:
        parts.append(text(EDGE, y + 14, _say_left_out(left_out), size=13, kind="s"))
        y += 40
    return _frame(parts, [row for rows in panels.values() for row in rows], title, y)


def _say_left_out(outcomes: int) -> str:
    if not outcomes:
        return "No outcome fits these filters."
    return f"Not drawn, because they have no figure or no total: {outcomes} that also fit."


def _frame(parts: list[str], drawn: Sequence[StudyOutcome], title: str, height: float) -> bytes:
    said = (f"{o.measure_label}, {_who(o)}, {_whom(o)}: {_figure(o)}" for o in drawn)
    spoken = ". ".join(said) or "Nothing is drawn."
    warned = "Populations differ: figures of different studies are not to be pooled or ranked. "
    size = f'width="{WIDTH}" height="{height:.0f}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {height:.0f}" '
        'role="img" aria-labelledby="title desc">'
        f'<title id="title">{escape(title)}</title>'
        f'<desc id="desc">{escape(warned + spoken)}</desc>'
        f'<style>{STYLE}</style><rect class="bg" {size}/>'
        + text(EDGE, 38, title, size=20, kind="b")
        + text(EDGE, 62, f"{warned}Line: interval as printed.", size=13, kind="s")
    )
    return (head + "".join(parts) + "</svg>\n").encode()


def _panel(panel: Panel, rows: Sequence[StudyOutcome], y: float) -> tuple[str, float]:
    kind, measure, unit = panel
    axis = _axis(rows, kind)
    heading = f"{measure}: {KINDS[kind]}"
    if unit not in ("%", "1"):
        heading += f", {UNITS[unit].replace('{}', '').strip()}"
    parts = []
    for line in wrapped(heading, WIDTH - 2 * EDGE, 15):
        parts.append(text(EDGE, y + 14, line, size=15, kind="b"))
        y += 20
    top, y = y + 4, y + 10
    drawn = []
    for outcome in rows:
        row, y = _row(outcome, axis, y)
        drawn.append(row)
    for tick in axis.ticks:
        x = axis.x(tick)
        style = "n" if axis.logarithmic and tick == 1 else "g"
        parts.append(f'<path class="{style}" d="M{x:.1f} {top:.1f}V{y:.1f}"/>')
        parts.append(text(x, y + 16, f"{tick:,g}", size=12, kind="s", anchor="middle"))
    return "".join(parts + drawn), y + 48


def _row(outcome: StudyOutcome, axis: Axis, y: float) -> tuple[str, float]:
    name = wrapped(_who(outcome), NAMES, 14, 2)
    about = wrapped(_whom(outcome), NAMES, 12, 2)
    drawn = ""
    below = y
    for line in name:
        below += 17
        drawn += text(EDGE, below - 3, line, size=14, full=_who(outcome))
    for line in about:
        below += 15
        drawn += text(EDGE, below - 3, line, size=12, kind="s", full=_whom(outcome))
    middle = (y + below) / 2
    figure = _figure(outcome)
    told = escape(f"{_who(outcome)}, {_whom(outcome)}: {figure}")
    return (
        f"{drawn}<g><title>{told}</title>{_mark(outcome, axis, middle)}</g>"
        + text(RIGHT + 20, middle + 5, figure, size=14),
        below + 10,
    )


def _mark(outcome: StudyOutcome, axis: Axis, y: float) -> str:
    x = axis.x(float(_estimate(outcome) or 0))
    line = ""
    if outcome.interval is not None:
        ends = [axis.x(float(end)) for end in _ends(outcome)]
        line = f'<path class="i" d="M{min(ends):.1f} {y:.1f}H{max(*ends, x):.1f}"/>'
    return f'{line}<rect class="p" x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>'


def _axis(rows: Sequence[StudyOutcome], kind: str) -> Axis:
    values = [float(value) for row in rows for value in (_estimate(row), *_ends(row)) if value]
    if kind in RATIOS:
        low, high = min([0.5, *(v for v in values if v > 0)]), max([2.0, *values])
        first = max((tick for tick in RATIO_TICKS if tick <= low), default=RATIO_TICKS[0])
        last = min((tick for tick in RATIO_TICKS if tick >= high), default=RATIO_TICKS[-1])
        return Axis(tuple(t for t in RATIO_TICKS if first <= t <= last), logarithmic=True)
    if kind == "proportion":
        return Axis((0, 20, 40, 60, 80, 100), logarithmic=False)
    return Axis(tuple(_round_ticks(min([0.0, *values]), max([0.0, *values]))), logarithmic=False)


def _round_ticks(low: float, high: float) -> list[float]:
    """Return steps of 1, 2 or 5, or of tens or tenths of them, that hold both ends.

    >>> _round_ticks(-0.15, 0.157), _round_ticks(0, 1500), _round_ticks(0, 0)
    ([-0.2, -0.1, 0.0, 0.1, 0.2], [0, 500, 1000, 1500], [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    """
    high = high if high > low else 1.0
    tenth = 10.0 ** floor(log10(high - low)) / 10
    steps = (tenth * by for by in (1, 2, 5, 10, 20, 50))
    step = next(step for step in steps if ceil(high / step) - floor(low / step) < MOST_TICKS)
    places = max(0, -floor(log10(step))) or None
    return [round(at * step, places) for at in range(floor(low / step), ceil(high / step) + 1)]


def _ends(outcome: StudyOutcome) -> list[Decimal]:
    spread = outcome.interval
    if spread is None:
        return []
    return [end for end in (spread.low, spread.high) if end is not None]


def _estimate(outcome: StudyOutcome) -> Decimal | None:
    counted = outcome.estimate is None and outcome.type == "proportion"
    if counted and outcome.events is not None and outcome.total:
        return Decimal(100 * outcome.events) / outcome.total
    return outcome.estimate


def _who(outcome: StudyOutcome) -> str:
    when = "" if outcome.months is None else f"{say(say_number(outcome.months), 'mo')}: "
    return f"{when}{outcome.study_name}"


def _whom(outcome: StudyOutcome) -> str:
    compared = outcome.comparator_name is not None and outcome.type in COMPARED
    known = (outcome.total, None if compared else outcome.arm_n, outcome.study_n)
    n = next((number for number in known if number is not None), None)
    course = outcome.ms_course.replace("_", " ") if outcome.ms_course else None
    arm = outcome.arm_name
    if compared:
        arm = f"{arm or 'All'} against {outcome.comparator_name}"
    said = (None if n is None else f"n {say_number(Decimal(n))}", arm, course, outcome.population)
    return " \N{MIDDLE DOT} ".join(part for part in said if part)


def _figure(outcome: StudyOutcome) -> str:
    if outcome.estimate is None:
        return f"{outcome.events} of {outcome.total}"
    said = say_number(outcome.estimate) + ("%" if outcome.unit == "%" else "")
    spread = outcome.interval
    if spread is None:
        return said
    high = "?" if spread.high is None else say_number(spread.high)
    return f"{said} ({say_number(spread.low)} to {high})"
