"""The curated evidence says what the sources say; nothing unverified is in it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import pytest

from app.catalogue import Catalogue
from app.catalogue.outcomes import Interval, Outcome
from app.catalogue.record import Evidence
from app.catalogue.studies import Status, Study

COMPLETED: Final = (
    "mist", "astims",  # randomised
    "halt-ms", "atkins-2016", "burt-2009", "moore-2019", "samijn-2006",  # single-arm
    "burt-2015", "burt-2021", "muraro-2017", "sormani-2017", "neurol-ther-2022-meta-analysis",
    "boffa-2021", "burman-2014", "silfverberg-2024", "silfverberg-2024-beam-cy", "nicholas-2021",
    "uk-2025", "muraro-2025-london", "kalincik-2023", "kalincik-progressive",
    "ahsct-alemtuzumab-69-75", "ahsct-alemtuzumab-2023", "ahsct-alemtuzumab-turkiye", "das-2021",
    "kvistad-2020", "kvistad-2024", "mexico-617-2019", "shevchenko-2008", "melnichenko-2021",
    "italy-single-centre-2026",  # cohorts, registries, comparisons
    "boffa-2023-spms", "ahsct-alemtuzumab-single-centre", "csf-markers-uppsala",
    "immune-cells-2022", "shevchenko-2012", "shevchenko-2015", "melnichenko-2022",
    "mariottini-2022", "lira-lara-2025", "murrieta-alvarez-2021", "la-raza-2023", "saiz-2004",
    "saccardi-2005", "capello-2005", "burt-2003", "fassas-1997", "kozak-2001", "mancardi-2001",
    "hamerschlak-2010", "nash-2003", "russia-2009", "ebmt-beam-cy-2019", "burt-1998",
    "openshaw-2000",  # the additions
)  # fmt: skip
"""Studies with results."""

TRIALS: Final = {
    "beat-ms": "recruiting",
    "starms": "recruitment_closed",
    "ram-ms": "active_not_recruiting",
    "net-ms": "unknown",
    "coast": "terminated",
    "most": "terminated",
    "nct06567197": "unknown",
    "nct05482542": "withdrawn",
    "nct05832515": "recruiting",
    "nct00939549": "unknown",
    "nct01679041": "terminated",
}
"""Registered trials -> where they stand, as of the record read."""

GUIDELINES: Final = (
    "ebmt-2012", "ebmt-jacie-2020", "ebmt-indications-2022", "asbmt-2019", "nmss-2021",
    "ectrims-ebmt-2025", "london-2017", "sheffield", "ebmt-2025-rheumatic", "giovannoni-opinion",
    "beat-ms-eligibility", "ram-ms-eligibility", "coast-eligibility", "starms-eligibility",
    "most-eligibility", "nct06567197-eligibility", "burt-2009-eligibility",
    "atkins-2016-eligibility", "halt-ms-eligibility", "astims-eligibility", "mist-eligibility",
    "pirogov-moscow", "mexico-centre", "austin-health", "nct01679041", "denmark-older",
    "denmark-current", "norway-2014", "france-2019", "ebmt-2012-position",
)  # fmt: skip
"""Guidelines, positions, and the criteria of programmes and trials."""

EVENTS: Final = {
    "mobilisation": ("mobilisation-toxicity", "flare-at-mobilisation"),
    "conditioning": (
        "atg-fever", "neurological-worsening-with-fever", "serum-sickness",
        "haemorrhagic-cystitis", "mucositis", "liver-enzyme-rise", "fluid-overload",
        "cardiac-toxicity", "globulin-allergy",
    ),
    "aplasia": (
        "febrile-neutropenia", "bacteraemia", "clostridioides-difficile", "herpes-simplex",
        "invasive-candida", "deep-vein-thrombosis", "norovirus", "severe-adverse-events",
        "hospital-admission", "pneumonia", "sepsis",
    ),
    "early": (
        "varicella-zoster", "engraftment-syndrome", "ebv-reactivation", "monoclonal-protein",
        "cmv-reactivation", "veno-occlusive-disease", "treatment-related-mortality",
        "alveolar-haemorrhage", "ebv-lymphoproliferative-disease",
    ),
    "late": (
        "secondary-autoimmune-disease", "immune-thrombocytopenia", "hypothyroidism",
        "hyperthyroidism", "thyroid-autoimmunity", "menses-recovered", "amenorrhoea",
        "ovarian-reserve", "pregnancy-after-transplant", "male-infertility", "malignancy",
    ),
}  # fmt: skip
"""Phase -> the adverse events in it."""

WORKUP: Final = (
    "performance-status", "psychosocial-assessment", "fertility", "lung-function", "heart",
    "lung-diffusion", "kidneys", "liver", "infection-screen", "jc-virus", "mri-brain",
    "blood-count", "pregnancy-test", "vaccination", "baseline-tests", "prehabilitation",
    "cmv-ebv-monitoring", "cancer-history", "earlier-drugs", "interacting-medicines",
)  # fmt: skip

UNVERIFIED: Final = (
    "78.4", "50.2", "82.1", "28148635",  # HALT-MS: rates at 3 years, intervals, a PMID
    "27291994", "25602998",  # PMIDs of Atkins 2016 and Burt 2015
    "10.1016/S1474-4422(09)70017-1", "10.1212/WNL.0000000000001329",
    "10.1212/WNL.0000000000011461", "10.1136/jnnp-2018-319446",  # DOIs from memory
    "ACTRN12613000339752", "2.9 million", "87.7", "94.9",
)  # fmt: skip
"""Figures and identifiers that nobody saw in a text."""


def outcome_of(study: Study, id: str) -> Outcome:
    (found,) = [outcome for outcome in study.outcomes if outcome.id == id]
    return found


def figure(outcome: Outcome) -> tuple[float | None, float | None, float | None]:
    """Return the estimate and the ends of its interval."""
    spread = outcome.interval or Interval.model_construct(low=None, high=None)
    numbers = (outcome.estimate, spread.low, spread.high)
    estimate, low, high = (None if number is None else float(number) for number in numbers)
    return estimate, low, high


def of_measure(study: Study, measure: str) -> Iterator[Outcome]:
    return (outcome for outcome in study.outcomes if outcome.measure == measure)


def test_mist_allotted_110_and_cut_progression_to_a_fourteenth(curated: Catalogue) -> None:
    mist = curated.studies["mist"]

    ratio = outcome_of(mist, "progression-hazard-ratio")
    progressed = [one for one in of_measure(mist, "disability_progression") if one.events]
    assert mist.population.n == sum(arm.n or 0 for arm in mist.arms) == 110
    assert (ratio.type, figure(ratio)) == ("hazard_ratio", (0.07, 0.02, 0.24))  # type: ignore[attr-defined]
    assert ratio.interval is not None
    assert ratio.interval.level == 95
    assert [(one.arm, one.events) for one in progressed] == [("transplant", 3), ("drug", 34)]


def test_mist_lowered_the_disability_score_by_1_7_more_than_drugs(curated: Catalogue) -> None:
    mist = curated.studies["mist"]

    assert figure(outcome_of(mist, "edss-difference-year-1")) == (-1.7, -2.03, -1.29)
    assert figure(outcome_of(mist, "edss-year-1-transplant"))[0] == 2.36
    assert figure(outcome_of(mist, "edss-year-1-drug"))[0] == 3.98


def test_mist_says_nothing_of_neda_with_drugs(curated: Catalogue) -> None:
    outcome = outcome_of(curated.studies["mist"], "neda-drug")

    assert (outcome.estimate, outcome.evidence) == (None, Evidence.NOT_REPORTED)


def test_sormani_pools_a_mortality_of_2_1_percent(curated: Catalogue) -> None:
    sormani = curated.studies["sormani-2017"]

    assert sormani.population.n == 764
    assert figure(outcome_of(sormani, "treatment-related-mortality")) == (2.1, 1.3, 3.4)
    assert figure(outcome_of(sormani, "neda-year-2")) == (83, 70, 92)
    assert figure(outcome_of(sormani, "neda-year-5")) == (67, 59, 70)


def test_sweden_had_73_percent_without_activity_at_five_years(curated: Catalogue) -> None:
    neda = outcome_of(curated.studies["silfverberg-2024"], "neda-year-5")

    assert (neda.measure, neda.months) == ("neda", Decimal(60))
    assert figure(neda) == (73, 66, 81)
    assert neda.ms_course == "relapsing_remitting"


@pytest.mark.parametrize(
    ("study", "outcome", "expected"),
    [
        ("silfverberg-2024", "neda-year-10", (65, 57, 75)),
        ("silfverberg-2024-beam-cy", "neda-year-5-beam", (81, 68, 96)),
        ("silfverberg-2024-beam-cy", "neda-year-5-cyclophosphamide", (71, 63, 80)),
        ("atkins-2016", "treatment-related-mortality", (4.2, None, None)),
        ("nicholas-2021", "treatment-related-mortality", (2.5, None, None)),
        ("burt-2021", "treatment-related-mortality", (0.19, None, None)),
        ("uk-2025", "treatment-related-mortality", (1.4, None, None)),
        ("uk-2025", "neda-year-5", (46.2, None, None)),
        ("muraro-2017", "progression-free-survival-year-5", (46, None, None)),
        ("astims", "new-t2-rate-ratio", (0.21, None, None)),
        ("boffa-2021", "neda-failure-beam", (0.27, 0.14, 0.5)),
    ],
)
def test_a_figure_is_the_one_of_its_source(
    study: str, outcome: str, expected: tuple[float | None, ...], curated: Catalogue
) -> None:
    assert figure(outcome_of(curated.studies[study], outcome)) == expected


@pytest.mark.parametrize("id", COMPLETED)
def test_every_completed_study_of_the_evidence_is_there(id: str, curated: Catalogue) -> None:
    assert curated.studies[id].status is Status.COMPLETED


@pytest.mark.parametrize("id", TRIALS)
def test_every_trial_of_the_evidence_is_there(id: str, curated: Catalogue) -> None:
    study = curated.studies[id]

    assert study.status == TRIALS[id]
    assert study.registrations
    assert study.status_note.value or study.status is Status.UNKNOWN


def test_there_is_no_other_study(curated: Catalogue) -> None:
    assert {study.id for study in curated.studies} == {*COMPLETED, *TRIALS}


@pytest.mark.parametrize("id", GUIDELINES)
def test_every_guideline_of_the_evidence_is_there(id: str, curated: Catalogue) -> None:
    guideline = curated.guidelines[id]

    assert guideline.statements or guideline.criteria or guideline.facts


def test_there_is_no_other_guideline(curated: Catalogue) -> None:
    assert {guideline.id for guideline in curated.guidelines} == set(GUIDELINES)


@pytest.mark.parametrize("phase", EVENTS)
def test_every_adverse_event_of_the_evidence_is_in_its_phase(
    phase: str, curated: Catalogue
) -> None:
    found = {event.id for event in curated.adverse_events if event.phase == phase}

    assert found == set(EVENTS[phase])


def test_every_item_of_the_work_up_is_there(curated: Catalogue) -> None:
    assert {item.id for item in curated.workup} == set(WORKUP)


def test_a_limit_of_another_disease_is_marked_as_such(curated: Catalogue) -> None:
    borrowed = {
        item.id
        for item in curated.workup
        for threshold in item.thresholds
        if threshold.evidence is Evidence.EXTRAPOLATED
    }

    assert {"heart", "lung-diffusion", "kidneys"} <= borrowed


def test_every_completed_study_says_its_mortality(curated: Catalogue) -> None:
    silent = [
        study.id
        for study in curated.studies
        if study.status is Status.COMPLETED
        and not list(of_measure(study, "treatment_related_mortality"))
    ]

    assert silent == []


def test_a_mortality_that_nobody_reports_is_null_and_not_zero(curated: Catalogue) -> None:
    muraro = outcome_of(curated.studies["muraro-2017"], "treatment-related-mortality")

    assert (muraro.estimate, muraro.events) == (None, None)
    assert muraro.evidence is Evidence.NOT_REPORTED


def test_no_neda_figure_stands_without_its_patients(curated: Catalogue) -> None:
    bare = [
        outcome.id
        for outcome in curated.outcomes
        if outcome.measure in ("neda", "neda_failure")
        and not (outcome.population or outcome.ms_course or outcome.arm)
    ]

    assert bare == []
    for outcome in curated.outcomes:
        if outcome.measure == "neda":
            assert curated.studies[outcome.study].population.description


def test_neda_at_five_years_goes_from_40_to_81_percent(curated: Catalogue) -> None:
    shares = {
        outcome.id: outcome.estimate
        for outcome in curated.outcomes
        if outcome.measure == "neda" and outcome.months == 60
    }

    assert len(set(shares.values())) > 5
    assert min(share for share in shares.values() if share is not None) == 40  # on alemtuzumab
    assert max(share for share in shares.values() if share is not None) == 81


@pytest.mark.parametrize("unverified", UNVERIFIED)
def test_nothing_unverified_is_in_any_record(unverified: str, curated: Catalogue) -> None:
    told = [
        f"{kind}/{id}"
        for kind, id, record in curated.records()
        if unverified in record.model_dump_json()
    ]

    assert told == []


@pytest.mark.parametrize(
    ("study", "measure", "months"),
    [
        ("halt-ms", "event_free_survival", 36),
        ("halt-ms", "progression_free_survival", 36),
        ("halt-ms", "relapse_free_survival", 36),
        ("moore-2019", "event_free_survival", 36),
        ("muraro-2017", "treatment_related_mortality", None),
        ("burt-2009", "treatment_related_mortality", None),
        ("burt-2009", "progression_free_survival", None),
    ],
)
def test_a_rate_that_was_not_verified_is_null_or_left_out(
    study: str, measure: str, months: int | None, curated: Catalogue
) -> None:
    given = [
        outcome.estimate
        for outcome in of_measure(curated.studies[study], measure)
        if outcome.months == months
    ]

    assert set(given) <= {None}


def test_muraro_2017_has_no_interval_that_was_not_seen(curated: Catalogue) -> None:
    assert {one.interval for one in curated.studies["muraro-2017"].outcomes} == {None}


@pytest.mark.parametrize(
    "study", ["halt-ms", "moore-2019", "nicholas-2021", "beat-ms", "net-ms", "burman-2014"]
)
def test_a_conditioning_that_was_not_verified_is_not_linked(study: str, curated: Catalogue) -> None:
    stages = {curated.regimens[id].stage for id in curated.studies[study].regimen_ids}

    assert "conditioning" not in stages


def test_what_is_ambiguous_is_not_shipped(curated: Catalogue) -> None:
    outcomes = curated.studies["ahsct-alemtuzumab-2023"].outcomes

    assert [outcome.estimate for outcome in outcomes] == [None]  # which way it goes is not told


def test_a_fraction_is_shipped_where_its_printed_share_is_wrong(curated: Catalogue) -> None:
    (neda,) = of_measure(curated.studies["la-raza-2023"], "neda")

    assert (neda.events, neda.total, neda.estimate) == (16, 22, None)  # 72.7, printed 72.1


def test_studies_that_disagree_are_both_there(curated: Catalogue) -> None:
    better = outcome_of(curated.studies["boffa-2021"], "neda-failure-beam")
    (same,) = [
        one.p_value
        for one in curated.studies["silfverberg-2024-beam-cy"].outcomes
        if one.id == "neda-year-5-beam"
    ]

    assert better.estimate is not None
    assert better.estimate < 1
    assert same == "0.29"


def test_the_number_of_patients_is_not_smaller_than_that_of_an_arm(curated: Catalogue) -> None:
    larger = [
        (study.id, arm.id)
        for study in curated.studies
        for arm in study.arms
        if study.population.n is not None and (arm.n or 0) > study.population.n
    ]

    assert larger == []


def test_a_share_of_patients_is_at_most_all_of_them(curated: Catalogue) -> None:
    beyond = [
        outcome.id
        for outcome in curated.outcomes
        if outcome.type == "proportion"
        for number in figure(outcome)
        if number is not None and not 0 <= number <= 100
    ]

    assert beyond == []


def test_counts_and_shares_of_outcomes_agree(curated: Catalogue) -> None:
    apart = [
        outcome.id
        for outcome in curated.outcomes
        if outcome.type == "proportion" and outcome.estimate is not None
        if outcome.events is not None and outcome.total is not None and outcome.note is None
        if abs(Decimal(100 * outcome.events) / outcome.total - outcome.estimate) > Decimal("0.5")
    ]

    assert apart == []


def test_ratios_are_above_nought(curated: Catalogue) -> None:
    ratios = [
        outcome for outcome in curated.outcomes if outcome.type in ("hazard_ratio", "rate_ratio")
    ]

    assert ratios
    assert all(outcome.estimate is None or outcome.estimate > 0 for outcome in ratios)


def test_a_guideline_that_is_superseded_is_older(curated: Catalogue) -> None:
    years = [
        (guideline.year, curated.guidelines[guideline.superseded_by].year)
        for guideline in curated.guidelines
        if guideline.superseded_by is not None
    ]

    assert years
    assert all(old <= new for old, new in years if old is not None and new is not None)
