"""Integrity: each rule refuses exactly what it says, in a sentence that says where."""

import inspect
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import integrity
from app.catalogue.integrity import RULES, Records, Rule, faults_in
from app.catalogue.load import read_records
from app.catalogue.record import CitedQuantity, Curated, Evidence
from app.catalogue.regimens import CitedCount, CitedDays, DoseLine, Regimen, Total
from tests.catalogue.test_evidence_integrity import OF_EVIDENCE
from tests.catalogue.world import SMALL, Edit, World

REGIMEN: Final = "regimens/exemplan-200.yaml"
OPEN: Final = "regimens/exemplan-open.yaml"
GROWAN: Final = "regimens/growan-10.yaml"

POE: Final = """\
name: Poe 1999
kind: web_page
citation: Poe P. A page about Doe 2020.
year: null
identifiers: {doi: null, pmid: null, pmcid: null, registry: [], url: "https://example.org/poe"}
read: secondary
note: null
"""

OLDAN: Final = """\
name: Oldan
summary: A made-up medicine that nobody gives.
sources: [doe-2020]
agent_class: supportive
standing: historic
roles: [{stage: harvest, role: rescue, statement: null, evidence: not_reported}]
mechanism: {value: null, evidence: not_reported}
routes: []
"""


class Case(NamedTuple):
    """A world with one fault, the rule it breaks and the sentence that says so."""

    rule: Rule
    edits: tuple[Edit, ...]
    fault: str


CASES: Final = (
    Case(
        integrity.every_id_names_a_record,
        (Edit("agents/exemplan.yaml", "how., evidence: reported, sources: [doe-2020]",
              "how., evidence: reported, sources: [poe-1999]"),),
        "agents/exemplan: mechanism.sources: names 'poe-1999', which is not among the references.",
    ),
    Case(
        integrity.every_id_names_a_record,
        (Edit(GROWAN, "agent: growan", "agent: gowran"),),
        "regimens/growan-10: dose_lines.0.agent: names 'gowran', which is not among the agents.",
    ),
    Case(
        integrity.every_id_names_a_record,
        (Edit(GROWAN, "graft: null", "graft: null\npart_of: exemplan-300"),),
        "regimens/growan-10: part_of: names 'exemplan-300', which is not among the regimens.",
    ),
    Case(
        integrity.every_id_names_a_record,
        (Edit("terms/graft.yaml", "[day-zero]", "[day-zero, day-one]"),),
        "terms/graft: see_also: names 'day-one', which is not among the terms.",
    ),
    Case(
        integrity.every_claim_has_a_source,
        (Edit("procedure.yaml", "fit together., evidence: reported, sources: [doe-2020]",
              "fit together., evidence: reported, sources: []"),),
        "procedure: aim: is reported but names no source.",
    ),
    Case(
        integrity.what_is_not_reported_is_null,
        (Edit("procedure.yaml", "indication: {value: null", "indication: {value: Anyone."),),
        "procedure: indication: has a value and says not_reported.",
    ),
    Case(
        integrity.what_is_null_is_not_reported,
        (Edit("procedure.yaml", "indication: {value: null, evidence: not_reported",
              "indication: {value: null, evidence: secondary, sources: [doe-2020]"),),
        "procedure: indication: is null and says secondary.",
    ),
    Case(
        integrity.what_is_derived_shows_its_sum,
        (Edit(REGIMEN, ", note: 2 times 0.5 is 1.", ""),),
        "regimens/exemplan-200: totals.1.dose: is derived and has no note with the sum.",
    ),
    Case(
        integrity.what_is_reported_was_read,
        (Edit("references/poe-1999.yaml", "", POE),
         Edit("procedure.yaml", "fit together., evidence: reported, sources: [doe-2020]",
              "fit together., evidence: reported, sources: [poe-1999]")),
        "procedure: aim: is reported but rests on secondary sources alone.",
    ),
    Case(
        integrity.every_source_has_an_identifier,
        (Edit("references/roe-2024.yaml", "[NCT00000000]", "[]"),),
        "references/roe-2024: identifiers: are all empty.",
    ),
    Case(
        integrity.every_unit_is_known_ucum,
        (Edit("stages/harvest.yaml", "10*6/kg", "10*7/kg"),),
        "stages/harvest: thresholds.0.quantity: the unit '10*7/kg' is not in the table of UCUM"
        " units.",
    ),
    Case(
        integrity.totals_equal_their_dose_lines,
        (Edit(REGIMEN, "[-5, -4, -3, -2]", "[-5, -4, -3]"),),
        "regimens/exemplan-200: totals: exemplan is 200 mg/kg, but its dose lines add up to"
        " 150 mg/kg.",  # 50 x 1 x 3 days
    ),
    Case(
        integrity.totals_equal_their_dose_lines,
        (Edit(REGIMEN, "value: 1, unit: mg/kg", "value: 1, unit: mg/m2"),),
        "regimens/exemplan-200: totals: antiserum is 1 mg/m2, but its dose lines add up to"
        " 1.0 mg/kg.",  # 0.5 x 1 x 2 days
    ),
    Case(
        integrity.totals_name_dosed_agents,
        (Edit(REGIMEN, "  - agent: antiserum\n    dose:", "  - agent: growan\n    dose:"),),
        "regimens/exemplan-200: totals: growan has no dose line.",
    ),
    Case(
        integrity.no_two_regimens_share_doses_and_schedule,
        (Edit("regimens/exemplan-twin.yaml", "", (SMALL / OPEN).read_text()),),
        "regimens/exemplan-twin: dose_lines: are the same as those of regimens/exemplan-open.",
    ),
    Case(
        integrity.plannable_says_what_the_lines_allow,
        (Edit(REGIMEN, 'plannable: "yes"', "plannable: partly"),),
        "regimens/exemplan-200: plannable: says partly, but its lines allow yes.",
    ),
    Case(
        integrity.plannable_says_what_the_lines_allow,
        (Edit(REGIMEN, "dose: {value: 0.5, unit: mg/kg, evidence: secondary, sources: [roe-2024]}",
              "dose: {evidence: not_reported}"),),
        "regimens/exemplan-200: plannable: says yes, but its lines allow partly.",
    ),
    Case(
        integrity.plannable_says_what_the_lines_allow,
        (Edit(GROWAN, "times_per_day: {value: 1, evidence: reported, sources: [roe-2024]}",
              "times_per_day: {evidence: not_reported}"),),
        "regimens/growan-10: plannable: says yes, but its lines allow dates_only.",
    ),
    Case(
        integrity.plannable_says_what_the_lines_allow,
        (Edit(OPEN, "days: {value: [-4], evidence: reported, sources: [doe-2020]}",
              "days: {evidence: not_reported}"),),
        "regimens/exemplan-open: plannable: says dates_only, but its lines allow no.",
    ),
    Case(
        integrity.doses_are_on_days_in_order,
        (Edit(REGIMEN, "[-5, -4, -3, -2]", "[-5, -3, -4, -2]"),),
        "regimens/exemplan-200: dose_lines.0.days: are not in rising order.",
    ),
    Case(
        integrity.doses_are_on_days_in_order,
        (Edit(REGIMEN, "[-5, -4, -3, -2]", "[-5, -4, -4, -2]"),),  # a day twice
        "regimens/exemplan-200: dose_lines.0.days: are not in rising order.",
    ),
    Case(
        integrity.stage_windows_are_in_order,
        (Edit("stages/conditioning.yaml", "window: {anchor: day_zero, from_day: -5, to_day: -1",
              "window: {anchor: day_zero, from_day: -1, to_day: -5"),),
        "stages/conditioning: window: ends before it begins.",
    ),
    Case(
        integrity.stage_windows_are_in_order,
        (Edit("stages/conditioning.yaml", "axis: {anchor: day_zero, from_day: -5, to_day: -1",
              "axis: {anchor: day_zero, from_day: -1, to_day: -5"),),
        "stages/conditioning: axis: ends before it begins.",
    ),
    Case(
        integrity.stage_windows_are_in_order,
        (Edit("stages/processing.yaml", "axis: {anchor: day_zero, from_day: -13",
              "axis: {anchor: day_zero, from_day: -21"),),  # harvest begins on day -20
        "stages/processing: axis: begins before the stage harvest.",
    ),
    Case(
        integrity.stages_that_may_not_overlap_do_not,
        (Edit("stages/conditioning.yaml", "axis: {anchor: day_zero, from_day: -5",
              "axis: {anchor: day_zero, from_day: -11"),),
        "procedure: transitions: conditioning begins on day -11, before processing ends on day"
        " -10.",
    ),
    Case(
        integrity.what_a_stage_needs_another_leaves,
        (Edit("stages/processing.yaml", "id: product", "id: bag"),),
        "stages/processing: inputs: harvest leaves no 'bag'.",
    ),
    Case(
        integrity.ids_within_a_stage_are_unique,
        (Edit("stages/reinfusion.yaml", "inputs: [",
              "inputs: [{id: ready, name: Ready, stage: null}, "),),
        "stages/reinfusion: inputs: 'ready' stands 2 times.",
    ),
    Case(
        integrity.ids_within_a_stage_are_unique,
        (Edit("stages/harvest.yaml", "outputs: [",
              "outputs: [{id: product, name: It, stage: null}, "),),
        "stages/harvest: outputs: 'product' stands 2 times.",
    ),
    Case(
        integrity.ids_within_a_stage_are_unique,
        (Edit("stages/harvest.yaml", "inputs:", """\
  - id: begin
    order: 2
    name: Begin again
    summary: It begins.
    detail: It begins.
    performed_by: [nurse]
    window: {anchor: day_zero, from_day: null, to_day: null, evidence: not_reported}
    sources: [doe-2020]
inputs:"""),),
        "stages/harvest: steps: 'begin' stands 2 times.",
    ),
    Case(
        integrity.ids_within_a_stage_are_unique,
        (Edit("stages/harvest.yaml", "    order: 1", "    order: 2"),),
        "stages/harvest: steps: are not numbered 1, 2, 3 and so on.",
    ),
    Case(
        integrity.aliases_do_not_collide,
        (Edit("agents/growan.yaml", "[Gröwan]", "[EXEMPLANUM]"),),
        "agents/growan: aliases: 'exemplanum' already stands for exemplan.",
    ),
    Case(
        integrity.aliases_do_not_collide,
        (Edit("agents/growan.yaml", "[Gröwan]", "[Exemplan]"),),
        "agents/growan: aliases: 'exemplan' already stands for exemplan.",
    ),
    Case(
        integrity.aliases_do_not_collide,
        (Edit("references/roe-2024.yaml", "[roe]", "[Doe 2020]"),),
        "references/roe-2024: aliases: 'doe-2020' already stands for doe-2020.",
    ),
    Case(
        integrity.no_record_is_an_orphan,
        (Edit("references/poe-1999.yaml", "", POE),),
        "references/poe-1999: is named by no other record.",
    ),
    Case(
        integrity.no_record_is_an_orphan,
        (Edit("agents/oldan.yaml", "", OLDAN),),
        "agents/oldan: is named by no other record.",
    ),
    Case(
        integrity.prose_has_no_dose_of_its_own,
        (Edit("claims/exemplan-cures.yaml", "50 mg per kg", "60 mg per kg"),),
        "claims/exemplan-cures: correction: has the dose 60 mg per kg, which the data has not.",
    ),
    Case(
        integrity.prose_has_no_dose_of_its_own,
        (Edit("claims/exemplan-cures.yaml", "50 mg per kg", "50 mg"),),  # for the whole body
        "claims/exemplan-cures: correction: has the dose 50 mg, which the data has not.",
    ),
    Case(
        integrity.prose_has_no_dose_of_its_own,
        (Edit("claims/exemplan-cures.yaml", "50 mg per kg", "800 cGy"),),
        "claims/exemplan-cures: correction: has the dose 8 Gy, which the data has not.",
    ),
    Case(
        integrity.prose_has_no_dose_of_its_own,
        (Edit("claims/exemplan-cures.yaml", "[exemplan-200]", "[exemplan-open]"),),
        "claims/exemplan-cures: correction: has the dose 50 mg per kg, which the data has not.",
    ),
    Case(
        integrity.prose_cannot_be_misread,
        (Edit("condition.yaml", "It goes on.", "It goes on BID."),),
        "condition: courses.0.statement: 'BID': write the frequency in words.",
    ),
    Case(
        integrity.prose_cannot_be_misread,
        (Edit("terms/graft.yaml", "name: Graft", "name: Graft & more"),),
        "terms/graft: name: '&': write the sign in words.",
    ),
)  # fmt: skip

every_case = pytest.mark.parametrize(
    "case", CASES, ids=[f"{index}-{case.rule.__name__}" for index, case in enumerate(CASES)]
)


@every_case
def test_a_world_with_one_fault_is_refused_with_one_sentence(world: World, case: Case) -> None:
    world.edit(case.edits)

    assert world.faults() == [case.fault]


@every_case
def test_the_fault_is_found_by_its_rule(world: World, case: Case) -> None:
    world.edit(case.edits)
    records, _ = read_records(world.folder)

    assert list(case.rule(integrity.World(records))) == [case.fault]


def test_every_rule_of_the_table_is_tested() -> None:
    assert {case.rule for case in CASES} | OF_EVIDENCE == set(RULES)


def test_every_rule_is_in_the_table_once() -> None:
    written = [
        function
        for name, function in inspect.getmembers(integrity, inspect.isfunction)
        if function.__module__ == integrity.__name__
        and not name.startswith("_")
        and function is not faults_in
    ]

    assert sorted(RULES, key=lambda rule: rule.__name__) == written


def test_faults_of_many_rules_are_reported_at_once_in_the_order_of_the_table(world: World) -> None:
    cases = [CASES[0], CASES[5], CASES[7], CASES[9], CASES[10], CASES[34], CASES[39]]
    world.edit(edit for case in reversed(cases) for edit in case.edits)

    assert world.faults() == [case.fault for case in cases]


def test_one_rule_reports_every_breach(world: World) -> None:
    world.edit(
        [
            Edit(REGIMEN, "[-5, -4, -3, -2]", "[-5, -4, -3]"),
            Edit(REGIMEN, "value: 1, unit: mg", "value: 2, unit: mg"),
        ]
    )

    faults = world.faults()

    assert [fault.split(", but")[0] for fault in faults] == [
        "regimens/exemplan-200: totals: exemplan is 200 mg/kg",
        "regimens/exemplan-200: totals: antiserum is 2 mg/kg",
    ]


ALLOWED: Final = {
    "what is not reported may say who was asked": Edit(
        "procedure.yaml", "indication: {value: null, evidence: not_reported}",
        "indication: {value: null, evidence: not_reported, sources: [doe-2020], note: Not there.}",
    ),
    "a total may be a range, which is not added up": Edit(
        REGIMEN, "dose: {value: 200, unit", "dose: {low: 100, high: 200, unit",
    ),
    "a total with a line that is open is not added up": Edit(
        OPEN, "graft: null",
        "totals:\n  - agent: exemplan\n"
        "    dose: {value: 7, unit: g, evidence: reported, sources: [doe-2020]}\ngraft: null",
    ),
    "a total without a number is not compared": Edit(
        REGIMEN, "value: 1, unit: mg/kg, evidence: derived", "evidence: not_reported"
    ),
    "a stage may overlap where the procedure says so": Edit(
        "stages/processing.yaml", "axis: {anchor: day_zero, from_day: -13",
        "axis: {anchor: day_zero, from_day: -19",  # harvest ends on day -13
    ),
    "a stage may begin on the day another ends": Edit(
        "stages/conditioning.yaml", "axis: {anchor: day_zero, from_day: -5",
        "axis: {anchor: day_zero, from_day: -10",  # processing ends on day -10
    ),
    "a stage without an end overlaps nothing": Edit(
        "stages/processing.yaml", "axis: {anchor: day_zero, from_day: -13, to_day: -10",
        "axis: {anchor: day_zero, from_day: -13, to_day: null",
    ),
    "a need may come from outside": Edit(
        "stages/reinfusion.yaml", "inputs: [",
        "inputs: [{id: consent, name: Consent, stage: null}, ",
    ),
    "an alias may repeat its own id": Edit("agents/growan.yaml", "[Gröwan]", "[Growan, GROWAN]"),
    "an alias may have no letter of an address": Edit(
        "agents/growan.yaml", "[Gröwan]", '["???"]'
    ),
    "an alias may stand elsewhere for another kind": Edit(
        "agents/growan.yaml", "[Gröwan]", "[graft, ex200]"
    ),
    "a dose may be said in another unit of the same size": Edit(
        "claims/exemplan-cures.yaml", "50 mg per kg", "0.05 g per kg",  # 0.05 x 1,000 = 50
    ),
    "a total of a linked record may be said": Edit(
        "claims/exemplan-cures.yaml", "50 mg per kg", "200 mg per kg"
    ),
}  # fmt: skip


@pytest.mark.parametrize("edit", ALLOWED.values(), ids=ALLOWED)
def test_a_world_without_fault_is_not_refused(world: World, edit: Edit) -> None:
    world.edit([edit])

    assert world.faults() == []


def test_a_reported_claim_may_have_a_secondary_source_beside_one_that_was_read(
    world: World,
) -> None:
    world.edit(
        [
            Edit("references/poe-1999.yaml", "", POE),
            Edit("procedure.yaml", "small world., evidence: reported, sources: [doe-2020]",
                 "small world., evidence: reported, sources: [poe-1999, doe-2020]"),
        ]
    )  # fmt: skip

    assert world.faults() == []


def test_a_regimen_without_lines_is_not_plannable(world: World) -> None:
    text = world.read(OPEN)
    begin, end = text.index("dose_lines:"), text.index("graft:")
    world.write(OPEN, f"{text[:begin]}dose_lines: []\n{text[end:]}")

    assert world.faults() == [
        "regimens/exemplan-open: plannable: says dates_only, but its lines allow no."
    ]


@pytest.mark.parametrize(
    ("covers", "total", "sum_of"),
    [
        ("regimen", 200, "50 x 2 days + 50 x 2 days"),
        ("mobilisation", 100, "50 x 2 days"),
        ("conditioning", 100, "50 x 2 days"),
    ],
)
def test_a_total_covers_its_part_of_the_regimen(covers: str, total: int, sum_of: str) -> None:
    lines = (
        _line("mobilisation", "50", 1, (-11, -10)),
        _line("conditioning", "50", 1, (-2, -1)),
    )

    right = _faults_of_total(lines, Decimal(total), covers)
    wrong = _faults_of_total(lines, Decimal(total + 1), covers)

    assert (right, len(wrong)) == ([], 1), sum_of


def test_lines_in_different_units_are_not_added_up() -> None:
    lines = (
        _line("conditioning", "50", 1, (-2,)),
        _line("conditioning", "2", 1, (-1,), unit="g/kg"),
    )

    assert _faults_of_total(lines, Decimal(1), "regimen") == []


doses = st.decimals(Decimal("0.0001"), 1000, places=4)
days = st.lists(st.integers(-60, 800), min_size=1, max_size=9, unique=True).map(sorted)


@given(st.lists(st.tuples(doses, st.integers(1, 24), days), min_size=1, max_size=5))
def test_a_total_is_the_exact_sum_of_its_lines(
    given_lines: list[tuple[Decimal, int, list[int]]],
) -> None:
    lines = tuple(_line("conditioning", str(d), t, tuple(on)) for d, t, on in given_lines)
    exact = sum((Fraction(d) * t * len(on) for d, t, on in given_lines), Fraction(0))
    total = Decimal(exact.numerator) / Decimal(exact.denominator)  # at most four places

    right = _faults_of_total(lines, total, "regimen")
    wrong = _faults_of_total(lines, total + Decimal("0.0001"), "regimen")

    assert (right, len(wrong)) == ([], 1)


SMALL_RECORDS: Final = read_records(SMALL)[0]


def _faults_of_total(lines: tuple[DoseLine, ...], total: Decimal, covers: str) -> list[str]:
    regimen = SMALL_RECORDS["regimens"]["exemplan-200"]
    assert isinstance(regimen, Regimen)
    dose = CitedQuantity(value=total, unit="mg/kg", evidence=Evidence.REPORTED)
    totals = (Total.model_validate({"agent": "exemplan", "dose": dose, "covers": covers}),)
    changed: Curated = regimen.model_copy(update={"dose_lines": lines, "totals": totals})
    records: Records = {"regimens": {"exemplan-200": changed}}
    return list(integrity.totals_equal_their_dose_lines(integrity.World(records)))


def _line(
    purpose: str, dose: str, times: int, days: tuple[int, ...], unit: str = "mg/kg"
) -> DoseLine:
    return DoseLine.model_validate(
        {
            "agent": "exemplan",
            "purpose": purpose,
            "dose": CitedQuantity(value=Decimal(dose), unit=unit, evidence=Evidence.REPORTED),
            "times_per_day": CitedCount(value=times, evidence=Evidence.REPORTED),
            "days": CitedDays(value=days, evidence=Evidence.REPORTED),
            "route": None,
        }
    )
