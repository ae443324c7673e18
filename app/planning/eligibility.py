"""Catalogue + Profile -> each guideline's criteria, one by one: met, not met, or unknown.

No verdict is drawn: whether someone is a candidate is for the people who know them.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from operator import ge, gt, le, lt
from typing import Annotated, Final, Literal, NamedTuple, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.catalogue import Catalogue
from app.catalogue.guidelines import (
    Condition,
    Criterion,
    Guideline,
    GuidelineKind,
    Statement,
)
from app.catalogue.outcomes import Course
from app.catalogue.record import Curated, Evidence, Prose, Slug, Year
from app.units import Number

Count = Annotated[int, Field(ge=0, le=50, strict=True)]


class Contradiction(NamedTuple):
    """Members of a profile that cannot be right together."""

    said: str
    """What cannot be, in a sentence without its full stop."""

    allowed: Mapping[str, tuple[str, ...]]
    """Each member, and what would be accepted there; may be empty."""


class Profile(BaseModel):
    """What is known about one person. Every member may be left out: it is then unknown."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, title="Profile"
    )

    age_years: Annotated[int, Field(ge=0, le=120, strict=True)] | None = None
    """Age in whole years."""

    ms_course: Course | None = None
    """Course of the disease."""

    edss: Annotated[Number, Field(ge=0, le=10, multiple_of=Decimal("0.5"))] | None = None
    """Disability score (EDSS), 0 to 10 in steps of 0.5."""

    years_since_onset: Annotated[Number, Field(ge=0, le=100)] | None = None
    """Years since the disease began."""

    relapses_12_months: Count | None = None
    """Relapses in the last 12 months."""

    new_mri_lesions_12_months: Count | None = None
    """New or enlarging lesions on MRI in the last 12 months."""

    gadolinium_enhancing_lesions: Count | None = None
    """Lesions that take up gadolinium on the newest MRI."""

    therapies_failed: Count | None = None
    """Disease-modifying therapies that did not stop the disease."""

    high_efficacy_therapies_failed: Count | None = None
    """How many of these were high-efficacy therapies."""

    @model_validator(mode="after")
    def _does_not_contradict_itself(self) -> Self:
        found = tuple(self._contradictions())
        if found:
            said = "; ".join(contradiction.said for contradiction in found)
            raise PydanticCustomError("contradiction", "{said}", {"said": said, "found": found})
        return self

    def _contradictions(self) -> Iterator[Contradiction]:
        if _is_above(self.high_efficacy_therapies_failed, self.therapies_failed):
            yield Contradiction(
                "high_efficacy_therapies_failed must not be above therapies_failed",
                {"high_efficacy_therapies_failed": ("at most therapies_failed",),
                 "therapies_failed": ("at least high_efficacy_therapies_failed",)},
            )  # fmt: skip
        if self.relapses_12_months and self.ms_course is None:
            yield Contradiction(
                "relapses_12_months above 0 needs ms_course",
                {"relapses_12_months": ("0",), "ms_course": get_args(Course)},
            )
        if _is_above(self.years_since_onset, self.age_years):
            yield Contradiction(
                "years_since_onset must not be above age_years",
                {"years_since_onset": ("at most age_years",),
                 "age_years": ("at least years_since_onset",)},
            )  # fmt: skip


def _is_above(part: Decimal | int | None, whole: Decimal | int | None) -> bool:
    return part is not None and whole is not None and part > whole


class Finding(StrEnum):
    """How a criterion stands against a profile."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class CheckedCriterion(Curated):
    """One criterion held against the profile."""

    id: Slug
    """Id of the criterion within its guideline."""

    name: str
    """What it is about."""

    statement: Prose | None
    """The criterion in our words; null where nobody we could read says."""

    strictness: Literal["required", "preferred", "exclusion"]
    """Whether it must hold, is better if it holds, or rules out if it holds."""

    finding: Finding
    """`met`, `not_met`, `unknown` (the profile or the data does not tell), or `not_applicable`
    (it is for another course of the disease)."""

    missing: tuple[str, ...]
    """Members of the profile that would be needed, or needed more exactly, to tell; empty unless
    the finding is `unknown`, and where the criterion is not data."""

    evidence: Evidence
    """How far the criterion has been traced."""

    sources: tuple[Slug, ...]
    """Ids of the references."""


class CheckedGuideline(Curated):
    """One guideline held against the profile."""

    guideline: Slug
    """Id of the guideline."""

    name: str
    """Its name."""

    body: str
    """Who issued it."""

    year: Year | None
    """Year; null if it was not seen."""

    kind: GuidelineKind
    """Guideline, position, national, centre, trial eligibility, or about another disease."""

    statements: tuple[Statement, ...]
    """What it says about this course of the disease, or about all."""

    criteria: tuple[CheckedCriterion, ...]
    """Its criteria, one by one."""

    path: Annotated[str, StringConstraints(max_length=200)]
    """Path of the guideline."""


def check(catalogue: Catalogue, profile: Profile) -> tuple[CheckedGuideline, ...]:
    """Hold a profile against each guideline, criterion by criterion."""
    return tuple(_check_guideline(guideline, profile) for guideline in catalogue.guidelines)


def _check_guideline(guideline: Guideline, profile: Profile) -> CheckedGuideline:
    return CheckedGuideline(
        guideline=guideline.id,
        name=guideline.name,
        body=guideline.body,
        year=guideline.year,
        kind=guideline.kind,
        statements=tuple(s for s in guideline.statements if _applies(s, profile) is not False),
        criteria=tuple(_check_criterion(criterion, profile) for criterion in guideline.criteria),
        path=f"/v1/guidelines/{guideline.id}",
    )


def _check_criterion(criterion: Criterion, profile: Profile) -> CheckedCriterion:
    applies = _applies(criterion, profile)
    held = [_holds(condition, profile) for condition in criterion.conditions]
    finding = _finding(criterion, applies=applies, held=held)
    asked = zip(criterion.conditions, held, strict=True)
    missing = [condition.member for condition, holds in asked if holds is None]
    if applies is None:
        missing.append("ms_course")
    return CheckedCriterion(
        id=criterion.id,
        name=criterion.name,
        statement=criterion.statement,
        strictness=criterion.strictness,
        finding=finding,
        missing=tuple(dict.fromkeys(missing)) if finding is Finding.UNKNOWN else (),
        evidence=criterion.evidence,
        sources=criterion.sources,
    )


def _finding(criterion: Criterion, *, applies: bool | None, held: list[bool | None]) -> Finding:
    if applies is False:
        return Finding.NOT_APPLICABLE
    if applies is None or not held:
        return Finding.UNKNOWN
    decisive = criterion.combine == "any"
    if decisive in held:
        return Finding.MET if decisive else Finding.NOT_MET
    if None in held:
        return Finding.UNKNOWN
    return Finding.NOT_MET if decisive else Finding.MET


def _applies(said: Statement | Criterion, profile: Profile) -> bool | None:
    """Whether something is said of the course of the profile; None where that does not tell."""
    return not said.courses or _is_one_of(profile.ms_course, said.courses)


def _is_one_of(course: str | None, courses: tuple[str, ...]) -> bool | None:
    """Whether a course is surely, surely not, or only maybe among these."""
    may_be = _EXACTLY[course or "mixed"]
    meant = frozenset().union(*(_EXACTLY[one] for one in courses))
    if may_be <= meant:
        return True
    return None if may_be & meant else False


_EXACTLY: Final[Mapping[str, frozenset[str]]] = {
    "relapsing_remitting": frozenset({"relapsing-remitting"}),
    "relapsing": frozenset({"relapsing-remitting", "active secondary"}),
    "active_secondary_progressive": frozenset({"active secondary"}),
    "secondary_progressive": frozenset({"active secondary", "inactive secondary"}),
    "primary_progressive": frozenset({"primary"}),
    "progressive": frozenset({"active secondary", "inactive secondary", "primary"}),
    "mixed": frozenset({"relapsing-remitting", "active secondary", "inactive secondary",
                        "primary"}),
}  # fmt: skip
"""Course -> the courses that it may be if one looks as closely as possible."""

_OPERATORS: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "at_least": ge,
    "at_most": le,
    "above": gt,
    "below": lt,
}


def _holds(condition: Condition, profile: Profile) -> bool | None:
    """Whether a condition holds; None where the profile does not tell."""
    known = getattr(profile, condition.member)
    if condition.operator == "one_of":
        return _is_one_of(known, condition.values)
    if known is None:
        return None
    assert condition.value is not None
    return _OPERATORS[condition.operator](Decimal(known), condition.value)
