"""Plan -> CSV."""

from collections.abc import Mapping
from decimal import Decimal

from app.planning.plan import Plan
from app.rendering import plan_csv
from app.rendering.format import About
from tests.rendering.plans import MARKUP, tainted
from tests.rendering.reading import rows_of

COLUMNS = (
    "date,until,day,stage,kind,title,agent,purpose,amount,unit,unrounded,difference_percent,"
    "times_per_day,per_day,route,weight_basis,assumed,evidence,sources,text,note"
)


def number(said: str) -> Decimal | None:
    return Decimal(said) if said else None


def test_the_columns_stand_in_the_first_line(plan: Plan, about: About) -> None:
    assert plan_csv.render(plan, about).split(b"\r\n")[0].decode() == COLUMNS


def test_every_line_ends_with_a_carriage_return_and_a_line_feed(plan: Plan, about: About) -> None:
    written = plan_csv.render(plan, about)

    assert written.endswith(b"\r\n")
    assert written.count(b"\n") == written.count(b"\r\n") == len(plan.entries) + 1


def test_there_is_one_row_per_entry_in_their_order(plan: Plan, about: About) -> None:
    rows = rows_of(plan_csv.render(plan, about))

    assert [(row["title"], row["text"]) for row in rows] == [
        (e.title, e.text) for e in plan.entries
    ]
    assert [row["date"] for row in rows] == [str(e.date or "") for e in plan.entries]
    assert [row["until"] for row in rows] == [str(e.until or "") for e in plan.entries]


def test_the_numbers_are_those_of_the_plan(plan: Plan, about: About) -> None:
    rows = rows_of(plan_csv.render(plan, about))

    for row, entry in zip(rows, plan.entries, strict=True):
        dose = entry.dose
        assert number(row["amount"]) == (dose and dose.per_administration.value)
        assert number(row["unrounded"]) == (dose and dose.unrounded.value)
        assert number(row["difference_percent"]) == (dose and dose.difference_percent)
        assert number(row["per_day"]) == (dose and dose.per_day.value)
        assert number(row["times_per_day"]) == entry.times_per_day
        assert number(row["day"]) == entry.day


def test_numbers_are_plain_decimals(plans: Mapping[str, Plan], about: About) -> None:
    rows = rows_of(plan_csv.render(plans["mist"], about))

    found = {(row["amount"], row["unit"], row["unrounded"]) for row in rows if row["amount"]}

    # 2,000 mg per m2 times 2.24536... m2, and 50 mg per kg times 110 kg
    assert ("4490.73", "mg", "4490.7312") in found
    assert ("5500", "mg", "5500") in found


def test_a_day_before_day_zero_stays_a_number(plans: Mapping[str, Plan], about: About) -> None:
    rows = rows_of(plan_csv.render(plans["mist"], about))

    assert rows[0]["day"].startswith("-")


def test_what_looks_like_a_formula_is_made_a_text(plans: Mapping[str, Plan], about: About) -> None:
    plan = tainted(plans["mist"])

    rows = rows_of(plan_csv.render(plan, about))

    assert {row["title"][:2] for row in rows} == {"'="}
    assert [row["text"] for row in rows] == [f"'{entry.text}" for entry in plan.entries]
    assert all(MARKUP in row["text"] for row in rows)
