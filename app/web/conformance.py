"""/v1/conformance: known answers, so that anyone can test a calculator against this one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.catalogue.vectors import Vectors
from app.web.dependencies import TheAnswers
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta

router = APIRouter(prefix="/v1/conformance", tags=["plans"])


class VectorsDocument(Vectors):
    """Known answers as they are served."""

    type: Literal["vectors"]
    """Always `vectors`."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


@router.get(
    "/vectors", response_model=VectorsDocument, operation_id="getVectors", summary="Known answers"
)
async def read_vectors(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """Known answers for body surface, weights, doses, rounding, dates and texts, each with its
    working. The project's own tests use them.
    """
    document = VectorsDocument.model_construct(
        **dict(answers.catalogue.vectors),
        type="vectors",
        links={"self": "/v1/conformance/vectors"},
        meta=answers.meta,
    )
    return answers.plain(document, path="/v1/conformance/vectors")
