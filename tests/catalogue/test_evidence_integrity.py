"""Integrity of the evidence: each rule refuses exactly what it says, in a sentence."""

from typing import Final, NamedTuple

import pytest

from app.catalogue import integrity
from app.catalogue.integrity import RULES, Rule
from app.catalogue.load import read_records
from tests.catalogue.world import SMALL, Edit, World

EXAM: Final = "studies/exam-1.yaml"
FEVER: Final = "adverse_events/fever.yaml"
GUIDELINE: Final = "guidelines/exemplary-2030.yaml"

EXAM_AGAIN: Final = (
    (SMALL / EXAM)
    .read_text(encoding="utf-8")
    .replace("id: neda-60", "id: 1-neda-60")
    .replace("aliases: [first exam]", "aliases: []")
)
"""A study `exam`, of which an outcome would be served under the id of another's."""


class Case(NamedTuple):
    """A world with one fault, the rule it breaks and the sentence that says so."""

    rule: Rule
    edits: tuple[Edit, ...]
    fault: str


CASES: Final = (
    Case(
        integrity.every_id_names_a_record,
        (Edit(EXAM, "regimens: [exemplan-200]", "regimens: [exemplan-300]"),),
        "studies/exam-1: arms.0.regimens: names 'exemplan-300', which is not among the regimens.",
    ),
    Case(
        integrity.every_id_names_a_record,
        (Edit(FEVER, "studies: [exam-1]", "studies: [exam-3]"),),
        "adverse_events/fever: observations.0.studies: names 'exam-3', which is not among the"
        " studies.",
    ),
    Case(
        integrity.every_id_names_a_record,
        (Edit(GUIDELINE, "year: 2030", "year: 2030\nsuperseded_by: exemplary-2040"),),
        "guidelines/exemplary-2030: superseded_by: names 'exemplary-2040', which is not among the"
        " guidelines.",
    ),
    Case(
        integrity.what_is_null_is_not_reported,
        (Edit(EXAM, "events: 15, total: 20,", "total: 20,"),),  # a total alone is no result
        "studies/exam-1: outcomes.1: is null and says reported.",
    ),
    Case(
        integrity.what_is_not_reported_is_null,
        (Edit(EXAM, "measure: treatment_related_mortality,",
              "measure: treatment_related_mortality, events: 0,"),),
        "studies/exam-1: outcomes.4: has a value and says not_reported.",
    ),
    Case(
        integrity.what_is_not_reported_is_null,
        (Edit("studies/exam-2.yaml", "{n: null,", "{n: 3,"),),
        "studies/exam-2: population: has a value and says not_reported.",
    ),
    Case(
        integrity.what_is_not_reported_is_null,
        (Edit(FEVER, "statement: null", "statement: It was hot."),),
        "adverse_events/fever: observations.1: has a value and says not_reported.",
    ),
    Case(
        integrity.what_is_null_is_not_reported,
        (Edit(GUIDELINE, "statement: Inflamed.", "statement: null"),),
        "guidelines/exemplary-2030: criteria.3: is null and says reported.",
    ),
    Case(
        integrity.what_is_null_is_not_reported,
        (Edit(GUIDELINE, "statement: It may help.", "statement: null"),),
        "guidelines/exemplary-2030: statements.0: is null and says reported.",
    ),
    Case(
        integrity.arms_of_outcomes_exist,
        (Edit(EXAM, "total: 20, arm: transplant", "total: 20, arm: transplants"),),
        "studies/exam-1: outcomes: 'neda-24' names no arm of the study, 'transplants'.",
    ),
    Case(
        integrity.arms_of_outcomes_exist,
        (Edit(EXAM, "arm: transplant, comparator: drug, evidence",
              "arm: transplant, comparator: dragee, evidence"),),
        "studies/exam-1: outcomes: 'progression' names no arm of the study, 'dragee'.",
    ),
    Case(
        integrity.ids_within_a_study_or_guideline_are_unique,
        (Edit("studies/exam-2.yaml", "evidence: not_reported}}\ngraft",
              "evidence: not_reported}}\n  - {id: all, name: Again, kind: other, treatment:"
              " {value: null, evidence: not_reported}}\ngraft"),),
        "studies/exam-2: arms: 'all' stands 2 times.",
    ),
    Case(
        integrity.ids_within_a_study_or_guideline_are_unique,
        (Edit(EXAM, "id: neda-24", "id: neda-60"),),
        "studies/exam-1: outcomes: 'neda-60' stands 2 times.",
    ),
    Case(
        integrity.ids_within_a_study_or_guideline_are_unique,
        (Edit(GUIDELINE, "id: place", "id: age"),),
        "guidelines/exemplary-2030: criteria: 'age' stands 2 times.",
    ),
    Case(
        integrity.outcomes_of_two_studies_do_not_share_an_id,
        (Edit("studies/exam.yaml", "", EXAM_AGAIN),),
        "studies/exam: outcomes: 'exam-1-neda-60' is the id of an outcome of studies/exam-1 too.",
    ),
    Case(
        integrity.every_completed_study_says_its_mortality,
        (Edit(EXAM, "measure: treatment_related_mortality", "measure: mortality"),),
        "studies/exam-1: outcomes: say nothing of treatment_related_mortality.",
    ),
    Case(
        integrity.shares_equal_their_counts,
        (Edit(FEVER, "share: {value: 50,", "share: {value: 50.6,"),),  # 10 of 20
        "adverse_events/fever: observations.0: 10 of 20 is 50.0 %, not 50.6 %, and no note says"
        " why.",
    ),
    Case(
        integrity.conditions_have_what_they_compare_with,
        (Edit(GUIDELINE, "operator: below, value: 45", "operator: below"),),
        "guidelines/exemplary-2030: criteria.0.conditions.0: below needs a value.",
    ),
    Case(
        integrity.conditions_have_what_they_compare_with,
        (Edit(GUIDELINE, "operator: below, value: 45",
              "operator: below, value: 45, values: [relapsing]"),),
        "guidelines/exemplary-2030: criteria.0.conditions.0: below needs a value.",
    ),
    Case(
        integrity.conditions_have_what_they_compare_with,
        (Edit(GUIDELINE, "values: [relapsing_remitting]}", "values: []}"),),
        "guidelines/exemplary-2030: criteria.2.conditions.0: one_of needs values.",
    ),
    Case(
        integrity.conditions_have_what_they_compare_with,
        (Edit(GUIDELINE, "member: edss, operator: at_most", "member: ms_course, operator:"
              " at_most"),),
        "guidelines/exemplary-2030: criteria.2.conditions.1: ms_course cannot be compared by"
        " at_most.",
    ),
    Case(
        integrity.conditions_have_what_they_compare_with,
        (Edit(GUIDELINE, "member: ms_course, operator: one_of", "member: edss, operator: one_of"),),
        "guidelines/exemplary-2030: criteria.2.conditions.0: edss cannot be compared by one_of.",
    ),
    Case(
        integrity.prose_cannot_be_misread,
        (Edit(EXAM, "description: Made-up people.", "description: Made-up people, BID."),),
        "studies/exam-1: population.description: 'BID': write the frequency in words.",
    ),
    Case(
        integrity.prose_has_no_dose_of_its_own,
        (Edit(EXAM, "{value: Exemplan.,", "{value: Exemplan 60 mg per kg.,"),),
        "studies/exam-1: arms.0.treatment.value: has the dose 60 mg per kg, which the data has"
        " not.",
    ),
)  # fmt: skip

OF_EVIDENCE: Final = frozenset(
    {
        integrity.arms_of_outcomes_exist,
        integrity.ids_within_a_study_or_guideline_are_unique,
        integrity.outcomes_of_two_studies_do_not_share_an_id,
        integrity.every_completed_study_says_its_mortality,
        integrity.shares_equal_their_counts,
        integrity.conditions_have_what_they_compare_with,
    }
)
"""The rules that are about evidence alone."""

every_case = pytest.mark.parametrize(
    "case", CASES, ids=[f"{index}-{case.rule.__name__}" for index, case in enumerate(CASES)]
)


@every_case
def test_evidence_with_one_fault_is_refused_with_one_sentence(world: World, case: Case) -> None:
    world.edit(case.edits)

    assert world.faults() == [case.fault]


@every_case
def test_the_fault_of_the_evidence_is_found_by_its_rule(world: World, case: Case) -> None:
    world.edit(case.edits)
    records, _ = read_records(world.folder)

    assert list(case.rule(integrity.World(records))) == [case.fault]


def test_every_rule_about_evidence_is_in_the_table_and_tested() -> None:
    assert set(RULES) >= OF_EVIDENCE
    assert {case.rule for case in CASES} >= OF_EVIDENCE


ALLOWED: Final = {
    "a dose of the regimen of an arm may be said": (
        Edit(EXAM, "{value: Exemplan.,", "{value: Exemplan 50 mg per kg.,"),
    ),
    "an outcome may be of the whole study": (
        Edit(EXAM, "total: 20, arm: transplant", "total: 20"),
    ),
    "a study that goes on need not say its mortality": (
        Edit(EXAM, "status: completed", "status: recruiting"),
        Edit(EXAM, "measure: treatment_related_mortality", "measure: mortality"),
    ),
    "a share may be rounded": (Edit(FEVER, "share: {value: 50,", "share: {value: 50.5,"),),
    "a share may differ where a note says why": (
        Edit(FEVER, 'share: {value: 50, unit: "%"},',
             'share: {value: 72, unit: "%"}, note: Printed so.,'),
    ),
    "a share may be without counts": (Edit(FEVER, "events: 10, total: 20, share", "share"),),
    "counts may be without a total": (
        Edit(FEVER, "events: 10, total: 20, share", "events: 10, share"),
    ),
    "counts may be without a share": (Edit(FEVER, 'share: {value: 50, unit: "%"},', ""),),
    "a share may be a range": (Edit(FEVER, "share: {value: 50,", "share: {low: 1, high: 2,"),),
}  # fmt: skip


@pytest.mark.parametrize("edits", ALLOWED.values(), ids=ALLOWED)
def test_evidence_without_fault_is_not_refused(world: World, edits: tuple[Edit, ...]) -> None:
    world.edit(edits)

    assert world.faults() == []
