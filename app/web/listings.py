"""The table of listings: for each kind its resource, document, page, sorting and expansion."""

from collections.abc import Mapping
from typing import Any, Final

from app.catalogue import Catalogue
from app.catalogue.adverse_events import AdverseEvent
from app.catalogue.agents import Agent, AgentClass
from app.catalogue.claims import Claim
from app.catalogue.flat_outcomes import StudyOutcome
from app.catalogue.guidelines import Guideline
from app.catalogue.references import Reference
from app.catalogue.regimens import Regimen
from app.catalogue.studies import Study
from app.catalogue.terms import Term
from app.catalogue.workup import WorkupItem
from app.web import resources as r
from app.web.listing import Listing

PHASES: Final = ("mobilisation", "conditioning", "aplasia", "early", "late")
STANDINGS: Final = ("recommended", "in_use", "in_trial", "historic", "convention")

_STAGES: Final[Mapping[str, Any]] = {
    "harvest": (r.HarvestResource, r.HarvestDocument),
    "processing": (r.ProcessingResource, r.ProcessingDocument),
    "conditioning": (r.ConditioningResource, r.ConditioningDocument),
    "reinfusion": (r.ReinfusionResource, r.ReinfusionDocument),
}


def stage_resource(catalogue: Catalogue, stage: Any) -> Any:  # noqa: ANN401  one of four models
    path = f"/v1/stages/{stage.id}"
    return _STAGES[stage.id][0].model_construct(
        **dict(stage),
        type="stage",
        agents=catalogue.agents_of_stage[stage.id],
        regimens=catalogue.regimens_of_stage[stage.id],
        links={
            "self": path,
            "collection": "/v1/stages",
            "pipeline": "/v1/pipeline",
            "agents": f"{path}/agents",
            "regimens": f"{path}/regimens",
        },
    )


def stage_document(**members: Any) -> Any:  # noqa: ANN401  one of four models
    return _STAGES[members["id"]][1].model_construct(**members)


def agent_resource(catalogue: Catalogue, agent: Agent) -> r.AgentResource:
    return r.AgentResource.model_construct(
        **dict(agent),
        type="agent",
        regimens=catalogue.regimens_of_agent[agent.id],
        adverse_events=catalogue.adverse_events_of_agent[agent.id],
        links={
            "self": f"/v1/agents/{agent.id}",
            "collection": "/v1/agents",
            "regimens": f"/v1/regimens?agent={agent.id}",
            "adverse_events": f"/v1/adverse-events?agent={agent.id}",
        },
    )


def regimen_resource(catalogue: Catalogue, regimen: Regimen) -> r.RegimenResource:
    return r.RegimenResource.model_construct(
        **dict(regimen),
        type="regimen",
        agents=regimen.agents_dosed,
        studies=catalogue.studies_of_regimen[regimen.id],
        outcomes=catalogue.outcomes_of_regimen[regimen.id],
        adverse_events=catalogue.adverse_events_of_regimen[regimen.id],
        links={
            "self": f"/v1/regimens/{regimen.id}",
            "collection": "/v1/regimens",
            "stage": f"/v1/stages/{regimen.stage}",
            "agents": f"/v1/agents?regimen={regimen.id}",
            "studies": f"/v1/studies?regimen={regimen.id}",
            "outcomes": f"/v1/outcomes?regimen={regimen.id}",
            "adverse_events": f"/v1/adverse-events?regimen={regimen.id}",
        },
    )


def claim_resource(_: Catalogue, claim: Claim) -> r.ClaimResource:
    links = {"self": f"/v1/claims/{claim.id}", "collection": "/v1/claims"}
    return r.ClaimResource.model_construct(**dict(claim), type="claim", links=links)


def term_resource(_: Catalogue, term: Term) -> r.TermResource:
    links = {"self": f"/v1/terms/{term.id}", "collection": "/v1/terms"}
    return r.TermResource.model_construct(**dict(term), type="term", links=links)


def reference_resource(catalogue: Catalogue, reference: Reference) -> r.ReferenceResource:
    path = f"/v1/references/{reference.id}"
    return r.ReferenceResource.model_construct(
        **dict(reference),
        type="reference",
        cited_by=tuple(path_of(kind, id) for kind, id in catalogue.citations[reference.id]),
        links={
            "self": path,
            "collection": "/v1/references",
            "cited_by": f"{path}/cited-by",
        },
    )


def study_resource(_: Catalogue, study: Study) -> r.StudyResource:
    links = {
        "self": f"/v1/studies/{study.id}",
        "collection": "/v1/studies",
        "outcomes": f"/v1/outcomes?study={study.id}",
    }
    return r.StudyResource.model_construct(
        **dict(study), type="study", regimens=study.regimen_ids, links=links
    )


def outcome_resource(_: Catalogue, outcome: StudyOutcome) -> StudyOutcome:
    return outcome


def guideline_resource(_: Catalogue, guideline: Guideline) -> r.GuidelineResource:
    links = {"self": f"/v1/guidelines/{guideline.id}", "collection": "/v1/guidelines"}
    return r.GuidelineResource.model_construct(**dict(guideline), type="guideline", links=links)


def adverse_event_resource(_: Catalogue, event: AdverseEvent) -> r.AdverseEventResource:
    links = {"self": f"/v1/adverse-events/{event.id}", "collection": "/v1/adverse-events"}
    return r.AdverseEventResource.model_construct(**dict(event), type="adverse_event", links=links)


def workup_resource(_: Catalogue, item: WorkupItem) -> r.WorkupResource:
    links = {"self": f"/v1/workup/{item.id}", "collection": "/v1/workup"}
    return r.WorkupResource.model_construct(**dict(item), type="workup_item", links=links)


def path_of(kind: str, id: str) -> str:
    """Return the path at which a record is served."""
    single = {
        "procedure": "/v1/pipeline",
        "condition": "/v1/condition",
        "vectors": "/v1/conformance/vectors",
    }
    return single.get(kind, f"/v1/{kind.replace('_', '-')}/{id}")


def _by_class(agent: Agent) -> tuple[int, str]:
    return list(AgentClass).index(agent.agent_class), agent.id


def _by_standing(regimen: Regimen) -> tuple[bool, int, str]:
    return regimen.stage == "conditioning", STANDINGS.index(regimen.standing), regimen.id


def _known(number: Any) -> tuple[bool, Any]:  # noqa: ANN401  an integer or a decimal
    """Put what is unknown before every number, below zero too."""
    return number is not None, number or 0


LISTINGS: Final[Mapping[str, Listing]] = {
    "stages": Listing(
        kind="stages",
        resource=stage_resource,
        document=stage_document,
        page=r.StageList,
        sorts={"id": lambda s: s.id, "name": lambda s: s.name, "order": lambda s: s.order},
        expands=("agents", "regimens", "references"),
    ),
    "agents": Listing(
        kind="agents",
        resource=agent_resource,
        document=r.AgentDocument.model_construct,
        page=r.AgentList,
        sorts={
            "id": lambda a: a.id,
            "name": lambda a: a.name.casefold(),
            "agent_class": lambda a: list(AgentClass).index(a.agent_class),
            "standing": lambda a: a.standing,
        },
        expands=("regimens", "references"),
        default_sort=_by_class,
    ),
    "regimens": Listing(
        kind="regimens",
        resource=regimen_resource,
        document=r.RegimenDocument.model_construct,
        page=r.RegimenList,
        sorts={
            "id": lambda g: g.id,
            "name": lambda g: g.name.casefold(),
            "stage": lambda g: g.stage,
            "standing": lambda g: STANDINGS.index(g.standing),
            "plannable": lambda g: g.plannable,
        },
        expands=("stages", "agents", "studies", "references"),
        default_sort=_by_standing,
    ),
    "studies": Listing(
        kind="studies",
        resource=study_resource,
        document=r.StudyDocument.model_construct,
        page=r.StudyList,
        sorts={
            "id": lambda s: s.id,
            "name": lambda s: s.name.casefold(),
            "year": lambda s: _known(s.year),
            "status": lambda s: s.status,
            "design": lambda s: s.design,
        },
        expands=("agents", "regimens", "references"),
        default_sort=lambda s: (-(s.year or 0), s.id),
    ),
    "outcomes": Listing(
        kind="outcomes",
        resource=outcome_resource,
        document=r.StudyDocument.model_construct,
        page=r.OutcomeList,
        sorts={
            "id": lambda o: o.id,
            "study": lambda o: o.study,
            "measure": lambda o: o.measure,
            "months": lambda o: _known(o.months),
            "estimate": lambda o: _known(o.estimate),
            "study_year": lambda o: _known(o.study_year),
        },
        expands=("studies", "regimens", "references"),
    ),
    "guidelines": Listing(
        kind="guidelines",
        resource=guideline_resource,
        document=r.GuidelineDocument.model_construct,
        page=r.GuidelineList,
        sorts={
            "id": lambda g: g.id,
            "name": lambda g: g.name.casefold(),
            "year": lambda g: _known(g.year),
            "kind": lambda g: g.kind,
        },
        expands=("references",),
        default_sort=lambda g: (-(g.year or 0), g.id),
    ),
    "adverse_events": Listing(
        kind="adverse_events",
        resource=adverse_event_resource,
        document=r.AdverseEventDocument.model_construct,
        page=r.AdverseEventList,
        sorts={
            "id": lambda e: e.id,
            "name": lambda e: e.name.casefold(),
            "phase": lambda e: PHASES.index(e.phase),
        },
        expands=("agents", "regimens", "studies", "references"),
        default_sort=lambda e: (PHASES.index(e.phase), e.id),
    ),
    "workup": Listing(
        kind="workup",
        resource=workup_resource,
        document=r.WorkupDocument.model_construct,
        page=r.WorkupList,
        sorts={
            "id": lambda w: w.id,
            "name": lambda w: w.name.casefold(),
            "domain": lambda w: w.domain,
        },
        expands=("references",),
        default_sort=lambda w: (w.domain, w.id),
    ),
    "claims": Listing(
        kind="claims",
        resource=claim_resource,
        document=r.ClaimDocument.model_construct,
        page=r.ClaimList,
        sorts={"id": lambda c: c.id, "order": lambda c: c.order, "verdict": lambda c: c.verdict},
        expands=("stages", "agents", "regimens", "references"),
    ),
    "terms": Listing(
        kind="terms",
        resource=term_resource,
        document=r.TermDocument.model_construct,
        page=r.TermList,
        sorts={"id": lambda t: t.id, "name": lambda t: t.name.casefold()},
        expands=("stages", "references"),
    ),
    "references": Listing(
        kind="references",
        resource=reference_resource,
        document=r.ReferenceDocument.model_construct,
        page=r.ReferenceList,
        sorts={
            "id": lambda s: s.id,
            "name": lambda s: s.name.casefold(),
            "year": lambda s: _known(s.year),
            "kind": lambda s: s.kind,
        },
        expands=(),
    ),
}
"""Every kind that is served as a list."""

CONDITION: Final = Listing(
    kind="condition",
    resource=lambda _, record: record,
    document=r.ConditionDocument.model_construct,
    page=None,
    sorts={},
    expands=("references",),
)

PIPELINE: Final = Listing(
    kind="pipeline",
    resource=lambda _, record: record,
    document=r.PipelineDocument.model_construct,
    page=None,
    sorts={},
    expands=("references",),
)
