"""Parameters of the lists, as the OpenAPI document has them; None is the same as leaving one out.

`fields` is asked for with `raw`, and `cursor` is the client's own.
"""

from collections.abc import Iterable
from typing import Literal, TypedDict

from app.catalogue.agents import AgentClass
from app.catalogue.changes import How, Kind
from app.catalogue.claims import Verdict
from app.catalogue.guidelines import GuidelineKind
from app.catalogue.outcomes import Course
from app.catalogue.record import StageId
from app.catalogue.references import ReferenceKind
from app.catalogue.regimens import Plannable
from app.catalogue.studies import Design, Status
from app.catalogue.workup import Domain


class ItemParameters(TypedDict, total=False):
    """Parameters of one resource."""

    expand: str | Iterable[str] | None


class PageParameters(TypedDict, total=False):
    """Parameters of whatever comes in pages."""

    limit: int | None


class ListParameters(ItemParameters, PageParameters, total=False):
    """Parameters of every list of records."""

    ids: str | Iterable[str] | None
    sort: str | Iterable[str] | None
    q: str | None


class StageAgentParameters(ListParameters, total=False):
    """Parameters of the agents of one stage."""

    agent_class: AgentClass | None
    regimen: str | None


class AgentParameters(StageAgentParameters, total=False):
    """Parameters of the agents."""

    stage: StageId | None


class StageRegimenParameters(ListParameters, total=False):
    """Parameters of the regimens of one stage."""

    intensity: Literal["high", "intermediate", "low", "myeloablative", "non_myeloablative"] | None
    agent: str | None
    plannable: Plannable | None


class RegimenParameters(StageRegimenParameters, total=False):
    """Parameters of the regimens."""

    stage: Literal["harvest", "conditioning"] | None


class StudyParameters(ListParameters, total=False):
    """Parameters of the studies."""

    status: Status | None
    design: Design | None
    regimen: str | None
    ms_course: Course | None
    year_from: int | None
    year_to: int | None


class OutcomeParameters(ListParameters, total=False):
    """Parameters of the outcomes."""

    measure: str | None
    study: str | None
    regimen: str | None
    ms_course: Course | None
    months_from: int | None
    months_to: int | None


class GuidelineParameters(ListParameters, total=False):
    """Parameters of the guidelines."""

    kind: GuidelineKind | None
    ms_course: Course | None


class AdverseEventParameters(ListParameters, total=False):
    """Parameters of the adverse events."""

    phase: Literal["mobilisation", "conditioning", "aplasia", "early", "late"] | None
    regimen: str | None
    agent: str | None


class WorkupParameters(ListParameters, total=False):
    """Parameters of the work-up."""

    domain: Domain | None


class ClaimParameters(ListParameters, total=False):
    """Parameters of the claims."""

    verdict: Verdict | None
    stage: StageId | None


class TermParameters(ListParameters, total=False):
    """Parameters of the terms."""

    stage: StageId | None


class ReferenceParameters(ListParameters, total=False):
    """Parameters of the references."""

    kind: ReferenceKind | None
    year: int | None


class ChangeParameters(PageParameters, total=False):
    """Parameters of the changes, beside the version since which they are told."""

    until: str | None
    kind: Kind | None
    id: str | None
    change: How | None
