"""Outcomes of all studies in one list, each with its study beside it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints
from typing_extensions import TypeAliasType

from app.catalogue.outcomes import (
    HazardRatio,
    Mean,
    MeanDifference,
    Median,
    Outcome,
    Proportion,
    Rate,
    RateRatio,
)
from app.catalogue.record import Curated, Label, Patients, Slug, Year
from app.catalogue.studies import Arm, Design, Study


class _OfStudy(Curated):
    id: Annotated[str, StringConstraints(max_length=130)]
    """Id of the study and of the outcome within it, with a hyphen between."""

    study: Slug
    """Id of the study."""

    study_name: Label
    """Name of the study."""

    study_year: Year | None
    """Year of the study's main publication; null if unknown."""

    design: Design
    """How the study is made."""

    study_n: Patients | None
    """Number of patients in the study; null where not given."""

    arm_name: Label | None
    """Name of the arm; null for the whole study."""

    arm_n: Patients | None
    """Number of patients in the arm; null for the whole study, or where not given."""

    comparator_name: Label | None
    """Name of the arm it is compared with; null where nothing is compared."""

    regimens: tuple[Slug, ...]
    """Ids of the regimens of the arm, or of the study's transplant arms; may be empty."""

    @property
    def name(self) -> str:
        return self.study_name

    @property
    def aliases(self) -> tuple[str, ...]:
        return ()


class ProportionOfStudy(_OfStudy, Proportion):
    """A share of patients, with its study."""


class HazardRatioOfStudy(_OfStudy, HazardRatio):
    """A hazard ratio, with its study."""


class RateRatioOfStudy(_OfStudy, RateRatio):
    """A rate ratio, with its study."""


class MeanDifferenceOfStudy(_OfStudy, MeanDifference):
    """A difference of means, with its study."""


class MeanOfStudy(_OfStudy, Mean):
    """A mean, with its study."""


class MedianOfStudy(_OfStudy, Median):
    """A median, with its study."""


class RateOfStudy(_OfStudy, Rate):
    """A rate, with its study."""


StudyOutcome = TypeAliasType(
    "StudyOutcome",
    Annotated[
        ProportionOfStudy
        | HazardRatioOfStudy
        | RateRatioOfStudy
        | MeanDifferenceOfStudy
        | MeanOfStudy
        | MedianOfStudy
        | RateOfStudy,
        Field(
            discriminator="type",
            description=(
                "An outcome with its study beside it; `type` tells what kind of figure it is."
            ),
        ),
    ],
)

_KINDS: Final[Mapping[str, Any]] = {
    "proportion": ProportionOfStudy,
    "hazard_ratio": HazardRatioOfStudy,
    "rate_ratio": RateRatioOfStudy,
    "mean_difference": MeanDifferenceOfStudy,
    "mean": MeanOfStudy,
    "median": MedianOfStudy,
    "rate": RateOfStudy,
}


def id_of(study: Study, outcome: Outcome) -> str:
    """Return the id of an outcome among those of all studies."""
    return f"{study.id}-{outcome.id}"


def flatten(studies: Iterable[Study]) -> Iterator[StudyOutcome]:
    """Yield the outcomes of the studies in their order, each with its study beside it."""
    for study in studies:
        arms = {arm.id: arm for arm in study.arms}
        for outcome in study.outcomes:
            yield _beside(study, arms, outcome)


def _beside(study: Study, arms: Mapping[str, Arm], outcome: Any) -> Any:  # noqa: ANN401  one of seven models
    assert isinstance(outcome, Outcome)
    arm, comparator = arms.get(outcome.arm or ""), arms.get(outcome.comparator or "")
    transplanted = [one for one in study.arms if one.kind == "transplant"]
    members = dict(outcome)
    members.update(
        id=id_of(study, outcome),
        study=study.id,
        study_name=study.name,
        study_year=study.year,
        design=study.design,
        study_n=study.population.n,
        arm_name=arm.name if arm else None,
        arm_n=arm.n if arm else None,
        comparator_name=comparator.name if comparator else None,
        regimens=tuple(
            dict.fromkeys(id for one in ([arm] if arm else transplanted) for id in one.regimens)
        ),
    )
    return _KINDS[members["type"]].model_validate(members)
