"""/v1/pipeline"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.web.dependencies import TheAnswers
from app.web.listings import PIPELINE
from app.web.queries import ItemQuery
from app.web.resources import PipelineDocument

router = APIRouter(prefix="/v1/pipeline", tags=["pipeline"])


@router.get(
    "", response_model=PipelineDocument, operation_id="getPipeline", summary="The whole procedure"
)
async def read_pipeline(query: Annotated[ItemQuery, Query()], answers: TheAnswers) -> Response:
    """The procedure with its four stages in order, ready to draw in one call: `stages[].axis` puts
    each on one axis of days around day 0, `procedure.transitions` says what may overlap, and
    `agents` and `regimens` are cards of everything named.
    """
    return answers.pipeline(PIPELINE, query)
