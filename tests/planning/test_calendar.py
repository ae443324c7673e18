"""Dates: where every anchor lies, and what is said of those that were placed."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.planning.calendar import LONGEST_WAIT
from app.planning.errors import CannotPlan
from app.planning.plan import Plan, StageWindow
from app.planning.request import FIRST_DAY, LAST_DAY
from tests.catalogue.world import World
from tests.planning.asking import DAY_ZERO, ask, doses, plan, titled
from tests.planning.bodies import days

ONE_DAY = timedelta(days=1)

PLANNED = (
    *("exemplan-200", "exemplan-open", "every-basis", "inside", "inside-unknown", "aftercare"),
    *("late", "half-known", "cyclophosphamide-200"),
)
"""Every conditioning regimen of the fictional world of which a plan can be made."""


def stage(plan: Plan, id: str) -> StageWindow:
    return next(window for window in plan.stages if window.stage == id)


def span(plan: Plan, id: str) -> tuple[int, int]:
    """Return the first and last day of a stage, counted from day 0."""
    window = stage(plan, id)
    return (window.from_date - plan.day_zero).days, (window.to_date - plan.day_zero).days


def on(plan: Plan, agent: str) -> list[int | None]:
    return [entry.day for entry in doses(plan, agent)]


def test_days_of_conditioning_count_back_from_day_0(clinic: Catalogue) -> None:
    planned = plan(clinic)

    assert on(planned, "exemplan") == [-5, -4, -3, -2]
    assert [str(entry.date) for entry in doses(planned, "exemplan")] == [
        *("2030-01-05", "2030-01-06", "2030-01-07", "2030-01-08")
    ]
    assert span(planned, "conditioning") == (-5, -1)
    assert span(planned, "reinfusion") == (0, 730)


def test_the_harvest_is_placed_by_the_shortest_reported_rest(clinic: Catalogue) -> None:
    planned = plan(clinic, mobilisation="cyclophosphamide-2")

    # Conditioning begins on day -5, so the second collection is on day -5 - 7 = -12 and the first
    # on day -13; the first is day 12 of mobilisation, so that day 1 is day -13 - 11 = -24.
    assert span(planned, "harvest") == (-24, -12)
    assert on(planned, "cyclophosphamide") == [-24]
    assert stage(planned, "harvest").assumed
    assert planned.assumptions == (
        "Mobilisation is counted back from collection on days 12 to 13 of it.",
        (
            "Collection is placed so that it ends 7 days before conditioning begins, the shortest "
            "interval reported."
        ),
    )


def test_a_harvest_that_is_given_stays_where_it_is(clinic: Catalogue) -> None:
    planned = plan(clinic, mobilisation="cyclophosphamide-2", harvest_on="2029-11-20")

    assert stage(planned, "processing").from_date == date(2029, 11, 20)
    assert stage(planned, "harvest").from_date == date(2029, 11, 9)  # day 12 is 11 days after day 1
    assert stage(planned, "harvest").to_date == date(2029, 11, 21)  # the second of two days
    assert not stage(planned, "processing").assumed
    assert planned.assumptions == (
        "Mobilisation is counted back from collection on days 12 to 13 of it.",
    )


def test_mobilisation_is_said_to_be_counted_back_even_from_a_given_harvest(
    clinic: Catalogue,
) -> None:
    planned = plan(clinic, mobilisation="cyclophosphamide-2", harvest_on="2029-11-20")

    assert stage(planned, "harvest").assumed
    assert stage(planned, "harvest").note == planned.assumptions[0]
    assert all(entry.assumed for entry in doses(planned, "growan"))


def test_without_a_mobilisation_the_usual_window_counts(clinic: Catalogue) -> None:
    planned = plan(clinic)

    assert span(planned, "harvest") == (-24, -12)  # day 13 of mobilisation on day -12
    assert planned.assumptions[0] == (
        "Mobilisation is counted back from collection on day 13 of it, the last day that is usual "
        "or listed; the real day of collection is not reported."
    )


def test_collection_is_never_before_a_listed_day_of_mobilisation(clinic: Catalogue) -> None:
    planned = plan(clinic, mobilisation="growan-20")

    # The usual window ends on day 13, but growan is listed on day 15 and so the collection is.
    assert span(planned, "harvest") == (-12 - 14, -12)
    assert on(planned, "growan") == [-12, None]


def test_a_window_counted_from_day_0_says_nothing_of_the_length_of_mobilisation(
    small: Catalogue,
) -> None:
    planned = plan(small, mobilisation="growan-10")

    # growan-10 lists days 1, 2, 3 and 5 and no collection; the last of them is on day -12.
    assert span(planned, "harvest") == (-16, -12)
    assert on(planned, "growan") == [-16, -15, -14, -12]
    assert span(plan(small), "harvest") == (-12, -12)


def test_the_last_product_has_its_days_of_processing(clinic: Catalogue) -> None:
    one = plan(clinic, mobilisation="growan-5", harvest_on="2029-12-01")
    two = plan(clinic, mobilisation="cyclophosphamide-2", harvest_on="2029-12-01")

    assert stage(one, "processing").to_date == date(2029, 12, 4)  # 1 and 3
    assert stage(two, "processing").to_date == date(2029, 12, 5)  # 1 and 1 and 3


def test_processing_ends_with_the_graft(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="inside")

    assert span(planned, "processing") == (-2, 0)


def test_a_harvest_inside_conditioning_lies_on_its_own_days(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="inside")

    assert span(planned, "harvest") == (-11, -1)
    assert span(planned, "conditioning") == (-2, -1)
    assert not stage(planned, "harvest").assumed
    assert on(planned, "exemplan") == [-11, -10, -2, -1]


def test_a_harvest_inside_conditioning_may_be_given_where_it_is(clinic: Catalogue) -> None:
    given_ = plan(clinic, conditioning="inside", harvest_on=DAY_ZERO - 2 * ONE_DAY)

    assert given_.stages == plan(clinic, conditioning="inside").stages


def test_an_unknown_collection_inside_conditioning_is_said_to_be_assumed(
    clinic: Catalogue,
) -> None:
    planned = plan(clinic, conditioning="inside-unknown")

    assert span(planned, "harvest") == (-11, -1)
    assert planned.assumptions == ("Collection is placed on the day before the graft.",)
    assert stage(planned, "harvest").assumed


def test_an_unknown_collection_inside_conditioning_may_be_given(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="inside-unknown", harvest_on=DAY_ZERO - 3 * ONE_DAY)

    assert (span(planned, "harvest"), planned.assumptions) == ((-11, -3), ())


@pytest.mark.parametrize("day", [-12, 0])
def test_a_collection_outside_the_regimen_that_contains_it_is_refused(
    clinic: Catalogue, day: int
) -> None:
    with pytest.raises(CannotPlan, match="on day -11, and before day 0") as refused:
        plan(clinic, conditioning="inside-unknown", harvest_on=DAY_ZERO + day * ONE_DAY)

    assert refused.value.member == "/harvest_on"


def test_a_harvest_that_contradicts_the_regimen_is_refused(clinic: Catalogue) -> None:
    with pytest.raises(CannotPlan, match="collects on day -2; leave") as refused:
        plan(clinic, conditioning="inside", harvest_on="2030-01-01")

    assert refused.value.member == "/harvest_on"


@pytest.mark.parametrize(
    ("harvest_on", "mobilisation"),
    [
        ("2030-01-05", "growan-5"),  # conditioning begins on 10 - 5 = 5 January
        ("2030-01-04", "cyclophosphamide-2"),  # its second collection is on 5 January
        ("2030-01-10", None),
        ("2031-01-01", None),
    ],
)
def test_collection_must_end_before_conditioning_begins(
    clinic: Catalogue, harvest_on: str, mobilisation: str | None
) -> None:
    with pytest.raises(CannotPlan, match="must end before conditioning begins") as refused:
        plan(clinic, harvest_on=harvest_on, mobilisation=mobilisation)

    assert refused.value.member == "/harvest_on"


def test_the_day_that_is_named_as_too_late_is_the_first_that_is(clinic: Catalogue) -> None:
    with pytest.raises(CannotPlan, match=r"must be before day -6\.$"):
        plan(clinic, harvest_on="2030-01-04", mobilisation="cyclophosphamide-2")

    assert plan(clinic, harvest_on="2030-01-03", mobilisation="cyclophosphamide-2")


def test_a_graft_waits_ten_years_at_most(clinic: Catalogue) -> None:
    begins = DAY_ZERO - 5 * ONE_DAY

    assert plan(clinic, harvest_on=begins - LONGEST_WAIT * ONE_DAY)
    with pytest.raises(CannotPlan, match="at most 3,650 days before conditioning") as refused:
        plan(clinic, harvest_on=begins - (LONGEST_WAIT + 1) * ONE_DAY)
    assert refused.value.member == "/harvest_on"


def test_a_first_day_of_conditioning_that_nobody_reports_is_said_to_be_assumed(
    clinic: Catalogue,
) -> None:
    planned = plan(clinic, conditioning="late")

    said = (
        "Conditioning is placed from day -5, as is usual for the stage; this regimen does not "
        "report its first day."
    )
    assert said in planned.assumptions
    assert (stage(planned, "conditioning").assumed, stage(planned, "conditioning").note) == (
        *(True, said),
    )


def test_a_first_day_known_for_some_agents_only_is_said_to_be_so(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="half-known")

    assert span(planned, "conditioning") == (-3, -1)
    assert stage(planned, "conditioning").assumed
    assert planned.assumptions[-1] == (
        "Conditioning is placed from day -3, the first that is reported; the days of some of its "
        "agents are not."
    )


def test_a_known_first_day_of_conditioning_is_not_assumed(clinic: Catalogue) -> None:
    planned = plan(clinic)

    assert not stage(planned, "conditioning").assumed


def test_a_stage_without_a_first_day_begins_the_day_before(world: World) -> None:
    axis = "axis: {anchor: day_zero, from_day: -5, to_day: -1, "
    world.write(
        "stages/conditioning.yaml",
        world.read("stages/conditioning.yaml").replace(axis, axis.replace("-5", "null")),
    )
    world.write(
        "regimens/exemplan-open.yaml",
        world.read("regimens/exemplan-open.yaml").replace("value: [-4]", "value: [1]"),
    )

    planned = plan(world.load(), conditioning="exemplan-open")

    assert span(planned, "conditioning") == (-1, -1)


def test_recovery_is_placed_and_said_to_be(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="inside")

    (rescue,) = doses(planned, "immunan")
    assert (rescue.day, rescue.anchor_day, rescue.assumed) == (8, 0, True)
    (said,) = planned.assumptions
    assert said == (
        "Recovery of the neutrophils is placed on day 8, as reported for this regimen; the real "
        "day decides."
    )


def test_a_recovery_within_a_day_is_placed_on_the_nearest(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="cyclophosphamide-200")

    (recovered,) = titled(planned, "Step recovered")
    assert recovered.day == 9  # reported as 9.3


def test_a_recovery_known_as_a_range_only_is_not_placed(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="aftercare")

    (dose,) = doses(planned, "immunan")
    assert (dose.date, dose.day, dose.anchor, dose.anchor_day) == (
        *(None, None, "neutrophil_recovery", 1),
    )


@pytest.mark.parametrize(
    ("day_zero", "first", "last"),
    [
        ("2028-03-03", "2028-02-27", "2028-03-01"),  # over 29 February of a leap year
        ("2029-03-03", "2029-02-26", "2029-03-01"),  # over 28 February of another
        ("2100-03-03", "2100-02-26", "2100-03-01"),  # 2100 is no leap year
        ("2030-01-02", "2029-12-28", "2029-12-31"),  # over the end of a year
        ("2028-02-29", "2028-02-24", "2028-02-27"),
    ],
)
def test_days_are_counted_through_month_ends(
    clinic: Catalogue, day_zero: str, first: str, last: str
) -> None:
    given_ = doses(plan(clinic, day_zero=day_zero), "exemplan")

    assert (str(given_[0].date), str(given_[-1].date)) == (first, last)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    days,
    st.sampled_from(PLANNED),
    st.sampled_from([None, "growan-10", "growan-20", "growan-5", "cyclophosphamide-2"]),
    st.integers(0, 4000) | st.none(),
)
@example(FIRST_DAY, "exemplan-200", "cyclophosphamide-2", 3650)
@example(LAST_DAY, "every-basis", None, None)
def test_a_plan_has_its_dates_in_order_or_says_what_contradicts(
    clinic: Catalogue, day_zero: date, conditioning: str, mobilisation: str | None, rest: int | None
) -> None:
    harvest_on = None if rest is None else day_zero - rest * ONE_DAY
    if harvest_on is not None and not FIRST_DAY <= harvest_on <= LAST_DAY:
        harvest_on = None
    try:
        planned = plan(
            clinic, conditioning=conditioning, mobilisation=mobilisation, day_zero=day_zero,
            harvest_on=harvest_on,
        )  # fmt: skip
    except CannotPlan as refused:
        contradicted = refused.member
        assert contradicted in {"/harvest_on", "/mobilisation"}
        return

    dates = [entry.date or entry.until or date.max for entry in planned.entries]
    assert dates == sorted(dates)
    assert all(window.from_date <= window.to_date for window in planned.stages)
    assert all(
        entry.date is None or entry.until is None or entry.date < entry.until
        for entry in planned.entries
    )
    dated = [(entry.day, entry.date) for entry in planned.entries if entry.date is not None]
    assert all(day == (on - day_zero).days for day, on in dated)


def test_the_ends_of_the_range_never_overflow(clinic: Catalogue, curated: Catalogue) -> None:
    for catalogue, regimen in ((clinic, "inside"), (curated, "cyclophosphamide-rituximab-mexico")):
        for day_zero in (FIRST_DAY, LAST_DAY):
            assert plan(catalogue, conditioning=regimen, day_zero=day_zero)
    first = ask(
        conditioning="cyclophosphamide-200-ratg-6", day_zero="1980-01-01", harvest_on=FIRST_DAY
    )
    assert plan(curated, **first.model_dump(exclude={"body"}))
