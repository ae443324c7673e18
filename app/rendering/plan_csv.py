"""Plan -> CSV (RFC 4180): one row per entry."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from app.planning.plan import Entry, Plan
from app.rendering.cells import cell
from app.rendering.format import About, Format

BEFORE: Final = ("date", "until", "day", "stage", "kind", "title", "agent", "purpose")
AMOUNT: Final = (
    "amount", "unit", "unrounded", "difference_percent", "times_per_day", "per_day", "route",
    "weight_basis"
)  # fmt: skip
AFTER: Final = ("assumed", "evidence", "sources", "text", "note")


def render(plan: Plan, about: About) -> bytes:  # noqa: ARG001  every format is told the same
    """Write a header and one row per entry, in their order; what is null is an empty cell."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([*BEFORE, *AMOUNT, *AFTER])
    rows.writerows(list(_row(entry)) for entry in plan.entries)
    return out.getvalue().encode()


def _row(entry: Entry) -> Iterator[str]:
    for name in BEFORE:
        yield cell(getattr(entry, name))
    yield from _amount(entry)
    for name in AFTER:
        yield cell(getattr(entry, name))


def _amount(entry: Entry) -> Iterator[str]:
    dose = entry.dose
    yield cell(dose and dose.per_administration.value)
    yield cell(dose and dose.per_administration.unit)
    yield cell(dose and dose.unrounded.value)
    yield cell(dose and dose.difference_percent)
    yield cell(entry.times_per_day)
    yield cell(dose and dose.per_day.value)
    yield cell(entry.route)
    yield cell(dose and dose.weight_basis)


FORMAT = Format("csv", "text/csv; charset=utf-8", "csv", render)
