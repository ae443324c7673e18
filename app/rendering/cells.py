"""Cells of CSV: plain numbers, and nothing that a spreadsheet would run."""

from decimal import Decimal
from typing import Final

from app.units import say_number

FORMULA: Final = tuple("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                       "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
"""Beginnings of a text that spreadsheets take for a formula."""


def cell(value: object) -> str:
    """Write a value as a cell; what is null is empty, and a number is a plain decimal.

    >>> cell(Decimal("5500.00")), cell(True), cell("=1+1"), cell(-5)
    ('5500', 'true', "'=1+1", '-5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return say_number(value).replace(",", "")
    said = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"'{said}" if said.startswith(FORMULA) else said
