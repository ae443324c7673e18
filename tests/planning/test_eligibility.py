"""Eligibility: each criterion held against a profile; what is not told is unknown."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from operator import ge, gt, le, lt
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.guidelines import Guideline
from app.planning.eligibility import CheckedCriterion, CheckedGuideline, Profile, check


def profile(**members: Any) -> Profile:  # noqa: ANN401  any JSON value
    return Profile.model_validate(members)


def criterion(*conditions: Mapping[str, Any], **members: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON value
    known = {
        "id": "one", "name": "One", "statement": "One.", "strictness": "required",
        "conditions": conditions, "evidence": "reported", "sources": ["doe-2020"],
    }  # fmt: skip
    return {**known, **members}


def held(small: Catalogue, one: Mapping[str, Any], profile: Profile) -> CheckedCriterion:
    """Hold one made-up criterion against a profile."""
    known = small.guidelines["exemplary-2030"].model_dump(exclude={"criteria"})
    guideline = Guideline.model_validate({**known, "criteria": [one]})
    catalogue = replace(small, guidelines=Collection("guidelines", [guideline]))
    ((found,),) = [checked.criteria for checked in check(catalogue, profile)]
    return found


def exemplary(small: Catalogue, **members: Any) -> CheckedGuideline:  # noqa: ANN401  any JSON value
    (guideline,) = check(small, profile(**members))
    return guideline


def findings(small: Catalogue, **members: Any) -> dict[str, str]:  # noqa: ANN401  any JSON value
    return {one.id: one.finding.value for one in exemplary(small, **members).criteria}


def test_a_profile_that_says_nothing_leaves_everything_unknown(small: Catalogue) -> None:
    guideline = exemplary(small)

    assert {one.id: (one.finding, one.missing) for one in guideline.criteria} == {
        "age": ("unknown", ("age_years",)),
        "activity": ("unknown", ("relapses_12_months", "new_mri_lesions_12_months")),
        "course": ("unknown", ("ms_course", "edss")),
        "inflamed": ("unknown", ("gadolinium_enhancing_lesions", "ms_course")),
        "place": ("unknown", ()),  # it is not data
    }
    assert len(guideline.statements) == 2


def test_a_full_profile_is_held_against_each_criterion(small: Catalogue) -> None:
    assert findings(
        small, age_years=44, ms_course="relapsing_remitting", edss=5, relapses_12_months=2,
        new_mri_lesions_12_months=0, gadolinium_enhancing_lesions=0,
    ) == {
        "age": "met", "activity": "met", "course": "met", "inflamed": "not_applicable",
        "place": "unknown",
    }  # fmt: skip


def test_a_criterion_is_repeated_with_its_source(small: Catalogue) -> None:
    guideline = exemplary(small, age_years=44)

    assert guideline.model_dump(exclude={"statements", "criteria"}) == {
        "guideline": "exemplary-2030", "name": "Exemplary guideline 2030", "body": "Nobody",
        "year": 2030, "kind": "guideline", "path": "/v1/guidelines/exemplary-2030",
    }  # fmt: skip
    assert guideline.criteria[0].model_dump() == {
        "id": "age", "name": "Age", "statement": "Below 45 years.", "strictness": "preferred",
        "finding": "met", "missing": (), "evidence": "reported", "sources": ("doe-2020",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("operator", "below", "equal", "above"),
    [
        ("at_least", "not_met", "met", "met"),
        ("at_most", "met", "met", "not_met"),
        ("above", "not_met", "not_met", "met"),
        ("below", "met", "not_met", "not_met"),
    ],
)
def test_a_number_is_compared_as_the_operator_says(
    operator: str, below: str, equal: str, above: str, small: Catalogue
) -> None:
    one = criterion({"member": "edss", "operator": operator, "value": 4})

    found = [held(small, one, profile(edss=edss)).finding for edss in (3, 4, 5)]

    assert found == [below, equal, above]


@pytest.mark.parametrize(
    ("combine", "known", "finding", "missing"),
    [
        ("all", (3, 40), "met", ()),
        ("all", (3, 50), "not_met", ()),
        ("all", (6, 50), "not_met", ()),
        ("all", (3, None), "unknown", ("age_years",)),
        ("all", (6, None), "not_met", ()),  # the age cannot mend it
        ("all", (None, None), "unknown", ("edss", "age_years")),
        ("any", (3, 50), "met", ()),
        ("any", (6, 50), "not_met", ()),
        ("any", (3, None), "met", ()),  # the age is not needed
        ("any", (6, None), "unknown", ("age_years",)),
        ("any", (None, None), "unknown", ("edss", "age_years")),
    ],
)
def test_conditions_are_combined(
    combine: str,
    known: tuple[int | None, int | None],
    finding: str,
    missing: tuple[str, ...],
    small: Catalogue,
) -> None:
    edss, age = known
    one = criterion(
        {"member": "edss", "operator": "at_most", "value": 5},
        {"member": "age_years", "operator": "below", "value": 45},
        combine=combine,
    )

    found = held(small, one, profile(edss=edss, age_years=age))

    assert (found.finding, found.missing) == (finding, missing)


def test_a_member_that_is_asked_for_twice_is_missing_once(small: Catalogue) -> None:
    one = criterion(
        {"member": "age_years", "operator": "at_least", "value": 18},
        {"member": "age_years", "operator": "at_most", "value": 55},
    )

    assert held(small, one, profile()).missing == ("age_years",)


COURSES: Final = {
    ("relapsing_remitting", "relapsing_remitting"): True,
    ("relapsing_remitting", "relapsing"): True,
    ("relapsing_remitting", "secondary_progressive"): False,
    ("relapsing_remitting", "progressive"): False,
    ("relapsing_remitting", "mixed"): True,
    ("active_secondary_progressive", "relapsing"): True,
    ("active_secondary_progressive", "secondary_progressive"): True,
    ("active_secondary_progressive", "progressive"): True,
    ("active_secondary_progressive", "relapsing_remitting"): False,
    ("secondary_progressive", "progressive"): True,
    ("secondary_progressive", "active_secondary_progressive"): None,  # if it is active
    ("secondary_progressive", "relapsing"): None,
    ("secondary_progressive", "primary_progressive"): False,
    ("primary_progressive", "progressive"): True,
    ("primary_progressive", "secondary_progressive"): False,
    ("primary_progressive", "relapsing"): False,
    ("progressive", "secondary_progressive"): None,
    ("progressive", "primary_progressive"): None,
    ("progressive", "relapsing_remitting"): False,
    ("relapsing", "relapsing_remitting"): None,
    ("relapsing", "primary_progressive"): False,
    ("mixed", "relapsing_remitting"): None,
    ("mixed", "mixed"): True,
    (None, "mixed"): True,
    (None, "relapsing"): None,
}
"""Course of a profile, course of a guideline -> whether the first is one of the second."""


@pytest.mark.parametrize(("own", "theirs"), COURSES)
def test_a_course_is_surely_maybe_or_surely_not_meant(
    own: str | None, theirs: str, small: Catalogue
) -> None:
    one_of = criterion({"member": "ms_course", "operator": "one_of", "values": [theirs]})
    only_for = criterion({"member": "edss", "operator": "at_most", "value": 5}, courses=[theirs])

    asked = held(small, one_of, profile(ms_course=own))
    applied = held(small, only_for, profile(ms_course=own, edss=3))

    sure = COURSES[own, theirs]
    missing = ("ms_course",) if sure is None else ()
    assert (asked.finding, asked.missing) == (
        {True: "met", False: "not_met", None: "unknown"}[sure], missing,
    )  # fmt: skip
    assert (applied.finding, applied.missing) == (
        {True: "met", False: "not_applicable", None: "unknown"}[sure], missing,
    )  # fmt: skip


def test_courses_together_may_hold_what_none_holds_alone(small: Catalogue) -> None:
    both = {"member": "ms_course", "operator": "one_of",
            "values": ["secondary_progressive", "primary_progressive"]}  # fmt: skip

    found = held(small, criterion(both), profile(ms_course="progressive"))

    assert found.finding == "met"


@pytest.mark.parametrize(
    ("course", "said"),
    [
        (None, ["It may help.", "It does not help."]),
        ("relapsing_remitting", ["It may help."]),
        ("relapsing", ["It may help.", "It does not help."]),  # it may be either
        ("primary_progressive", ["It does not help."]),
    ],
)
def test_statements_that_may_be_about_the_course_are_repeated(
    course: str | None, said: list[str], small: Catalogue
) -> None:
    guideline = exemplary(small, ms_course=course)

    assert [one.statement for one in guideline.statements] == said


EXACT: Final[Mapping[str, str]] = {
    "relapsing_remitting": "R",
    "relapsing": "RA",
    "active_secondary_progressive": "A",
    "secondary_progressive": "AI",
    "primary_progressive": "P",
    "progressive": "AIP",
    "mixed": "RAIP",
}
"""Course -> the most exact courses it may be, written apart from the code under test."""

OPERATORS: Final = {"at_least": ge, "at_most": le, "above": gt, "below": lt}
NUMBERS: Final = ("age_years", "edss", "years_since_onset", "therapies_failed")

number_conditions = st.fixed_dictionaries(
    {
        "member": st.sampled_from(NUMBERS),
        "operator": st.sampled_from(sorted(OPERATORS)),
        "value": st.integers(1, 9),
    }
)
course_lists = st.lists(st.sampled_from(sorted(EXACT)), min_size=1, max_size=2)
course_conditions = st.fixed_dictionaries(
    {"member": st.just("ms_course"), "operator": st.just("one_of"), "values": course_lists}
)
criteria = st.builds(
    criterion,
    combine=st.sampled_from(["all", "any"]),
    courses=st.one_of(st.just([]), course_lists),
)
condition_lists = st.lists(
    st.one_of(number_conditions, course_conditions), max_size=3, unique_by=lambda c: c["member"]
)
profiles = st.fixed_dictionaries(
    {
        **{name: st.one_of(st.none(), st.integers(0, 10)) for name in NUMBERS},
        "ms_course": st.one_of(st.none(), st.sampled_from(sorted(EXACT))),
    }
)


def completions(profile: Mapping[str, Any], asked: set[str]) -> Iterator[dict[str, Any]]:
    """Yield every way in which what is unknown about a person could turn out."""
    known = {
        name: range(11) if profile[name] is None else [profile[name]]
        for name in NUMBERS
        if name in asked
    }
    courses = EXACT[profile["ms_course"] or "mixed"]
    for *numbers, course in product(*known.values(), courses):
        yield {**dict(zip(known, numbers, strict=True)), "ms_course": course}


def is_among(course: str, courses: list[str]) -> bool:
    return any(course in EXACT[one] for one in courses)


def turns_out(one: Mapping[str, Any], person: Mapping[str, Any]) -> str:
    """Say how a criterion stands where everything is known."""
    if one["courses"] and not is_among(person["ms_course"], one["courses"]):
        return "not_applicable"
    held = [
        is_among(person["ms_course"], condition["values"])
        if condition["operator"] == "one_of"
        else OPERATORS[condition["operator"]](person[condition["member"]], condition["value"])
        for condition in one["conditions"]
    ]
    return "met" if (all if one["combine"] == "all" else any)(held) else "not_met"


@given(one=criteria, conditions=condition_lists, members=profiles)
@settings(max_examples=300, deadline=None)
def test_a_finding_is_what_comes_out_however_the_unknown_turns_out(
    one: dict[str, Any], conditions: list[Any], members: dict[str, Any], small: Catalogue
) -> None:
    one["conditions"] = conditions
    asked = {condition["member"] for condition in conditions}

    found = held(small, one, Profile.model_construct(**{**profile().__dict__, **members}))

    outcomes = {turns_out(one, person) for person in completions(members, asked)}
    if outcomes == {"not_applicable"}:
        assert found.finding == "not_applicable"
    elif not conditions or len(outcomes) > 1:
        assert found.finding == "unknown"
    else:
        assert {found.finding.value} == outcomes
    told = found.finding != "unknown" or not (conditions or one["courses"])
    assert not (told and found.missing)
    assert all(
        members[name] is None or len(EXACT[members["ms_course"] or "mixed"]) > 1
        for name in found.missing
    )


@given(one=criteria, conditions=condition_lists, members=profiles)
@settings(max_examples=200, deadline=None)
def test_knowing_more_never_turns_a_finding_round(
    one: dict[str, Any], conditions: list[Any], members: dict[str, Any], small: Catalogue
) -> None:
    one["conditions"] = conditions
    fuller = {name: 5 if members[name] is None else members[name] for name in NUMBERS}

    before = held(small, one, Profile.model_construct(**{**profile().__dict__, **members}))
    after = held(small, one, Profile.model_construct(**{**profile().__dict__, **members, **fuller}))

    assert before.finding in ("unknown", after.finding)


CONTRADICTIONS: Final[Mapping[str, tuple[dict[str, Any], set[str]]]] = {
    "relapses without a course": (
        {"relapses_12_months": 1},
        {"relapses_12_months", "ms_course"},
    ),
    "more failed of some than of all": (
        {"therapies_failed": 1, "high_efficacy_therapies_failed": 2},
        {"therapies_failed", "high_efficacy_therapies_failed"},
    ),
    "ill for longer than alive": (
        {"age_years": 30, "years_since_onset": 31},
        {"age_years", "years_since_onset"},
    ),
    "two at once": (
        {"relapses_12_months": 1, "age_years": 30, "years_since_onset": 31},
        {"relapses_12_months", "ms_course", "age_years", "years_since_onset"},
    ),
}
"""Contradiction -> a profile that has it, and the members that it is about."""


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_profile_that_contradicts_itself_is_refused_by_its_members(case: str) -> None:
    members, about = CONTRADICTIONS[case]

    with pytest.raises(ValidationError) as refused:
        profile(**members)

    (error,) = refused.value.errors()
    named = {name for one in error["ctx"]["found"] for name in one.allowed}
    assert (error["type"], named) == ("contradiction", about)


@pytest.mark.parametrize(
    "members",
    [
        {"relapses_12_months": 0},
        {"relapses_12_months": 1, "ms_course": "primary_progressive"},
        {"therapies_failed": 2, "high_efficacy_therapies_failed": 2},
        {"high_efficacy_therapies_failed": 2},
        {"age_years": 30, "years_since_onset": 30},
        {"years_since_onset": 40},
        {"age_years": None, "edss": None, "ms_course": None},
    ],
)
def test_a_profile_that_could_be_is_taken(members: dict[str, Any]) -> None:
    assert profile(**members).model_dump(exclude_unset=True) == members


def test_the_curated_guidelines_are_all_held_against_a_profile(curated: Catalogue) -> None:
    checked = check(curated, profile(age_years=40, ms_course="relapsing_remitting", edss=3))

    assert [one.guideline for one in checked] == [one.id for one in curated.guidelines]
    assert {one.finding.value for each in checked for one in each.criteria} == {
        "met", "not_met", "unknown", "not_applicable",
    }  # fmt: skip
