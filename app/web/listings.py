"""The table of listings: for each kind its resource, document, page, sorting and expansion."""

from collections.abc import Mapping
from typing import Any, Final

from app.catalogue import Catalogue
from app.catalogue.agents import Agent, AgentClass
from app.catalogue.claims import Claim
from app.catalogue.references import Reference
from app.catalogue.regimens import Regimen
from app.catalogue.terms import Term
from app.web import resources as r
from app.web.listing import Listing

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
        links={
            "self": f"/v1/agents/{agent.id}",
            "collection": "/v1/agents",
            "regimens": f"/v1/regimens?agent={agent.id}",
        },
    )


def regimen_resource(_: Catalogue, regimen: Regimen) -> r.RegimenResource:
    return r.RegimenResource.model_construct(
        **dict(regimen),
        type="regimen",
        agents=regimen.agents_dosed,
        links={
            "self": f"/v1/regimens/{regimen.id}",
            "collection": "/v1/regimens",
            "stage": f"/v1/stages/{regimen.stage}",
            "agents": f"/v1/agents?regimen={regimen.id}",
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
        links={"self": path, "collection": "/v1/references"},
    )


def path_of(kind: str, id: str) -> str:
    """Return the path at which a record is served."""
    single = {"procedure": "/v1/pipeline", "condition": "/v1/condition"}
    return single.get(kind, f"/v1/{kind}/{id}")


def _by_class(agent: Agent) -> tuple[int, str]:
    return list(AgentClass).index(agent.agent_class), agent.id


def _by_standing(regimen: Regimen) -> tuple[bool, int, str]:
    return regimen.stage == "conditioning", STANDINGS.index(regimen.standing), regimen.id


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
        expands=("stages", "agents", "references"),
        default_sort=_by_standing,
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
            "year": lambda s: (s.year is not None, s.year or 0),
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
