"""/v1/plans"""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from app.catalogue.record import Prose
from app.planning.build import build_plan
from app.planning.plan import Plan
from app.planning.request import PlanRequest
from app.planning.schedule import Schedule
from app.rendering import FORMATS
from app.rendering.format import Format
from app.web.about import about
from app.web.answers import computed_response
from app.web.bodies import body_of
from app.web.dependencies import TheAnswers, TheSettings
from app.web.edge import wanted_type
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta

router = APIRouter(prefix="/v1/plans", tags=["plans"])

CAVEAT = (
    "Arithmetic on what sources report, for reference and education. Not a prescription: check "
    "every number against the source and the local protocol."
)


class PlanQuery(NoQuery):
    """Parameters of a plan."""

    format: Literal["json", "csv", "ics", "svg", "html", "fhir"] | None = None
    """Format of the answer; unless given, by `Accept`."""


class PlanDocument(Plan):
    """A plan as it is served."""

    type: Literal["plan"]
    """Always `plan`."""

    caveat: Prose
    """What the plan is not."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


ThePlanRequest = Annotated[PlanRequest, Depends(body_of(PlanRequest))]


async def make_plan(
    query: Annotated[PlanQuery, Query()],
    asked: ThePlanRequest,
    answers: TheAnswers,
    settings: TheSettings,
    request: Request,
) -> Response:
    """Date and dose a regimen for one body and show the arithmetic: body measures, every day,
    totals against what is published, the same totals on other weights, and warnings. The same
    request gives the same bytes and the same `id`. Nothing is stored. As JSON, calendar, CSV,
    timeline picture, print sheet or FHIR, by `Accept` or `format`. `QUERY` (RFC 10008) works like
    `POST`.
    """
    plan = build_plan(answers.catalogue, asked)
    name = query.format or format_wanted(request)
    if name != "json":
        format = FORMATS[name]
        body = format.render(plan, about(answers, settings))
        response = computed_response(body, media_type=format.media_type)
        return named_file(response, format, f"plan-{plan.id}")
    document = PlanDocument.model_construct(
        **dict(plan),
        type="plan",
        caveat=CAVEAT,
        links={
            "conditioning": f"/v1/regimens/{plan.conditioning}",
            "schedule": schedule_path(plan, harvest_on=asked.harvest_on),
            "vectors": "/v1/conformance/vectors",
        },
        meta=answers.meta,
    )
    return computed_response(document.model_dump_json().encode())


def schedule_path(dated: Plan | Schedule, *, harvest_on: date | None) -> str:
    """Return the path of the same dates without doses and without a body."""
    asked = {
        "day_zero": dated.day_zero, "mobilisation": dated.mobilisation, "harvest_on": harvest_on
    }  # fmt: skip
    given = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"/v1/regimens/{dated.conditioning}/schedule?{given}"


def format_wanted(request: Request) -> str:
    """Return the name of the format that the Accept header wants most."""
    wanted = wanted_type(request.state.accept)
    found = (name for name, format in FORMATS.items() if format.media_type.startswith(wanted))
    return next(found, "json") if wanted else "json"


def named_file(response: Response, format: Format, name: str) -> Response:
    """Make a browser save a file under a name, which says nothing of a person."""
    if format.extension in ("csv", "ics"):
        disposition = f'attachment; filename="{name}.{format.extension}"'
        response.headers["content-disposition"] = disposition
    if format.extension == "html":
        response.headers["content-security-policy"] = SHEET_POLICY
    return response


def schema_of(format: Format) -> dict[str, str]:
    """Return what OpenAPI says of a format: a text, or a resource of FHIR."""
    resource = {"$ref": "#/components/schemas/FhirResource"}
    return resource if format.name == "fhir" else {"type": "string"}


SHEET_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

# The first route answers, and makes `Allow` name both methods; the second is the documented one.
router.add_api_route("", make_plan, methods=["POST", "QUERY"], include_in_schema=False)
router.add_api_route(
    "",
    make_plan,
    methods=["POST"],
    response_model=PlanDocument,
    operation_id="makePlan",
    summary="Date and dose a regimen",
    responses={
        200: {
            "content": {
                format.media_type.partition(";")[0]: {"schema": schema_of(format)}
                for format in FORMATS.values()
            }
        }
    },
)
