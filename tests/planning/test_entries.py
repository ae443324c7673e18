"""Entries: doses, steps, the graft and milestones, each as it will be read."""

from datetime import date
from decimal import Decimal

import pytest

from app.catalogue import Catalogue
from app.catalogue.record import Evidence
from app.planning.entries import add_months
from app.planning.steps import ONLY_WITH, PLACED
from app.planning.wording import say_times
from tests.catalogue.world import World
from tests.planning.asking import HEAVY, SHORT, doses, plan, titled


def test_a_dose_says_everything_in_words_and_in_members(clinic: Catalogue) -> None:
    (first, second) = doses(plan(clinic, conditioning="every-basis"), "mustan")

    assert first.dose is not None
    # 100 mg/m2 x 2 m2 (the root of 80 x 180 / 3600 = 4) = 200 mg, and twice that in a day
    assert first.dose.per_administration.value == 200
    assert first.dose.per_day.value == 400
    assert first.times_per_day == 2
    assert first.text == "Mustan: 200 mg intravenously, twice on this day, over 2 hours."
    assert first.note == "In the morning. Twelve hours apart."
    assert (first.kind, first.stage, first.purpose) == ("dose", "conditioning", "conditioning")
    assert (first.day, second.day) == (-4, -3)
    assert first.evidence is Evidence.REPORTED


def test_the_dose_in_words_is_that_of_one_administration(clinic: Catalogue) -> None:
    (entry,) = doses(plan(clinic, conditioning="every-basis"), "total-body-irradiation")

    assert entry.text == "Rays: 200 cGy by external beam, 3 times on this day."
    assert entry.dose is not None
    assert entry.dose.per_day.value == 600  # 3 x 200
    assert entry.dose.weight_basis is None


def test_the_weakest_claim_and_every_source_of_a_line_go_with_it(clinic: Catalogue) -> None:
    entry = doses(plan(clinic, conditioning="every-basis"), "antiserum")[0]

    assert entry.evidence is Evidence.EXTRAPOLATED  # its days; the dose is secondary
    assert entry.sources == ("roe-2024", "doe-2020")
    assert entry.note == "Two days."


def test_a_dose_after_the_graft_belongs_to_reinfusion(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="every-basis")

    assert [(entry.day, entry.stage) for entry in doses(planned, "antiserum")] == [
        *((-2, "conditioning"), (1, "reinfusion"))
    ]


def test_a_dose_on_day_0_belongs_to_reinfusion(world: World) -> None:
    file = "regimens/exemplan-open.yaml"
    world.write(file, world.read(file).replace("value: [-4]", "value: [-1, 0]"))

    entries = doses(plan(world.load(), conditioning="exemplan-open"), "exemplan")

    assert [entry.stage for entry in entries] == ["conditioning", "reinfusion"]


def test_a_dose_that_nobody_reports_stays_and_says_so(clinic: Catalogue) -> None:
    (entry,) = doses(plan(clinic, conditioning="exemplan-open"), "exemplan")

    assert (entry.dose, entry.times_per_day, entry.day) == (None, 2, -4)
    assert entry.text == "Exemplan: dose not reported, twice on this day."
    assert entry.evidence is Evidence.NOT_REPORTED


def test_a_dose_reported_as_a_range_is_said_as_such_and_not_reckoned(world: World) -> None:
    file = "regimens/exemplan-open.yaml"
    ranged = "dose: {low: 2, high: 4, unit: mg/kg, evidence: reported, sources: [doe-2020]}"
    world.write(file, world.read(file).replace("dose: {evidence: not_reported}", ranged))

    (entry,) = doses(plan(world.load(), conditioning="exemplan-open"), "exemplan")

    assert entry.dose is None
    assert entry.text == "Exemplan: 2 to 4 mg per kg, twice on this day."


def test_an_unknown_number_of_times_leaves_the_day_open(clinic: Catalogue) -> None:
    (entry,) = doses(plan(clinic, conditioning="aftercare"), "mesnan")

    assert entry.dose is not None
    assert entry.dose.per_administration.value == 1
    assert entry.dose.per_day.value is None
    assert entry.text == "Mesnan: 1 mg intravenously, how often is not reported."


def test_a_line_until_the_last_collection_has_an_entry_for_every_day_of_it(
    clinic: Catalogue,
) -> None:
    entries = doses(plan(clinic, mobilisation="cyclophosphamide-2"), "growan")

    assert [entry.anchor_day for entry in entries] == [5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert {entry.stage for entry in entries} == {"harvest"}
    assert {entry.note for entry in entries} == {"Continues daily until the last collection."}
    assert entries[-1].date == date(2029, 12, 29)  # 10 January less 5 less 7 days of rest


def test_a_line_until_recovery_has_the_days_listed_and_says_that_it_goes_on(
    clinic: Catalogue,
) -> None:
    entries = doses(plan(clinic, conditioning="aftercare"), "growan")

    assert [(entry.day, entry.stage) for entry in entries] == [
        *((5, "reinfusion"), (6, "reinfusion"))
    ]
    assert {entry.note for entry in entries} == {"Continues daily until the neutrophils recover."}


def test_a_line_until_a_collection_that_is_not_counted_from_has_the_days_listed(
    clinic: Catalogue,
) -> None:
    (entry,) = doses(plan(clinic, conditioning="aftercare"), "mesnan")

    assert (entry.day, entry.note) == (-3, "Continues daily until the last collection.")


def test_what_only_comes_after_the_graft_is_in_reinfusion_even_without_a_date(
    clinic: Catalogue,
) -> None:
    planned = plan(clinic, conditioning="aftercare")

    for agent in ("flatan", "immunan"):
        (entry,) = doses(planned, agent)
        assert (entry.date, entry.stage) == (None, "reinfusion")


def test_what_has_no_day_is_otherwise_in_its_own_stage(clinic: Catalogue) -> None:
    assert doses(plan(clinic, conditioning="half-known"), "antiserum")[0].stage == "conditioning"
    assert doses(plan(clinic, mobilisation="growan-20"), "growan")[1].stage == "harvest"


def test_every_line_of_a_mobilisation_belongs_to_the_harvest(clinic: Catalogue) -> None:
    planned = plan(clinic, mobilisation="cyclophosphamide-2")

    for agent in ("cyclophosphamide", "growan", "flatan", "mesnan"):
        assert {entry.stage for entry in doses(planned, agent)} == {"harvest"}
    assert [entry.day for entry in doses(planned, "flatan")] == [-25]  # the day before day 1
    assert [entry.day for entry in doses(planned, "mesnan")] == [-12]  # the day after collection


def test_a_conditioning_regimen_that_contains_its_harvest_is_split_by_its_days(
    clinic: Catalogue,
) -> None:
    planned = plan(clinic, conditioning="inside")

    for agent in ("exemplan", "mesnan"):
        assert [(entry.day, entry.stage) for entry in doses(planned, agent)] == [
            *((-11, "harvest"), (-10, "harvest")),
            *((-2, "conditioning"), (-1, "conditioning")),
        ]


def test_the_graft_is_infused_on_day_0(clinic: Catalogue) -> None:
    (graft,) = titled(plan(clinic), "Infusion of the graft")

    assert (graft.day, graft.kind, graft.stage) == (0, "graft", "reinfusion")
    assert graft.text == "The graft is infused on day 0."
    assert (graft.evidence, graft.sources) == (Evidence.REPORTED, ("doe-2020",))


def test_the_graft_is_infused_on_the_days_that_the_regimen_gives(clinic: Catalogue) -> None:
    grafts = titled(plan(clinic, conditioning="inside"), "Infusion of the graft")

    assert [graft.day for graft in grafts] == [0, 1]


def test_a_regimen_that_says_nothing_of_the_graft_still_has_one(clinic: Catalogue) -> None:
    (graft,) = titled(plan(clinic, conditioning="late"), "Infusion of the graft")

    assert (graft.note, graft.sources) == (None, ("doe-2020",))


def dated(catalogue: Catalogue, title: str, **members: str) -> list[tuple[int, int | None]]:
    """Return the first and last day of a step, counted from day 0; 0 for no date."""
    planned = plan(catalogue, **members)
    return [
        (
            0 if entry.day is None else entry.day,
            None if entry.until is None else (entry.until - planned.day_zero).days,
        )
        for entry in titled(planned, title)
    ]


def test_leukapheresis_is_on_the_days_of_collection(clinic: Catalogue) -> None:
    # The window of the step says days 10 to 13; growan alone is collected on day 5.
    assert dated(clinic, "Step leukapheresis", mobilisation="growan-5") == [(-12, None)]
    assert dated(clinic, "Step leukapheresis", mobilisation="cyclophosphamide-2") == [(-13, -12)]
    assert dated(clinic, "Step leukapheresis", conditioning="inside") == [(-2, -1)]


def test_leukapheresis_is_assumed_unless_the_harvest_is_given(clinic: Catalogue) -> None:
    (free,) = titled(plan(clinic), "Step leukapheresis")
    (given,) = titled(plan(clinic, harvest_on="2029-12-01"), "Step leukapheresis")

    assert free.assumed
    assert (given.date, given.until) == (date(2029, 12, 1), None)


def test_no_step_of_mobilisation_goes_on_after_the_last_collection(clinic: Catalogue) -> None:
    members = {"mobilisation": "growan-5"}  # day 1 is day -16, the collection is on day -12

    assert dated(clinic, "Step growth-factor", **members) == [(-16, -12)]
    assert dated(clinic, "Step counting", **members) == [(-12, None)]


def test_a_step_that_was_fitted_says_so(clinic: Catalogue) -> None:
    short = plan(clinic, mobilisation="growan-5")
    long = plan(clinic)

    assert titled(short, "Step growth-factor")[0].note == (
        "As is usual. The usual days are fitted to the dates of this plan."
    )
    assert titled(long, "Step growth-factor")[0].note == "As is usual."


def test_the_rest_lies_between_collection_and_conditioning(clinic: Catalogue) -> None:
    # Collection ends on day -12 and conditioning begins on day -5.
    assert dated(clinic, "Step rest-before-conditioning") == [(-11, -6)]
    assert dated(clinic, "Step rest-before-conditioning", harvest_on="2029-11-01") == [(-69, -6)]


def test_where_there_is_no_rest_none_is_shown(clinic: Catalogue) -> None:
    assert dated(clinic, "Step rest-before-conditioning", conditioning="inside") == []
    assert dated(clinic, "Step rest-before-conditioning", harvest_on="2030-01-04") == []


def test_steps_of_conditioning_do_not_begin_before_the_regimen(clinic: Catalogue) -> None:
    # Their windows begin on day -7; the regimen on day -5 or -6.
    assert dated(clinic, "Step chemotherapy") == [(-5, -1)]
    assert dated(clinic, "Step chemotherapy", conditioning="every-basis") == [(-6, -1)]


def test_what_comes_before_the_first_dose_is_due_by_it(clinic: Catalogue) -> None:
    # The window of the graft's release ends on day -5, which every-basis has passed by then.
    for title in ("Step admission-and-line", "Step confirm-graft"):
        assert dated(clinic, title) == [(0, -5)]
        assert dated(clinic, title, conditioning="every-basis") == [(0, -6)]


def test_a_graft_that_is_collected_during_conditioning_is_released_by_day_0(
    clinic: Catalogue,
) -> None:
    assert dated(clinic, "Step confirm-graft", conditioning="inside") == [(0, 0)]


def test_each_product_is_processed_before_day_0(clinic: Catalogue) -> None:
    assert dated(clinic, "Step freeze") == [(-12, -9)]
    assert dated(clinic, "Step freeze", mobilisation="cyclophosphamide-2") == [(-13, -9)]
    assert dated(clinic, "Step freeze", conditioning="inside") == [(-2, 0)]
    assert dated(clinic, "Step store") == [(-12, None)]


def test_a_step_about_agents_that_are_not_dosed_is_left_out(clinic: Catalogue) -> None:
    assert dated(clinic, "Step irradiation") == []
    assert dated(clinic, "Step irradiation", conditioning="every-basis") == [(-5, -1)]
    assert dated(clinic, "Step mobilising-chemotherapy", mobilisation="growan-5") == []
    assert dated(clinic, "Step mobilising-chemotherapy", mobilisation="cyclophosphamide-2") == [
        (-24, None)
    ]


def test_without_a_mobilisation_its_steps_stay_open(clinic: Catalogue) -> None:
    assert dated(clinic, "Step mobilising-chemotherapy") == [(-24, None)]


def test_a_step_that_is_due_by_a_day_has_no_first_date(clinic: Catalogue) -> None:
    planned = plan(clinic)
    (step,) = titled(planned, "Step prophylaxis")

    assert (step.date, step.day, step.until) == (None, None, date(2031, 1, 10))
    before = planned.entries[planned.entries.index(step) - 1]
    assert before.date is not None
    assert before.date <= date(2031, 1, 10)


def test_a_step_without_any_day_stands_last(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="cyclophosphamide-200")

    last = planned.entries[-2:]
    assert {entry.title for entry in last} == {"Step line", "Step watch"}
    assert {(entry.date, entry.until) for entry in last} == {(None, None)}


def test_a_step_after_recovery_waits_for_it(clinic: Catalogue) -> None:
    (unknown,) = titled(plan(clinic), "Step recovered")
    (known,) = titled(plan(clinic, conditioning="inside"), "Step recovered")

    assert (unknown.date, unknown.assumed) == (None, False)
    assert (known.day, known.assumed) == (8, True)


def test_the_steps_that_the_engine_knows_are_steps_of_the_curated_stages(
    curated: Catalogue,
) -> None:
    steps = {step.id for stage in curated.stages for step in stage.steps}

    assert {*PLACED, *ONLY_WITH} <= steps
    assert all(agent in curated.agents for agents in ONLY_WITH.values() for agent in agents)


def test_milestones_are_counted_in_months_and_years(clinic: Catalogue) -> None:
    planned = plan(clinic, day_zero="2030-08-31")

    milestones = {e.title: (e.date, e.until) for e in planned.entries if e.kind == "milestone"}
    assert milestones == {
        "Exemplary vaccine": (date(2030, 11, 30), None),  # November has no day 31
        "T cells": (date(2032, 8, 31), None),
        "B cells": (date(2031, 2, 28), date(2031, 8, 31)),  # 6 to 12 months
    }


@pytest.mark.parametrize("text", ["Share", "Repertoire", "Nothing"])
def test_what_is_no_time_is_no_milestone(clinic: Catalogue, text: str) -> None:
    assert titled(plan(clinic), text) == []


def test_months_are_whole(clinic: Catalogue) -> None:
    assert add_months(date(2030, 1, 31), Decimal("1.9")) == date(2030, 2, 28)
    assert clinic.stages["reinfusion"].id == "reinfusion"


def test_on_one_day_steps_come_before_doses_and_doses_before_the_graft(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="inside")

    for day in {entry.date for entry in planned.entries}:
        kinds = [e.kind for e in planned.entries if e.date == day and e.date is not None]
        assert kinds == sorted(kinds, key=("step", "dose", "graft", "milestone").index)


def test_the_weight_that_a_dose_was_reckoned_on_is_named(clinic: Catalogue) -> None:
    planned = plan(clinic, body=HEAVY, weight_basis_by_agent={"exemplan": "ideal"})

    bases = {e.agent: e.dose.weight_basis for e in planned.entries if e.dose is not None}
    assert bases == {"exemplan": "ideal", "antiserum": "actual"}


def test_a_short_body_is_planned_on_its_actual_weight(clinic: Catalogue) -> None:
    entry = doses(plan(clinic, body=SHORT), "exemplan")[0]

    assert entry.dose is not None
    assert entry.dose.per_administration.value == 3000  # 50 x 60


def test_times_are_said_in_words() -> None:
    assert [say_times(times) for times in (1, 2, 3)] == ["once", "twice", "3 times"]
