"""Words that more than one format of a plan needs."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from app.catalogue.record import Evidence, Quantity
from app.planning.plan import Entry, PlanWarning
from app.planning.wording import say_times
from app.units import SINGULAR, UNITS

EVIDENCE: Final[Mapping[Evidence, str]] = {
    Evidence.REPORTED: "reported",
    Evidence.SECONDARY: "read at second hand",
    Evidence.DERIVED: "derived",
    Evidence.EXTRAPOLATED: "extrapolated",
    Evidence.NOT_REPORTED: "not reported",
}

_UNIT_WORDS: Final = "|".join(
    sorted(
        {
            re.escape(template.split()[1])
            for template in (*UNITS.values(), *SINGULAR.values())
            if " " in template
        }
    )
)
NUMBER_AND_UNIT: Final = re.compile(rf"(?<=\d) (?=(?:{_UNIT_WORDS})(?!\w))")
"""The space between a number and the first word of a unit."""

NO_DOSE: Final = "dose not shown"

UNKNOWN: Final = "not known"

SEVERITIES: Final[Mapping[str, tuple[str, str]]] = {
    "serious": ("serious", "serious"),
    "caution": ("caution", "cautions"),
    "information": ("for information", "for information"),
}
"""Severity -> how one is called, and how several are."""


def unbroken(said: str) -> str:
    """Join each number to its unit, so that no line ends between them.

    >>> unbroken("2 g per m²") == "2\N{NO-BREAK SPACE}g per m²"
    True
    """
    return NUMBER_AND_UNIT.sub("\N{NO-BREAK SPACE}", said)


def say_when(entry: Entry) -> str:
    """Say the date or the dates of an entry; `up to` where only the last is known."""
    if entry.date is None:
        return UNKNOWN if entry.until is None else f"up to {entry.until}"
    return str(entry.date) if entry.until is None else f"{entry.date} to {entry.until}"


def say_undated(entry: Entry) -> str:
    """Say an entry that has no first date."""
    due = "" if entry.until is None else f"{say_when(entry)}: "
    return f"{due}{entry.text}" if entry.agent else f"{due}{entry.title}"


def say_amount(entry: Entry) -> str:
    """Say the amount of one administration of a dose, or that none is shown."""
    return (entry.dose and entry.dose.per_administration.text) or NO_DOSE


def say_amounts(entries: Sequence[Entry]) -> str:
    """Say the amounts of one administration over several days, and how many a day if not one."""
    amounts: dict[str, list[Decimal]] = {}
    for entry in entries:
        given = entry.dose.per_administration if entry.dose is not None else Quantity()
        if given.value is not None and given.unit is not None:
            amounts.setdefault(given.unit, []).append(given.value)
    said = [_say_range(values, unit) for unit, values in amounts.items()]
    often = [often for often in dict.fromkeys(map(say_often, entries)) if often]
    if said and often and often != ["once"]:
        said.append(" or ".join(often))
    return ", ".join(said) or NO_DOSE


def _say_range(values: Sequence[Decimal], unit: str) -> str:
    low, high = min(values), max(values)
    same = low == high
    spread = Quantity(value=low, unit=unit) if same else Quantity(low=low, high=high, unit=unit)
    return spread.text or NO_DOSE


def say_often(entry: Entry) -> str:
    """Say how often on a day; empty where it is not reported."""
    return "" if entry.times_per_day is None else say_times(entry.times_per_day)


def months_between(first: date, last: date) -> int:
    """Count the calendar months from one date to another, by their names alone.

    >>> months_between(date(2030, 8, 31), date(2031, 2, 28))
    6
    """
    return (last.year - first.year) * 12 + last.month - first.month


def names_of(ids: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the name of each id; the id itself where it has none."""
    return tuple(names.get(id, id) for id in ids)


def count_warnings(warnings: Iterable[PlanWarning]) -> str:
    """Say how many warnings there are of each severity, for example `1 serious, 2 cautions`."""
    found: Counter[str] = Counter(warning.severity for warning in warnings)
    said = [
        f"{found[severity]} {one if found[severity] == 1 else several}"
        for severity, (one, several) in SEVERITIES.items()
        if found[severity]
    ]
    return ", ".join(said) or "none"
