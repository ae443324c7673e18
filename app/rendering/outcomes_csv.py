"""Outcomes -> CSV (RFC 4180): one row per outcome."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from app.catalogue.flat_outcomes import StudyOutcome
from app.rendering.cells import cell

MEMBERS: Final = (
    "id", "study", "study_name", "study_year", "design", "study_n", "measure", "measure_label",
    "type", "months", "estimate", "unit"
)  # fmt: skip
INTERVAL: Final = ("low", "high", "level", "kind")
MORE: Final = (
    "events", "total", "arm", "arm_name", "arm_n",
    "comparator", "comparator_name", "p_value", "ms_course",
    "population", "regimens", "evidence", "sources", "note"
)  # fmt: skip


def render(outcomes: Iterable[StudyOutcome]) -> bytes:
    """Write a header and one row per outcome; what is null is an empty cell."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([*MEMBERS, *(f"interval_{name}" for name in INTERVAL), *MORE])
    rows.writerows(list(_row(outcome)) for outcome in outcomes)
    return out.getvalue().encode()


def _row(outcome: StudyOutcome) -> Iterator[str]:
    for name in MEMBERS:
        yield cell(getattr(outcome, name))
    for name in INTERVAL:
        yield cell(getattr(outcome.interval, name, None))
    for name in MORE:
        yield cell(getattr(outcome, name))
