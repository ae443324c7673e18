"""/v1/stages"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.web.agents import AgentListQuery, agents_for
from app.web.dependencies import RecordId, TheAnswers
from app.web.listings import LISTINGS
from app.web.queries import ItemQuery, ListQuery
from app.web.regimens import RegimenListQuery, regimens_for
from app.web.resources import AgentList, RegimenList, StageDocument, StageList

router = APIRouter(prefix="/v1/stages", tags=["stages"])


@router.get("", response_model=StageList, operation_id="listStages", summary="The four stages")
async def list_stages(query: Annotated[ListQuery, Query()], answers: TheAnswers) -> Response:
    """The four stages in order: harvest, processing, conditioning, reinfusion. Each is complete:
    steps with who does what and when, criteria with thresholds, risks, plain and clinical texts.
    """
    stages = answers.catalogue.stages
    return answers.page(LISTINGS["stages"], stages, query, path="/v1/stages")


@router.get("/{id}", response_model=StageDocument, operation_id="getStage", summary="One stage")
async def read_stage(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One stage. `harvest` adds mobilisation and collection thresholds, `processing` methods,
    release tests and storage, `conditioning` intensity classes and dose basis, `reinfusion`
    engraftment, prophylaxis, revaccination and immune reconstitution.
    """
    return answers.one(LISTINGS["stages"], id, query)


@router.get(
    "/{id}/agents",
    response_model=AgentList,
    operation_id="listAgentsOfStage",
    summary="The agents of a stage",
)
async def list_agents(
    id: RecordId, query: Annotated[AgentListQuery, Query()], answers: TheAnswers
) -> Response:
    """The agents that have a role in a stage, by class; `roles` says which."""
    stage = answers.record("stages", id, rest="/agents").id
    agents = agents_for(answers, query, stage=stage)
    path = f"/v1/stages/{stage}/agents"
    return answers.page(LISTINGS["agents"], agents, query, path=path)


@router.get(
    "/{id}/regimens",
    response_model=RegimenList,
    operation_id="listRegimensOfStage",
    summary="The regimens of a stage",
)
async def list_regimens(
    id: RecordId, query: Annotated[RegimenListQuery, Query()], answers: TheAnswers
) -> Response:
    """The regimens of a stage: mobilisation for `harvest`, conditioning for `conditioning`; none
    for the other two.
    """
    stage = answers.record("stages", id, rest="/regimens").id
    regimens = regimens_for(answers, query, stage=stage)
    path = f"/v1/stages/{stage}/regimens"
    return answers.page(LISTINGS["regimens"], regimens, query, path=path)
