"""Cells of CSV."""

from decimal import Decimal

import pytest

from app.rendering.cells import cell


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        ("", ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-5, "-5"),
        (Decimal("5500.00"), "5500"),
        (Decimal("0.0001"), "0.0001"),
        (Decimal("-48.2641"), "-48.2641"),
        (Decimal("12345678901.5"), "12345678901.5"),
        (("burt-2009", "burt-2019"), "burt-2009 burt-2019"),
        ((), ""),
        ("plain", "plain"),
    ],
)
def test_a_value_is_written_plainly(value: object, said: str) -> None:
    assert cell(value) == said


@pytest.mark.parametrize(
    "begins", [*"=+-@\t\r\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH COMMERCIAL AT}"]
)
def test_a_text_that_begins_like_a_formula_is_quoted(begins: str) -> None:
    assert cell(f"{begins}1+1") == f"'{begins}1+1"
