"""/health: whether the process lives and is ready to serve."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response

from app.catalogue.record import Curated
from app.web.answers import json_response
from app.web.dependencies import TheAnswers
from app.web.queries import Query as NoQuery

router = APIRouter(prefix="/health", tags=["service"])

PROBES: Final = "/health/"
"""Who asks for the health of the server has to be answered: these requests are not counted."""


class Health(Curated):
    """The state of the service."""

    status: Literal["live", "ready"]
    """`live`: the process answers. `ready`: the catalogue is loaded and served."""

    dataset_version: str
    """Version of the dataset being served."""


@router.get("/live", response_model=Health, operation_id="getLiveness", summary="Is it alive?")
async def read_liveness(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """Answers as long as the process does."""
    return _health(answers.catalogue.dataset.version, "live")


@router.get("/ready", response_model=Health, operation_id="getReadiness", summary="Is it ready?")
async def read_readiness(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """Answers once the catalogue is loaded and checked; before that nothing answers."""
    return _health(answers.catalogue.dataset.version, "ready")


def _health(version: str, status: Literal["live", "ready"]) -> Response:
    body = Health(status=status, dataset_version=version).model_dump_json().encode()
    return json_response(body, caching="no-store")
