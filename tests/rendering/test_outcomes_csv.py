"""Outcomes -> CSV."""

from decimal import Decimal

from app.catalogue import Catalogue
from app.rendering import outcomes_csv
from tests.rendering.reading import rows_of


def test_there_is_one_row_per_outcome_with_its_numbers(
    small: Catalogue, curated: Catalogue
) -> None:
    for catalogue in (small, curated):
        rows = rows_of(outcomes_csv.render(catalogue.outcomes))

        for row, outcome in zip(rows, catalogue.outcomes, strict=True):
            spread = outcome.interval
            assert row["id"] == outcome.id
            assert number(row["estimate"]) == outcome.estimate
            assert number(row["months"]) == outcome.months
            assert number(row["interval_low"]) == (spread and spread.low)
            assert number(row["interval_high"]) == (spread and spread.high)
            assert row["sources"].split() == list(outcome.sources)


def number(said: str) -> Decimal | None:
    return Decimal(said) if said else None


def test_no_outcome_is_a_header_alone() -> None:
    written = outcomes_csv.render([])

    assert written.startswith(b"id,study,study_name,")
    assert written.endswith(b",population,regimens,evidence,sources,note\r\n")
    assert written.count(b"\n") == 1


def test_a_name_that_looks_like_a_formula_is_made_a_text(small: Catalogue) -> None:
    first = next(iter(small.outcomes)).model_copy(update={"study_name": "=1+1"})

    (row,) = rows_of(outcomes_csv.render([first]))

    assert row["study_name"] == "'=1+1"
