"""/v1/body-measures"""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from app.catalogue.record import Curated
from app.planning.body import Working, measure, workings
from app.planning.request import BodyMeasuresRequest
from app.web.answers import computed_response
from app.web.bodies import body_of
from app.web.dependencies import TheAnswers
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta

router = APIRouter(prefix="/v1/body-measures", tags=["plans"])


class BodyMeasures(Curated):
    """Surface, ideal and adjusted weights and mass index of one body, each with its working."""

    type: Literal["body_measures"]
    """Always `body_measures`."""

    measures: tuple[Working, ...]
    """Each measure with its formula, its working and its source."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


TheBodyRequest = Annotated[BodyMeasuresRequest, Depends(body_of(BodyMeasuresRequest))]


async def measure_body(
    _: Annotated[NoQuery, Query()], asked: TheBodyRequest, answers: TheAnswers
) -> Response:
    """Body surface area by two formulas, ideal weight (Devine), adjusted weights and mass index,
    with the working shown. Nothing is stored or repeated in an address. `QUERY` (RFC 10008) works
    like `POST`.
    """
    measures = measure(asked, cap=asked.bsa_cap_m2)
    document = BodyMeasures(
        type="body_measures",
        measures=workings(measures),
        links={"vectors": "/v1/conformance/vectors"},
        meta=answers.meta,
    )
    return computed_response(document.model_dump_json().encode())


# The first route answers, and makes `Allow` name both methods; the second is the documented one.
router.add_api_route("", measure_body, methods=["POST", "QUERY"], include_in_schema=False)
router.add_api_route(
    "",
    measure_body,
    methods=["POST"],
    response_model=BodyMeasures,
    operation_id="measureBody",
    summary="Body measures with their working",
)
