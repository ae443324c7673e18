"""Outcomes: what happened to patients, each as the kind of figure it is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, computed_field, model_validator
from typing_extensions import TypeAliasType

from app.catalogue.record import Cited, Curated, Label, Slug
from app.units import Number

MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "neda": "No evidence of disease activity",
        "neda_failure": "Loss of no evidence of disease activity",
        "progression_free_survival": "Free of disability progression",
        "relapse_free_survival": "Free of relapse",
        "mri_activity_free_survival": "Free of new MRI activity",
        "event_free_survival": "Free of any event of disease activity or death",
        "disability_progression": "Disability progression",
        "disability_improvement": "Improvement of disability",
        "disability_stable": "Stable disability",
        "disability_improved_or_stable": "Improved or stable disability",
        "edss": "Disability score (EDSS)",
        "edss_change": "Change of the disability score (EDSS)",
        "relapse": "Relapse",
        "annualised_relapse_rate": "Relapses per patient and year",
        "new_t2_lesions": "New T2 lesions on MRI",
        "mri_activity": "New MRI activity",
        "brain_atrophy": "Loss of brain volume",
        "treatment_failure": "Failure of the treatment",
        "overall_survival": "Survival",
        "mortality": "Death from any cause",
        "treatment_related_mortality": "Death related to the treatment",
        "severe_adverse_events": "Severe adverse events per patient",
        "hospital_stay": "Stay in hospital",
        "hospital_admission": "Admission to hospital",
        "neutrophil_engraftment": "Day of neutrophil engraftment",
        "platelet_engraftment": "Day of platelet engraftment",
        "full_time_work": "In full-time work",
        "cognition_improved": "Cognitive tests improved",
        "cognition_worsened": "Cognitive tests worsened",
        "neurofilament_light": "Neurofilament light in cerebrospinal fluid",
        "myelin_basic_protein": "Myelin basic protein in cerebrospinal fluid",
        "time_to_progression": "Time to disability progression",
        "thyroid_disease": "Thyroid disease",
        "response": "Response, as the study defines it",
        "complications": "Complications of the treatment",
        "any_severe_adverse_event": "At least one severe adverse event",
    }
)
"""Measure -> its name. A measure that is not here cannot be loaded; add one with its name."""

Course = Literal[
    "relapsing_remitting", "relapsing", "secondary_progressive", "active_secondary_progressive",
    "primary_progressive", "progressive", "mixed"
]  # fmt: skip
"""Course of multiple sclerosis in those studied; `mixed` where courses are pooled."""


class Interval(Curated):
    """The spread around an estimate."""

    low: Number
    """Lower end, in the unit of the estimate."""

    high: Number | None
    """Upper end, in the unit of the estimate; null where the text read was cut off there."""

    level: Annotated[Number, Field(gt=0, lt=100)] | None
    """Level of a confidence interval in percent; null where it was not said or is none."""

    kind: Literal["confidence", "interquartile", "range", "standard_error", "unspecified"]
    """What the spread is: a confidence interval, an interquartile range, the full range, one
    standard error to either side, or not said."""


class Outcome(Cited):
    """One figure of one study: what was measured, when, in whom, and how certain it is."""

    id: Slug
    """Identifier within the study."""

    measure: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=60)]
    """What was measured. More measures may be added."""

    months: Number | None = None
    """Months after treatment at which it was measured; null where no time was given."""

    estimate: Number | None = None
    """The figure, in `unit`; null where nobody we could read says, or only counts were given."""

    unit: Annotated[str, StringConstraints(max_length=20)] = "1"
    """UCUM code of the estimate: `%` for proportions, `1` for ratios and scores."""

    interval: Interval | None = None
    """Spread around the estimate; null where none was read."""

    events: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """Number of patients with the outcome; null where it was not given."""

    total: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Number of patients looked at; null where it was not given."""

    arm: Slug | None = None
    """Id of the study's arm it is about; null for the whole study."""

    comparator: Slug | None = None
    """Id of the arm it is compared with; null where nothing is compared."""

    p_value: (
        Annotated[str, StringConstraints(max_length=20, pattern=r"^(p|P)? ?[<=>]? ?0?\.\d+$")]
        | None
    ) = None
    """P value as printed, for example `0.012` or `<0.001`; null where none was read."""

    ms_course: Course | None = None
    """Course of the disease in those it is about; null where it was not said."""

    population: Label | None = None
    """Who it is about, where that is narrower than the study or the arm; else null."""

    @property
    def claim_is_null(self) -> bool:
        return self.estimate is None and self.events is None

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def measure_label(self) -> str:
        """Name of the measure in words."""
        return MEASURES.get(self.measure, self.measure.replace("_", " "))

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.measure not in MEASURES:
            raise ValueError(f"the measure '{self.measure}' is not in the table of measures")
        if self.events is not None and self.total is not None and self.events > self.total:
            raise ValueError("there are more events than patients")
        spread, estimate = self.interval, self.estimate
        if spread is not None and estimate is not None:
            high = spread.high if spread.high is not None else estimate
            if not spread.low <= estimate <= high:
                raise ValueError("the estimate lies outside its interval")
        return self


class Proportion(Outcome):
    """A share of patients, in percent, or as events of a total."""

    type: Literal["proportion"]
    """Always `proportion`."""

    unit: Literal["%"] = "%"
    """Always `%`."""


class HazardRatio(Outcome):
    """How often an event happens over time in the arm against the comparator."""

    type: Literal["hazard_ratio"]
    """Always `hazard_ratio`. Below 1 the event is rarer in the arm."""


class RateRatio(Outcome):
    """A rate in the arm divided by the rate in the comparator."""

    type: Literal["rate_ratio"]
    """Always `rate_ratio`."""


class MeanDifference(Outcome):
    """A mean in the arm less the mean in the comparator."""

    type: Literal["mean_difference"]
    """Always `mean_difference`."""


class Mean(Outcome):
    """A mean."""

    type: Literal["mean"]
    """Always `mean`."""


class Median(Outcome):
    """A median."""

    type: Literal["median"]
    """Always `median`."""


class Rate(Outcome):
    """A number of events per time or per patient."""

    type: Literal["rate"]
    """Always `rate`."""


AnyOutcome = TypeAliasType(
    "AnyOutcome",
    Annotated[
        Proportion | HazardRatio | RateRatio | MeanDifference | Mean | Median | Rate,
        Field(
            discriminator="type",
            description="An outcome; `type` tells what kind of figure it is.",
        ),
    ],
)
"""A type with a name, so that the schema has it too."""
