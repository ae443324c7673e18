"""The list of all outcomes: each figure unchanged, with its study beside it."""

from typing import Any, Final

from app.catalogue import Catalogue
from app.catalogue.flat_outcomes import flatten, id_of
from app.catalogue.outcomes import Outcome
from app.catalogue.studies import Study

BESIDE: Final = frozenset(
    {"study", "study_name", "study_year", "design", "study_n", "arm_name",
     "arm_n", "comparator_name",
     "regimens"}
)  # fmt: skip
"""What stands beside an outcome and is not its own."""


def exam(small: Catalogue, **changes: Any) -> Study:  # noqa: ANN401  any member of a study
    return small.studies["exam-1"].model_copy(update=changes)


def test_every_outcome_keeps_its_figures_and_its_kind(curated: Catalogue) -> None:
    own = [outcome for study in curated.studies for outcome in study.outcomes]

    flat = list(flatten(curated.studies))

    assert [one.model_dump(exclude={*BESIDE, "id"}) for one in flat] == [
        one.model_dump(exclude={"id"}) for one in own
    ]


def test_no_outcome_is_lost_for_its_id(curated: Catalogue) -> None:
    assert len(curated.outcomes) == sum(len(study.outcomes) for study in curated.studies)


def test_an_outcome_has_its_study_beside_it(small: Catalogue) -> None:
    progression = small.outcomes["exam-1-progression"]

    assert progression.model_dump(include=set(BESIDE)) == {
        "study": "exam-1",
        "study_name": "EXAM-1",
        "study_year": 2020,
        "design": "randomised",
        "study_n": 40,
        "arm_name": "Transplantation",
        "arm_n": 20,
        "comparator_name": "Drug",
        "regimens": ("exemplan-200",),
    }
    assert (progression.name, progression.aliases) == ("EXAM-1", ())


def test_an_outcome_of_the_whole_study_has_the_regimens_of_its_transplant_arms(
    small: Catalogue,
) -> None:
    study = exam(small)
    transplant, drug = study.arms
    arms = (transplant, drug.model_copy(update={"regimens": ("growan-10",)}))

    *_, whole = flatten([exam(small, arms=arms)])

    assert (whole.arm_name, whole.regimens) == (None, ("exemplan-200",))


def test_an_outcome_of_an_arm_without_regimens_has_none(small: Catalogue) -> None:
    (first, *_) = exam(small).outcomes
    of_drug = first.model_copy(update={"arm": "drug"})

    (flat,) = flatten([exam(small, outcomes=(of_drug,))])

    assert (flat.arm_name, flat.regimens) == ("Drug", ())


def test_a_regimen_of_two_arms_is_named_once(small: Catalogue) -> None:
    study = exam(small)
    arms = (*study.arms, study.arms[0].model_copy(update={"id": "again"}))

    *_, whole = flatten([exam(small, arms=arms)])

    assert whole.regimens == ("exemplan-200",)


def test_the_id_names_the_study_and_the_outcome(small: Catalogue) -> None:
    study = exam(small)
    outcome: Outcome = study.outcomes[0]

    assert id_of(study, outcome) == "exam-1-neda-60"
    assert "exam-1-neda-60" in small.outcomes


def test_a_study_without_results_has_no_outcomes(small: Catalogue) -> None:
    assert list(flatten([small.studies["exam-2"]])) == []


def test_records_know_what_names_them(small: Catalogue) -> None:
    of_exam = tuple(outcome.id for outcome in small.outcomes)

    assert small.studies_of_regimen["exemplan-200"] == ("exam-1",)
    assert small.outcomes_of_regimen["exemplan-200"] == of_exam
    assert small.adverse_events_of_regimen["exemplan-200"] == ("fever",)
    assert small.adverse_events_of_agent["exemplan"] == ("fever",)
    assert small.studies_of_regimen["growan-10"] == ()
    assert small.adverse_events_of_agent["growan"] == ()
