"""Every operation of the API: each function makes the call that `Client.send` sends.

Functions that return a `ListCall` can also be gone through item by item with `Client.each`. An
id may be an alias.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar, Unpack
from urllib.parse import quote

from pydantic import BaseModel

from app.catalogue.flat_outcomes import StudyOutcome
from app.planning.eligibility import Profile
from app.planning.request import BodyMeasuresRequest, PlanRequest
from app.units import as_json as as_number
from app.web import resources as r
from app.web.body_measures import BodyMeasures
from app.web.conformance import VectorsDocument
from app.web.eligibility import Eligibility
from app.web.entry import EntryDocument, Service
from app.web.health import Health
from app.web.plans import PlanDocument
from app.web.problem_pages import ProblemKindDocument, ProblemKindList
from app.web.references import CitationList
from app.web.releases import (
    ChangeList,
    ChangeResource,
    ReleaseDocument,
    ReleaseList,
    ReleaseResource,
)
from app.web.schedule import ScheduleDocument
from app.web.schemas import Schemas
from app.web.search import SearchHit, SearchResults
from dayzero_client import parameters as p
from dayzero_client.calls import (
    Call,
    ListCall,
    as_json,
    as_member,
    as_model,
    as_query,
    as_text,
)

M = TypeVar("M", bound=BaseModel)
L = TypeVar("L", bound=BaseModel)

Sent = Mapping[str, object]
"""What is sent, as plain JSON values; a model says more before anything is sent."""


def get(path: str, **query: object) -> Call[Any]:
    """Ask for anything below the base URL, for example what a newer server has; read as JSON."""
    return Call(path=path, query=as_query(query), read=as_json)


def text(path: str, **query: object) -> Call[str]:
    """Ask for anything below the base URL, read as text."""
    return Call(path=path, query=as_query(query), read=as_text)


def _one(path: str, model: type[M], query: Mapping[str, object] | None = None) -> Call[M]:
    return Call(path=path, query=as_query(query or {}), read=as_model(model))


def _list(path: str, page: type[L], item: type[M], query: Mapping[str, object]) -> ListCall[L, M]:
    return ListCall(
        path=path, query=as_query(query), read=as_model(page), read_item=as_member(item)
    )


def _post(path: str, sent: BaseModel | Sent, model: type[M]) -> Call[M]:
    return Call(path=path, body=_body(sent), read=as_model(model))


def _body(sent: BaseModel | Sent) -> bytes:
    if isinstance(sent, BaseModel):
        return sent.model_dump_json(exclude_unset=True).encode()
    return json.dumps(sent, default=_plain).encode()


def _plain(value: object) -> object:
    """Write what JSON has no word for: days, and numbers that keep their digits."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return as_number(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def _below(path: str, *names: str) -> str:
    """Put names into a path; raise ValueError for one that would make it another path."""
    for name in names:
        if name in ("", ".", ".."):
            raise ValueError(f"{name!r} is not the name of anything")
    return path.format(*(quote(name, safe="") for name in names))


def entry() -> Call[EntryDocument]:
    """Links to everything."""
    return _one("/v1", EntryDocument)


def meta() -> Call[Service]:
    """Versions, licence, counts, and how much of the data is reported."""
    return _one("/v1/meta", Service)


def pipeline(**query: Unpack[p.ItemParameters]) -> Call[r.PipelineDocument]:
    """The whole procedure, ready to draw."""
    return _one("/v1/pipeline", r.PipelineDocument, query)


def stages(**query: Unpack[p.ListParameters]) -> ListCall[r.StageList, r.StageResource]:
    """The four stages, in order."""
    return ListCall(
        path="/v1/stages",
        query=as_query(query),
        read=as_model(r.StageList),
        read_item=as_member(r.StageResource),
    )


def stage(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.StageDocument]:
    """One stage."""
    path = _below("/v1/stages/{}", id)
    return Call(path=path, query=as_query(query), read=as_model(r.StageDocument))


def stage_agents(
    id: str, **query: Unpack[p.StageAgentParameters]
) -> ListCall[r.AgentList, r.AgentResource]:
    """The agents of one stage."""
    return _list(_below("/v1/stages/{}/agents", id), r.AgentList, r.AgentResource, query)


def stage_regimens(
    id: str, **query: Unpack[p.StageRegimenParameters]
) -> ListCall[r.RegimenList, r.RegimenResource]:
    """The regimens of one stage."""
    return _list(_below("/v1/stages/{}/regimens", id), r.RegimenList, r.RegimenResource, query)


def agents(
    **query: Unpack[p.AgentParameters],
) -> ListCall[r.AgentList, r.AgentResource]:
    """Drugs, antibodies, growth factors and radiation."""
    return _list("/v1/agents", r.AgentList, r.AgentResource, query)


def agent(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.AgentDocument]:
    """One agent."""
    return _one(_below("/v1/agents/{}", id), r.AgentDocument, query)


def regimens(
    **query: Unpack[p.RegimenParameters],
) -> ListCall[r.RegimenList, r.RegimenResource]:
    """Mobilisation and conditioning regimens with their dose lines."""
    return _list("/v1/regimens", r.RegimenList, r.RegimenResource, query)


def regimen(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.RegimenDocument]:
    """One regimen: doses, days, totals, gaps."""
    return _one(_below("/v1/regimens/{}", id), r.RegimenDocument, query)


def studies(
    **query: Unpack[p.StudyParameters],
) -> ListCall[r.StudyList, r.StudyResource]:
    """Studies, newest first."""
    return _list("/v1/studies", r.StudyList, r.StudyResource, query)


def study(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.StudyDocument]:
    """One study with its arms and outcomes."""
    return _one(_below("/v1/studies/{}", id), r.StudyDocument, query)


def outcomes(
    **query: Unpack[p.OutcomeParameters],
) -> ListCall[r.OutcomeList, StudyOutcome]:
    """Outcomes of all studies in one list, each with its study beside it."""
    return ListCall(
        path="/v1/outcomes",
        query=as_query(query),
        read=as_model(r.OutcomeList),
        read_item=as_member(StudyOutcome),
    )


def outcomes_as(format: Literal["csv", "svg"], **query: Unpack[p.OutcomeParameters]) -> Call[str]:
    """All outcomes as CSV, or as a forest plot."""
    return text("/v1/outcomes", **as_query(query), format=format)


def guidelines(
    **query: Unpack[p.GuidelineParameters],
) -> ListCall[r.GuidelineList, r.GuidelineResource]:
    """Guidelines, newest first."""
    return _list("/v1/guidelines", r.GuidelineList, r.GuidelineResource, query)


def guideline(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.GuidelineDocument]:
    """One guideline: statements and criteria."""
    return _one(_below("/v1/guidelines/{}", id), r.GuidelineDocument, query)


def adverse_events(
    **query: Unpack[p.AdverseEventParameters],
) -> ListCall[r.AdverseEventList, r.AdverseEventResource]:
    """Adverse events, by phase."""
    return _list("/v1/adverse-events", r.AdverseEventList, r.AdverseEventResource, query)


def adverse_event(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.AdverseEventDocument]:
    """One adverse event, with n of N."""
    return _one(_below("/v1/adverse-events/{}", id), r.AdverseEventDocument, query)


def workup(
    **query: Unpack[p.WorkupParameters],
) -> ListCall[r.WorkupList, r.WorkupResource]:
    """The work-up before the transplant."""
    return _list("/v1/workup", r.WorkupList, r.WorkupResource, query)


def workup_item(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.WorkupDocument]:
    """One item of the work-up."""
    return _one(_below("/v1/workup/{}", id), r.WorkupDocument, query)


def claims(
    **query: Unpack[p.ClaimParameters],
) -> ListCall[r.ClaimList, r.ClaimResource]:
    """Popular statements, each with a verdict."""
    return _list("/v1/claims", r.ClaimList, r.ClaimResource, query)


def claim(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.ClaimDocument]:
    """One popular statement, checked."""
    return _one(_below("/v1/claims/{}", id), r.ClaimDocument, query)


def terms(
    **query: Unpack[p.TermParameters],
) -> ListCall[r.TermList, r.TermResource]:
    """The glossary."""
    return _list("/v1/terms", r.TermList, r.TermResource, query)


def term(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.TermDocument]:
    """One word of the glossary."""
    return _one(_below("/v1/terms/{}", id), r.TermDocument, query)


def references(
    **query: Unpack[p.ReferenceParameters],
) -> ListCall[r.ReferenceList, r.ReferenceResource]:
    """Sources."""
    return _list("/v1/references", r.ReferenceList, r.ReferenceResource, query)


def reference(id: str, **query: Unpack[p.ItemParameters]) -> Call[r.ReferenceDocument]:
    """One source."""
    return _one(_below("/v1/references/{}", id), r.ReferenceDocument, query)


def citations(id: str) -> Call[CitationList]:
    """What rests on one source."""
    return _one(_below("/v1/references/{}/cited-by", id), CitationList)


def releases(**query: Unpack[p.PageParameters]) -> ListCall[ReleaseList, ReleaseResource]:
    """Versions of the dataset, newest first."""
    return _list("/v1/releases", ReleaseList, ReleaseResource, query)


def release(version: str) -> Call[ReleaseDocument]:
    """One version of the dataset."""
    return _one(_below("/v1/releases/{}", version), ReleaseDocument)


def changes(
    since: str, **query: Unpack[p.ChangeParameters]
) -> ListCall[ChangeList, ChangeResource]:
    """What changed in the data since a version, record by record and member by member."""
    return _list("/v1/changes", ChangeList, ChangeResource, {"since": since, **query})


def condition(**query: Unpack[p.ItemParameters]) -> Call[r.ConditionDocument]:
    """Multiple sclerosis, and what the "reset" is and is not."""
    return _one("/v1/condition", r.ConditionDocument, query)


def search(
    q: str, *, kinds: str | Iterable[str] | None = None, limit: int | None = None
) -> ListCall[SearchResults, SearchHit]:
    """Names, aliases, brands, acronyms and texts of every kind, best first."""
    query = {"q": q, "kinds": kinds, "limit": limit}
    return _list("/v1/search", SearchResults, SearchHit, query)


def schedule(
    id: str,
    day_zero: date | str,
    *,
    mobilisation: str | None = None,
    harvest_on: date | str | None = None,
) -> Call[ScheduleDocument]:
    """The dates of a regimen without doses, which need no body."""
    query = {"day_zero": day_zero, "mobilisation": mobilisation, "harvest_on": harvest_on}
    return _one(_below("/v1/regimens/{}/schedule", id), ScheduleDocument, query)


def schedule_as(
    format: Literal["ics"],
    id: str,
    day_zero: date | str,
    *,
    mobilisation: str | None = None,
    harvest_on: date | str | None = None,
) -> Call[str]:
    """The dates of a regimen as a calendar."""
    asked = schedule(id, day_zero, mobilisation=mobilisation, harvest_on=harvest_on)
    return text(asked.path, **asked.query, format=format)


def plan(request: PlanRequest | Sent) -> Call[PlanDocument]:
    """Date and dose a regimen for one body, and show the arithmetic."""
    return _post("/v1/plans", request, PlanDocument)


def plan_as(
    format: Literal["csv", "ics", "svg", "html", "fhir"], request: PlanRequest | Sent
) -> Call[str]:
    """The same plan as CSV, calendar, timeline picture, print sheet or FHIR bundle."""
    return Call(path="/v1/plans", query={"format": format}, body=_body(request), read=as_text)


def body_measures(request: BodyMeasuresRequest | Sent) -> Call[BodyMeasures]:
    """Body surface, ideal and adjusted weights, and mass index, each with its working."""
    return _post("/v1/body-measures", request, BodyMeasures)


def eligibility(profile: Profile | Sent) -> Call[Eligibility]:
    """Hold a profile against each guideline's criteria, one by one."""
    return _post("/v1/eligibility", profile, Eligibility)


def vectors() -> Call[VectorsDocument]:
    """Known answers to test a dose calculator with."""
    return _one("/v1/conformance/vectors", VectorsDocument)


def schemas() -> Call[Schemas]:
    """The names of the JSON Schemas."""
    return _one("/v1/schemas", Schemas)


def schema(name: str) -> Call[Any]:
    """One JSON Schema, as plain JSON."""
    return get(_below("/v1/schemas/{}", name))


def problems() -> Call[ProblemKindList]:
    """Every kind of error, explained."""
    return _one("/v1/problems", ProblemKindList)


def problem(code: str) -> Call[ProblemKindDocument]:
    """One kind of error, explained."""
    return _one(_below("/v1/problems/{}", code), ProblemKindDocument)


def liveness() -> Call[Health]:
    """Whether the server answers."""
    return _one("/health/live", Health)


def readiness() -> Call[Health]:
    """Whether the server is ready to answer."""
    return _one("/health/ready", Health)
