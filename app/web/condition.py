"""/v1/condition"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.web.dependencies import TheAnswers
from app.web.listings import CONDITION
from app.web.queries import ItemQuery
from app.web.resources import ConditionDocument

router = APIRouter(prefix="/v1/condition", tags=["condition"])


@router.get(
    "", response_model=ConditionDocument, operation_id="getCondition", summary="The condition"
)
async def read_condition(query: Annotated[ItemQuery, Query()], answers: TheAnswers) -> Response:
    """Multiple sclerosis: what goes wrong, its courses, how common it is, and what the renewal of
    the immune system is and is not known to do.
    """
    return answers.condition(CONDITION, query)
