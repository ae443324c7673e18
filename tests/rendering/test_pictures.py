"""Text in pictures."""

import pytest

from app.rendering.pictures import shortened, text, width_of, wrapped


@pytest.mark.parametrize(
    "said", ["", "Mesna", "Cyclophosphamide", "Rabbit anti-thymocyte globulin"]
)
def test_a_shortened_text_fits(said: str) -> None:
    cut = shortened(said, 60, 10)

    assert width_of(cut, 10) <= 60
    assert cut == said or cut.endswith("\N{HORIZONTAL ELLIPSIS}")


@pytest.mark.parametrize("lines", [None, 1, 2, 9])
def test_wrapped_lines_fit_and_are_not_more_than_wished(lines: int | None) -> None:
    broken = wrapped("Rabbit anti-thymocyte globulin is given on three days", 90, 10, lines)

    assert all(width_of(line, 10) <= 90 for line in broken)
    assert len(broken) <= (lines or 99)


def test_a_number_stays_with_its_unit() -> None:
    assert wrapped("Cyclophosphamide 200 mg per kg", 130, 10) == [
        "Cyclophosphamide", "200\N{NO-BREAK SPACE}mg per kg"
    ]  # fmt: skip


def test_a_shortened_text_tells_its_full_text_on_hovering() -> None:
    assert text(1, 2, "A\N{HORIZONTAL ELLIPSIS}", size=12, full="A & B") == (
        '<text x="1.0" y="2.0" font-size="12"><title>A &amp; B</title>'
        "A\N{HORIZONTAL ELLIPSIS}</text>"
    )
    assert "<title>" not in text(1, 2, "A", size=12, full="A")
    assert "<title>" not in text(1, 2, "200\N{NO-BREAK SPACE}mg", size=12, full="200 mg")
