"""Guidelines: who should be considered, statement by statement and criterion by criterion."""

from typing import Literal

from app.catalogue.outcomes import Course
from app.catalogue.record import Cited, Curated, Fact, Label, Prose, Record, Slug, Year
from app.units import Number

GuidelineKind = Literal[
    "guideline", "position", "national", "centre", "trial_eligibility", "other_disease"
]
"""What sort of document a guideline is."""


class Statement(Cited):
    """What a guideline says about one course of the disease."""

    courses: tuple[Course, ...]
    """Courses it is about; empty where it is about all."""

    statement: Prose | None
    """What it says, in our words; null where nobody we could read says."""

    stance: Literal[
        "supports", "may_be_considered", "only_in_trials", "does_not_support", "no_statement"
    ]
    """The direction of the statement."""

    grade: Label | None = None
    """Grade of recommendation as printed, for example `CO/II`; null where none was read."""

    @property
    def claim_is_null(self) -> bool:
        return self.statement is None


class Condition(Curated):
    """One thing that can be checked in a profile."""

    member: Literal[
        "age_years", "edss", "years_since_onset", "relapses_12_months",
        "new_mri_lesions_12_months", "gadolinium_enhancing_lesions", "therapies_failed",
        "high_efficacy_therapies_failed", "ms_course"
    ]  # fmt: skip
    """Member of the profile that it looks at."""

    operator: Literal["at_least", "at_most", "above", "below", "one_of"]
    """How the member is compared."""

    value: Number | None = None
    """What it is compared with; null for `one_of`."""

    values: tuple[Course, ...] = ()
    """Courses of which it must be one, for `one_of`; else empty."""


class Criterion(Cited):
    """One criterion of a guideline, as a sentence and, where possible, as data."""

    id: Slug
    """Identifier within the guideline."""

    name: Label
    """What it is about."""

    statement: Prose | None
    """The criterion in our words; null where nobody we could read says."""

    strictness: Literal["required", "preferred", "exclusion"]
    """Whether it must hold, is better if it holds, or rules out if it holds."""

    courses: tuple[Course, ...] = ()
    """Courses to which it applies; empty for all."""

    combine: Literal["all", "any"] = "all"
    """Whether every condition must hold, or one is enough."""

    conditions: tuple[Condition, ...] = ()
    """The criterion as data; empty where it cannot be checked by a profile, and is then unknown."""

    @property
    def claim_is_null(self) -> bool:
        return self.statement is None


class Guideline(Record):
    """A guideline, a position, or the criteria of a programme or trial."""

    body: Label
    """Who issued it."""

    year: Year | None
    """Year; null if it was not seen."""

    kind: GuidelineKind
    """What sort of document it is; `other_disease` is not about multiple sclerosis."""

    superseded_by: Slug | None = None
    """Id of the newer document of the same body; null if there is none here."""

    statements: tuple[Statement, ...]
    """What it says by course of the disease."""

    criteria: tuple[Criterion, ...]
    """Its criteria, one by one; may be empty."""

    facts: tuple[Fact, ...] = ()
    """What else was read: washout, centre requirements, what it leaves open."""
