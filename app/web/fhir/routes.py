"""Routes of /fhir."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from app.planning.build import build_plan
from app.planning.errors import CannotPlan
from app.planning.plan import Plan
from app.planning.request import PlanRequest
from app.rendering.fhir.elements import MEDIA_TYPE, Json
from app.rendering.fhir.face import MAKERS, Face
from app.rendering.fhir.plan_bundle import plan_bundle, written
from app.rendering.fhir.search_bundle import Page, search_bundle
from app.web.answers import Answers, Moved, computed_response
from app.web.bodies import read_body, validated
from app.web.dependencies import TheAnswers
from app.web.fhir.parameters import Parameters, Sent
from app.web.fhir.queries import MOST_ON_A_PAGE, MetadataQuery, ReadQuery, SearchQuery
from app.web.fhir.search import search
from app.web.problems import Fault, ProblemError
from app.web.queries import Query as NoQuery

router = APIRouter(prefix="/fhir", tags=["fhir"])

LINK: Final = '</fhir/metadata>; rel="service-desc"; type="application/fhir+json"'


class FhirResource(BaseModel):
    """A resource of FHIR R4 (4.0.1); its definition is HL7's."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)

    resourceType: str  # noqa: N815  its name in FHIR
    """Type of the resource."""


async def _face(request: Request) -> Face:
    face: Face = request.app.state.face
    return face


TheFace = Annotated[Face, Depends(_face)]

Type = Annotated[
    str,
    Path(
        description="Type of the resources.",
        json_schema_extra={"enum": list(MAKERS)},
    ),
]
Id = Annotated[
    str,
    Path(
        description="Id of the resource; that of a regimen may be an alias, which answers 308.",
        json_schema_extra={"pattern": r"^[A-Za-z0-9.-]+$", "maxLength": 64},
    ),
]


@router.get("", include_in_schema=False)
async def lead_on(_: Annotated[NoQuery, Query()]) -> Response:
    """The base of the FHIR face, which resources name as its address: on to what it can do."""
    raise Moved("/fhir/metadata")


@router.get(
    "/metadata",
    response_model=FhirResource,
    operation_id="getCapabilityStatement",
    summary="What the FHIR face can do",
)
async def read_metadata(
    query: Annotated[MetadataQuery, Query()], face: TheFace, answers: TheAnswers
) -> Response:
    """The CapabilityStatement: types, search parameters and operations, FHIR R4 (4.0.1)."""
    return _answer(face["CapabilityStatement"]["server"], query, answers)


@router.get(
    "/{type}",
    response_model=FhirResource,
    operation_id="findResources",
    summary="Resources of one type",
)
async def search_resources(
    type: Type, query: Annotated[SearchQuery, Query()], face: TheFace, answers: TheAnswers
) -> Response:
    """The resources of one type as a Bundle (`searchset`), in pages with links. Parameters that a
    type is not searched by are refused.
    """
    found = search(type, _resources(face, type).values(), query.filters)
    page = Page(query.page, min(query.count, MOST_ON_A_PAGE))
    bundle = search_bundle(face.origin.about, type, found, query.filters, page)
    return _answer(bundle, query, answers)


@router.get(
    "/{type}/{id}",
    response_model=FhirResource,
    operation_id="readResource",
    summary="One resource",
)
async def read_resource(
    type: Type,
    id: Id,
    query: Annotated[ReadQuery, Query()],
    face: TheFace,
    answers: TheAnswers,
) -> Response:
    """One resource: a PlanDefinition for the procedure and for each regimen, an ActivityDefinition
    for each dose line, a Medication for each agent, and the definitions of what they use.
    """
    return _answer(_resource(face, answers, type, id), query, answers)


async def apply_plan(
    id: Id,
    query: Annotated[ReadQuery, Query()],
    request: Request,
    face: TheFace,
    answers: TheAnswers,
) -> Response:
    """Date and dose a conditioning regimen: a Bundle (`collection`) with the CarePlan, its
    RequestGroup, a MedicationRequest or ServiceRequest for each day, and a DetectedIssue for each
    warning. Every date and number is that of `POST /v1/plans`. Nothing is stored; a `subject` that
    is sent stands in the answer. `QUERY` (RFC 10008) works like `POST`.
    """
    regimen = _resource(face, answers, "PlanDefinition", id, rest="/$apply")["id"]
    sent = Sent(await read_body(request, Parameters, (MEDIA_TYPE, "application/json")))
    plan = _plan(answers, regimen, sent)
    bundle = plan_bundle(plan, face.origin.about, subject=sent.subject)
    return computed_response(written(bundle, pretty=query.is_pretty), media_type=MEDIA_TYPE)


# The first route answers, and makes `Allow` name both methods; the second is the documented one.
APPLY: Final = "/PlanDefinition/{id}/$apply"
router.add_api_route(APPLY, apply_plan, methods=["POST", "QUERY"], include_in_schema=False)
router.add_api_route(
    APPLY,
    apply_plan,
    methods=["POST"],
    response_model=FhirResource,
    operation_id="applyPlanDefinition",
    summary="A regimen dated and dosed, as FHIR",
)


def _plan(answers: Answers, regimen: str, sent: Sent) -> Plan:
    """Make the plan; raise a problem whose faults point into the parameters."""
    try:
        asked = validated(PlanRequest, {**sent.members, "conditioning": regimen})
        return build_plan(answers.catalogue, asked)
    except CannotPlan as error:
        faults: tuple[Fault, ...] = (_cannot(error),)
    except ProblemError as error:
        faults = error.errors
    placed = tuple(fault if fault.parameter else sent.placed(fault) for fault in faults)
    raise ProblemError("invalid-body", "Wrong parameters.", errors=placed)


def _cannot(error: CannotPlan) -> Fault:
    """Make the fault of a contradiction; the regimen itself stands in the address."""
    allowed = list(error.allowed) or None
    if error.member == "/conditioning":
        return Fault(code="cannot_plan", detail=error.detail, parameter="id", allowed=allowed)
    return Fault(code="cannot_plan", detail=error.detail, pointer=error.member, allowed=allowed)


def _resources(face: Face, type: str) -> Any:  # noqa: ANN401  resources by id
    if type not in MAKERS:
        said = "No resources of this type are served; /fhir/metadata lists the types."
        fault = Fault(code="unknown", detail=said, parameter="type", allowed=list(MAKERS))
        raise ProblemError("not-found", said, errors=(fault,))
    return face[type]


def _resource(face: Face, answers: Answers, type: str, id: str, *, rest: str = "") -> Json:
    """Return a resource; raise Moved for the alias of a regimen or an agent."""
    resources = _resources(face, type)
    if id in resources:
        found: Json = resources[id]
        return found
    catalogue = answers.catalogue
    aliased = {"PlanDefinition": catalogue.regimens, "Medication": catalogue.agents}
    canonical = aliased[type].canonical(id) if type in aliased else None
    if canonical in resources:
        raise Moved(f"/fhir/{type}/{canonical}{rest}")
    near = list(aliased[type].near(id)) if type in aliased else []
    said = "No resource of this type has this id."
    fault = Fault(code="unknown", detail=said, parameter="id", allowed=near or None)
    raise ProblemError("not-found", said, errors=(fault,))


def _answer(resource: Json, query: ReadQuery, answers: Answers) -> Response:
    response = answers.file(written(resource, pretty=query.is_pretty), MEDIA_TYPE)
    response.headers["link"] = LINK
    return response
