"""Prose: which doses a text contains, and whether it is safe to read aloud.

The rules of safe dose text come from the Institute for Safe Medication Practices' list of
error-prone abbreviations and the NHS dose syntax: a leading zero, no trailing zero, a space before
the unit, commas in thousands, units and frequencies in words, no abbreviated drug names.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_JOINED = rf"\s*(?:to|or|and|-|\u2013|/)\s*{_NUMBER}"
_LISTED = rf"(?:,\s*{_NUMBER})+,?\s*(?:or|and)\s*{_NUMBER}"
_SPREAD = rf"\s*\({_NUMBER}\s*to\s*{_NUMBER}\)"
_MORE = rf"(?:{_LISTED}|{_JOINED})?(?:{_SPREAD})?"
_DOSE: Final = re.compile(
    rf"(?<![\w.])({_NUMBER}{_MORE})\s*"
    r"(micrograms?|mg|milligrams?|g|grams?|cGy|Gy|grays?)\b"
    r"(?:\s*(?:per|/)\s*(kg|kilogram|m\N{SUPERSCRIPT TWO}|m2|dL|mL|L)(?![\w]))?"
)
_ANY_NUMBER: Final = re.compile(_NUMBER)
_DIGIT: Final = re.compile(r"\d")
_MILLIGRAMS: Final = {"mg": Decimal(1), "g": Decimal(1000), "microgram": Decimal("0.001")}
_SHORT: Final = {"milligram": "mg", "gram": "g", "gray": "Gy"}
_GRAYS: Final = {"Gy": Decimal(1), "cGy": Decimal("0.01")}


class Dose(NamedTuple):
    """A dose in comparable form: milligrams or grays, and what it is per."""

    amount: Decimal
    kind: str
    per: str


def doses_in(text: str) -> Iterator[Dose]:
    """Yield each dose that a text contains; both ends of a range.

    >>> [(f"{d.amount:f}", d.per) for d in doses_in("2 to 4 g per m2, then 1,000 mg")]
    [('2000', 'm2'), ('4000', 'm2'), ('1000', '')]
    """
    if not _DIGIT.search(text):
        return
    for match in _DOSE.finditer(text):
        numbers, unit, per = match.groups()
        for number in _ANY_NUMBER.findall(numbers):
            yield dose_of(Decimal(number.strip(",").replace(",", "")), unit, per or "")


def dose_of(number: Decimal, unit: str, per: str) -> Dose:
    """Make a dose comparable: one unit of mass, one of radiation."""
    unit = _SHORT.get(unit.removesuffix("s"), unit.removesuffix("s"))
    if unit in _GRAYS:
        return Dose((number * _GRAYS[unit]).normalize(), "radiation", "")
    per = per.replace("\N{SUPERSCRIPT TWO}", "2").replace("kilogram", "kg")
    return Dose((number * _MILLIGRAMS[unit]).normalize(), "mass", per)


_UCUM_MASS: Final = {"mg": "mg", "g": "g", "ug": "microgram", "cGy": "cGy", "Gy": "Gy"}


def dose_of_ucum(number: Decimal, ucum: str) -> Dose | None:
    """Make a dose from a number and its UCUM unit; None where the unit is not of a dose."""
    unit, *denominators = ucum.split("/")
    if unit not in _UCUM_MASS:
        return None
    per = next((d for d in denominators if d != "d"), "")
    return dose_of(number, _UCUM_MASS[unit], per)


class Wording(NamedTuple):
    """A way of writing that can be misread."""

    pattern: re.Pattern[str]
    advice: str


_UNIT = r"(?:mg|g|kg|mL|L|cGy|Gy|micrograms?)"

WORDINGS: Final[tuple[Wording, ...]] = (
    Wording(re.compile(rf"(?<![\d,.])\.\d+\s*{_UNIT}\b"), "write a zero before the decimal point"),
    Wording(re.compile(rf"\d\.\d*0\s*{_UNIT}\b"), "leave out the trailing zero"),
    Wording(re.compile(rf"(?<![\w/-])\d[\d,.]*{_UNIT}\b"), "put a space before the unit"),
    Wording(re.compile(rf"(?<![\w,.])\d{{4,}}\s*{_UNIT}\b"), "write thousands with a comma"),
    Wording(
        re.compile(r"\d\s*(?:U|IU|mcg|ug|\N{MICRO SIGN}g|\N{GREEK SMALL LETTER MU}g|cc)\b"),
        "write units and micrograms in full",
    ),
    Wording(
        re.compile(r"\b(?:QD|OD|QOD|BID|TID|QID|bid|tid|b\.i\.d|t\.i\.d|q\d+h)\b"),
        "write the frequency in words",
    ),
    Wording(re.compile(r"[<>@&\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}]"),
            "write the sign in words"),
    Wording(re.compile(r"(?<=\s)\+(?=\s)"), "write plus or and in words"),
)  # fmt: skip

_ABBREVIATED: Final = re.compile(
    r"\b(?:Cy|CTX|[rh]?ATG|Ara-C|BCNU|VP-?16|G-?CSF|Mel|Bu|Flu|MP|RTX|TMP-SMX)\b"
)


_SUSPECT: Final = re.compile(
    "[\\d<>@&+\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}]"
    r"|\b(?:[QB]I?D|O?D|QOD|TID|QID|[bt]id|[bt]\.i\.d)\b"
)
"""What a text must have to be worth reading more closely."""


def misreadable(text: str) -> Iterator[str]:
    """Yield a piece of advice for each way in which a text could be misread.

    >>> list(misreadable("Cy 1500mg BID"))[0]
    "'1500mg': put a space before the unit"
    """
    if not _SUSPECT.search(text):
        return
    for pattern, advice in WORDINGS:
        if match := pattern.search(text):
            yield f"'{match.group().strip()}': {advice}"
    if (match := _ABBREVIATED.search(text)) and _DOSE.search(text):
        yield f"'{match.group()}': write the drug's name in full where there is a dose"
