"""Plans of the curated regimens, for 1,000 bodies: what holds of every one of them."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import cycle, islice
from random import Random
from typing import Any, Final, NamedTuple

import pytest

from app.catalogue import Catalogue
from app.catalogue.prose import misreadable
from app.catalogue.regimens import Plannable, Regimen
from app.planning.build import build_plan
from app.planning.errors import CannotPlan
from app.planning.plan import Entry, Plan, PlannedTotal
from app.planning.request import PlanRequest
from app.units import UNITS, say, say_number
from tests.planning import oracle
from tests.planning.asking import HEAVY, ask, doses, exactly, plan

BODIES: Final = 1_000

SEED: Final = 20301

BACKBONE: Final = "cyclophosphamide-200-ratg-6"
"""The conditioning regimen beside which mobilisation regimens are planned."""

STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
NUMBERS: Final = re.compile(r"-?[0-9][0-9.eE+-]*")
PLAIN: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]{0,3}[1-9])?")
"""A JSON number of at most four places, without exponent and without trailing zero."""

NO_PROSE: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*|[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""An identifier or a date, which nobody reads aloud."""


class Case(NamedTuple):
    """A request, its plan, and the plan as it is sent."""

    request: PlanRequest
    plan: Plan
    sent: str


def can_be_planned(regimen: Regimen) -> bool:
    return regimen.plannable is not Plannable.NO and regimen.part_of is None


def members_for(regimen: Regimen) -> dict[str, Any]:
    if regimen.stage == "conditioning":
        return {"conditioning": regimen.id}
    return {"conditioning": BACKBONE, "mobilisation": regimen.id}


@pytest.fixture(scope="session")
def cases(curated: Catalogue) -> tuple[Case, ...]:
    """A thousand requests, spread over every regimen of which a plan can be made."""
    chance = Random(SEED)  # noqa: S311  the same bodies every time
    regimens = [regimen for regimen in curated.regimens if can_be_planned(regimen)]
    requests = [_request(chance, one) for one in islice(cycle(regimens), BODIES)]
    plans = [build_plan(curated, request) for request in requests]
    return tuple(
        Case(*both, both[1].model_dump_json()) for both in zip(requests, plans, strict=True)
    )


def _request(chance: Random, regimen: Regimen) -> PlanRequest:
    places = Decimal(10) ** -chance.choice((0, 1, 2, 4))
    height = (Decimal(chance.randint(1_000_000, 2_300_000)) / 10_000).quantize(places)
    weight = (Decimal(chance.randint(200_001, 3_499_999)) / 10_000).quantize(places)
    sex = chance.choice(("female", "male"))
    bases = ("actual", "ideal", "adjusted_25", "adjusted_40", "lesser_of_actual_and_ideal")
    return ask(
        **members_for(regimen),
        day_zero=date(1980, 1, 1) + timedelta(days=chance.randint(0, 70_000)),
        body={"weight_kg": weight, "height_cm": height, "sex": sex},
        weight_basis=chance.choice(bases) if height >= Decimal("152.4") else "actual",
        bsa_formula=chance.choice(("mosteller", "du_bois")),
        bsa_cap_m2=chance.choice((None, None, 2, Decimal("2.2"))),
        graft={"cd34_million_per_kg": Decimal(chance.randint(0, 100_000)) / 10_000},
    )


def of_total(plan: Plan, total: PlannedTotal, regimen: Regimen) -> list[Entry]:
    """Return the entries that a total adds up."""
    mobilising = regimen.stage == "harvest"
    contains = any(line.purpose == "mobilisation" for line in regimen.dose_lines)
    return [
        entry
        for entry in doses(plan, total.agent)
        if (mobilising or contains or entry.stage != "harvest")
        and (not mobilising or entry.stage == "harvest")
        and (
            total.covers == "regimen"
            or (entry.purpose == "mobilisation") == (total.covers == "mobilisation")
        )
    ]


def test_the_bodies_are_spread_over_every_plannable_regimen(
    curated: Catalogue, cases: tuple[Case, ...]
) -> None:
    planned = Counter(case.plan.mobilisation or case.plan.conditioning for case in cases)

    assert len(cases) == BODIES
    assert set(planned) == {one.id for one in curated.regimens if can_be_planned(one)}
    assert min(planned.values()) >= 30
    assert len({case.plan.id for case in cases}) == BODIES


def test_every_other_regimen_is_refused_with_its_reason(curated: Catalogue) -> None:
    others = [regimen for regimen in curated.regimens if not can_be_planned(regimen)]

    assert len(others) == 12
    for regimen in others:
        with pytest.raises(CannotPlan) as refused:
            plan(curated, **members_for(regimen))
        reason = regimen.plannable_reason if regimen.part_of is None else regimen.part_of
        assert reason in refused.value.detail
        assert refused.value.member == f"/{[*members_for(regimen)][-1]}"


def test_totals_equal_the_sum_of_entries(curated: Catalogue, cases: tuple[Case, ...]) -> None:
    for _, planned, _ in cases:
        for total in planned.totals:
            entries = of_total(planned, total, curated.regimens[total.regimen])
            known = [
                entry.dose.per_day.value
                for entry in entries
                if entry.dose is not None
                and entry.dose.per_day.value is not None
                and entry.anchor_day is not None
            ]
            assert total.planned.value == (sum(known) if known else None)
            assert not total.complete or len(known) == len(entries)


def test_complete_totals_are_the_published_ones_but_for_hundredths(
    curated: Catalogue, cases: tuple[Case, ...]
) -> None:
    compared = 0
    for _, planned, _ in cases:
        for total in planned.totals:
            if total.difference_percent is None:
                continue
            entries = of_total(planned, total, curated.regimens[total.regimen])
            administrations = sum(entry.times_per_day or 0 for entry in entries)
            assert total.planned.value is not None
            assert total.published_amount.value is not None
            off = abs(total.planned.value - total.published_amount.value)
            # Each administration is rounded to a hundredth, so by at most 0.005.
            assert off <= administrations * Decimal("0.005") + Decimal("0.00005")
            compared += 1
    assert compared > BODIES


def test_what_is_complete_and_published_is_compared(cases: tuple[Case, ...]) -> None:
    for _, planned, _ in cases:
        for total in planned.totals:
            both = total.complete and total.published_amount.value is not None
            assert (total.difference_percent is not None) == both


def test_every_amount_is_that_of_the_oracle(curated: Catalogue, cases: tuple[Case, ...]) -> None:
    for request, planned, _ in cases:
        body, height = request.body, exactly(request.body.height_cm)
        kg = oracle.weights(exactly(body.weight_kg), height, body.sex)[request.weight_basis]
        assert kg is not None
        m2 = oracle.SURFACES[request.bsa_formula](kg, height)
        if request.bsa_cap_m2 is not None:
            m2 = min(m2, exactly(request.bsa_cap_m2))
        regimens = [
            curated.regimens[id] for id in (planned.mobilisation, planned.conditioning) if id
        ]
        expected = {
            (line.agent, oracle.half_up(exactly(line.dose.value) * by, Fraction(1, 100)))
            for regimen in regimens
            for line in regimen.dose_lines
            if line.dose.value is not None
            for by in [{"body_weight": kg, "body_surface": m2}.get(line.basis or "", Fraction(1))]
        }
        found = {
            (entry.agent, exactly(entry.dose.per_administration.value))
            for entry in planned.entries
            if entry.dose is not None and entry.dose.per_administration.value is not None
        }
        assert found == expected


def test_dates_are_in_order_and_days_count_from_day_0(cases: tuple[Case, ...]) -> None:
    for request, planned, _ in cases:
        dates = [e.date or e.until for e in planned.entries]
        known = [on for on in dates if on is not None]
        assert known == sorted(known)
        assert all(on is None for on in dates[len(known) :])
        for entry in planned.entries:
            assert entry.date is None or (entry.date - request.day_zero).days == entry.day
            assert entry.date is None or entry.until is None or entry.date < entry.until


def test_no_dose_of_conditioning_lies_outside_its_stage(cases: tuple[Case, ...]) -> None:
    for _, planned, _ in cases:
        windows = {window.stage: window for window in planned.stages}
        for entry in planned.entries:
            if entry.kind == "dose" and entry.date is not None:
                window = windows[entry.stage]
                early = entry.anchor == "mobilisation_start" and entry.anchor_day == 0
                assert early or window.from_date <= entry.date
                late = entry.purpose == "flare_prevention"  # goes on after the harvest
                assert late or entry.date <= window.to_date


def test_raw_numbers_are_plain(cases: tuple[Case, ...]) -> None:
    seen = {number for case in cases for number in NUMBERS.findall(STRINGS.sub("", case.sent))}

    assert [number for number in seen if not PLAIN.fullmatch(number)] == []
    assert len(seen) > 10 * BODIES


def test_the_numbers_in_words_are_those_of_the_members(cases: tuple[Case, ...]) -> None:
    for _, planned, _ in cases:
        for entry in planned.entries:
            if entry.dose is None:
                continue
            amount = entry.dose.per_administration
            assert amount.value is not None
            assert amount.unit is not None
            said = say(say_number(amount.value), amount.unit)
            assert entry.text.startswith(f"{entry.title}: {said}")
            assert amount.text == said
            unrounded = entry.dose.unrounded
            assert unrounded.value is not None
            flat = entry.dose.weight_basis is None
            assert say(say_number(unrounded.value), amount.unit) in entry.dose.working
            assert flat == entry.dose.working.endswith("the same for every body")
            assert f"{entry.title}: {entry.dose.working}." in planned.calculation


def test_every_text_is_safe_to_read(cases: tuple[Case, ...]) -> None:
    seen = {string for case in cases for string in STRINGS.findall(case.sent)}
    texts = [text for text in map(json.loads, seen) if not NO_PROSE.fullmatch(text)]

    assert [
        (text, advice) for text in texts if text not in UNITS for advice in misreadable(text)
    ] == []
    assert len(texts) > BODIES


def test_every_source_is_a_record(curated: Catalogue, cases: tuple[Case, ...]) -> None:
    cited: set[str] = set()
    for _, planned, _ in cases:
        for part in (planned.entries, planned.warnings, planned.measures, planned.care):
            cited.update(id for citing in part for id in citing.sources)

    assert [id for id in cited if id not in curated.references] == []


def test_nothing_is_open_without_a_warning(cases: tuple[Case, ...]) -> None:
    for _, planned, _ in cases:
        warned = {(warning.code, agent) for warning in planned.warnings for agent in warning.agents}
        for entry in planned.entries:
            if entry.agent is None:
                continue
            assert entry.dose is not None or ("dose-not-reported", entry.agent) in warned
            assert entry.anchor_day is not None or ("day-not-reported", entry.agent) in warned
            if entry.dose is not None and entry.times_per_day is None:
                assert ("times-not-reported", entry.agent) in warned


def test_a_date_that_rests_on_an_assumption_says_so(cases: tuple[Case, ...]) -> None:
    for _, planned, _ in cases:
        assumed = [entry for entry in planned.entries if entry.assumed]
        assert bool(assumed) == bool(planned.assumptions)
        for window in planned.stages:
            assert not window.assumed or window.note in planned.assumptions


EXAMPLE: Final = {"conditioning": BACKBONE, "body": HEAVY}


def test_the_worked_example_on_actual_weight(curated: Catalogue) -> None:
    planned = plan(curated, **EXAMPLE)

    entries = doses(planned, "cyclophosphamide")
    # 50 mg/kg x 110 kg = 5,500 mg on each of days -5 to -2: 4 x 5,500 = 22,000 mg
    assert [entry.day for entry in entries] == [-5, -4, -3, -2]
    assert {entry.text for entry in entries} == {
        "Cyclophosphamide: 5,500 mg intravenously, once on this day, over 1 hour."
    }
    (total,) = (one for one in planned.totals if one.agent == "cyclophosphamide")
    assert (total.planned.text, total.complete) == ("22,000 mg", True)
    assert total.difference_percent == 0


def test_the_worked_example_on_other_weights(curated: Catalogue) -> None:
    planned = plan(curated, **EXAMPLE)

    others = {o.weight_basis: o for o in planned.alternatives if o.agent == "cyclophosphamide"}
    # Ideal: 45.5 + 2.3 x (165 / 2.54 - 60) = 56.909448... kg; x 200 mg/kg = 11,381.8897... mg
    assert round(others["ideal"].total.value or 0, 2) == Decimal("11381.89")
    assert others["ideal"].working == (
        "200 mg per kg in all, times 56.9094 kg (ideal weight) is 11,381.8898 mg"
    )
    # Adjusted: 56.909448... + 0.25 x (110 - 56.909448...) = 70.182086... kg; x 200 = 14,036.4173...
    assert round(others["adjusted_25"].total.value or 0, 2) == Decimal("14036.42")
    assert others["adjusted_25"].working == (
        "200 mg per kg in all, times 70.1821 kg (25 percent adjusted weight) is 14,036.4173 mg"
    )


def test_the_worked_example_warns_that_the_weight_matters(curated: Catalogue) -> None:
    planned = plan(curated, **EXAMPLE)

    matters = [w for w in planned.warnings if w.code == "weight-basis-matters"]
    # 11,381.89 / 22,000 = 0.517, so 48 percent less
    assert {agent for warning in matters for agent in warning.agents} == {
        *("cyclophosphamide", "anti-thymocyte-globulin-rabbit"),
    }


def test_the_mexican_regimen_is_the_whole_of_its_four_days(curated: Catalogue) -> None:
    planned = plan(curated, conditioning="cyclophosphamide-rituximab-mexico", body=HEAVY)

    # 2 days of mobilisation and 2 of conditioning, each 50 mg/kg x 110 kg = 5,500 mg
    totals = {t.covers: t.planned.value for t in planned.totals if t.agent == "cyclophosphamide"}
    assert totals == {"regimen": 22_000, "mobilisation": 11_000, "conditioning": 11_000}
    assert [entry.day for entry in doses(planned, "cyclophosphamide")] == [-11, -10, -2, -1]
    assert [entry.day for entry in doses(planned, "rituximab")] == [8]  # reported recovery
    assert [entry.day for entry in planned.entries if entry.kind == "graft"] == [0, 1]


def test_a_leap_day_is_a_day_of_conditioning(curated: Catalogue) -> None:
    planned = plan(curated, conditioning=BACKBONE, day_zero="2028-03-04")

    assert [str(entry.date) for entry in doses(planned, "cyclophosphamide")] == [
        *("2028-02-28", "2028-02-29", "2028-03-01", "2028-03-02")
    ]
