"""/v1/adverse-events"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.web.dependencies import RecordId, TheAnswers
from app.web.listing import named_record
from app.web.listings import LISTINGS
from app.web.queries import WORDS, ItemQuery, ListQuery
from app.web.resources import AdverseEventDocument, AdverseEventList

router = APIRouter(prefix="/v1/adverse-events", tags=["evidence"])


class AdverseEventQuery(ListQuery):
    """Parameters of the list of adverse events."""

    phase: Literal["mobilisation", "conditioning", "aplasia", "early", "late"] | None = None
    """Only events of this phase."""

    regimen: Annotated[str | None, Query(max_length=64, pattern=WORDS)] = None
    """Only events seen with this regimen (id or alias)."""

    agent: Annotated[str | None, Query(max_length=64, pattern=WORDS)] = None
    """Only events linked to this agent (id or alias)."""


@router.get(
    "", response_model=AdverseEventList, operation_id="listAdverseEvents", summary="Adverse events"
)
async def list_adverse_events(
    query: Annotated[AdverseEventQuery, Query()], answers: TheAnswers
) -> Response:
    """What goes wrong, how often, in whom: each rate with its population, never averaged."""
    catalogue = answers.catalogue
    chosen = [e for e in catalogue.adverse_events if query.phase in (None, e.phase)]
    if query.regimen is not None:
        regimen = named_record(catalogue.regimens, "regimen", query.regimen)
        chosen = [event for event in chosen if regimen in event.regimen_ids]
    if query.agent is not None:
        agent = named_record(catalogue.agents, "agent", query.agent)
        chosen = [e for e in chosen if e.id in catalogue.adverse_events_of_agent[agent]]
    return answers.page(LISTINGS["adverse_events"], chosen, query, path="/v1/adverse-events")


@router.get(
    "/{id}",
    response_model=AdverseEventDocument,
    operation_id="getAdverseEvent",
    summary="One adverse event",
)
async def read_one(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One adverse event and every observation of it."""
    return answers.one(LISTINGS["adverse_events"], id, query)
