"""Report: plain aligned tables, and the figures against what we want."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from benchmarks.hot import OURS, Measured
from benchmarks.memory import Reading


class Target(NamedTuple):
    """A figure and what we want of it."""

    name: str
    found: float | None
    wanted: float
    at_least: bool
    unit: str = ""

    @property
    def verdict(self) -> str:
        if self.found is None:
            return "not measured"
        is_met = self.found >= self.wanted if self.at_least else self.found < self.wanted
        return "met" if is_met else "NOT MET"


def targets(
    hot: Sequence[Measured], start_ups: Sequence[float], readings: Sequence[Reading]
) -> list[Target]:
    """Return the figures that we hold ourselves to."""
    ratios = {measured.case.name: measured.ratio for measured in hot}
    used = max(reading.rss for reading in readings if not reading.busted)
    busted = max(reading.rss for reading in readings if reading.busted)
    return [
        Target("stage, part of bare", ratios.get("stage"), 0.85, at_least=True),
        Target("list of 10, part of bare", ratios.get("list of 10"), 0.85, at_least=True),
        Target("list, part of bare", ratios.get("list"), 0.85, at_least=True),
        Target("304, part of bare", ratios.get("304"), 0.80, at_least=True),
        Target("start-up, median", median(start_ups), 1.0, at_least=False, unit=" s"),
        Target("memory, hot and documentation", used, 100, at_least=False, unit=" MB"),
        Target("memory, different queries", busted, 100, at_least=False, unit=" MB"),
    ]


def hot_table(hot: Iterable[Measured]) -> str:
    rows = [
        (
            "case", "bytes", "server", "req/s", "min-max", "p99 ms",
            "ours/it", "min-max", "cpu us", "it/ours",
        )
    ]  # fmt: skip
    for measured in hot:
        size = f"{len(measured.answer.head)}+{len(measured.answer.body)}"
        ours = median(sample.cpu for sample in measured.samples[OURS])
        for name, samples in measured.samples.items():
            rates = [sample.per_second for sample in samples]
            cpu = median(sample.cpu for sample in samples)
            ratios = [] if name == OURS else measured.ratios(name)
            rows.append(
                (
                    measured.case.name if name == OURS else "",
                    size if name == OURS else "",
                    name,
                    f"{median(rates):,.0f}",
                    f"{min(rates):,.0f}-{max(rates):,.0f}",
                    f"{median(sample.p99 for sample in samples):.2f}",
                    f"{median(ratios):.2f}" if ratios else "",
                    f"{min(ratios):.2f}-{max(ratios):.2f}" if ratios else "",
                    f"{cpu:.1f}",
                    f"{cpu / ours:.2f}" if ratios else "",
                )
            )
    return table(rows, left=(0, 2))


def memory_table(readings: Iterable[Reading]) -> str:
    rows = [("memory", "RSS MB", "")]
    rows += [(moment, f"{rss:.1f}", said) for moment, rss, said, _ in readings]
    return table(rows, left=(0, 2))


def target_table(wanted: Iterable[Target]) -> str:
    rows = [("figure", "found", "wanted", "")]
    for target in wanted:
        sign = "at least" if target.at_least else "below"
        found = "-" if target.found is None else f"{target.found:.2f}{target.unit}"
        rows.append((target.name, found, f"{sign} {target.wanted:g}{target.unit}", target.verdict))
    return table(rows, left=(0, 2, 3))


def table(rows: Sequence[Sequence[str]], *, left: Sequence[int]) -> str:
    """Align columns: to the left those named, to the right the others."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)
