"""/v1/agents"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.catalogue.agents import Agent, AgentClass
from app.catalogue.record import StageId
from app.web.answers import Answers
from app.web.dependencies import RecordId, TheAnswers
from app.web.listing import named_record
from app.web.listings import LISTINGS
from app.web.queries import WORDS, ItemQuery, ListQuery
from app.web.resources import AgentDocument, AgentList

router = APIRouter(prefix="/v1/agents", tags=["agents"])


class AgentListQuery(ListQuery):
    """Parameters of a list of agents."""

    agent_class: AgentClass | None = None
    """Only agents of this class."""

    regimen: Annotated[str | None, Query(max_length=64, pattern=WORDS)] = None
    """Only agents that this regimen (id or alias) has a dose line of."""


class AgentQuery(AgentListQuery):
    """Parameters of the list of all agents."""

    stage: StageId | None = None
    """Only agents that have a role in this stage."""


def agents_for(answers: Answers, query: AgentListQuery, *, stage: str | None) -> list[Agent]:
    """Return the agents that the filters leave."""
    catalogue = answers.catalogue
    agents = list(catalogue.agents)
    if stage is not None:
        agents = [agent for agent in agents if stage in agent.stages]
    if query.agent_class is not None:
        agents = [agent for agent in agents if agent.agent_class is query.agent_class]
    if query.regimen is not None:
        regimen = named_record(catalogue.regimens, "regimen", query.regimen)
        agents = [a for a in agents if a.id in catalogue.regimens[regimen].agents_dosed]
    return agents


@router.get("", response_model=AgentList, operation_id="listAgents", summary="Agents")
async def list_agents(query: Annotated[AgentQuery, Query()], answers: TheAnswers) -> Response:
    """Drugs, antibodies, growth factors and radiation of the procedure, by class: chemotherapy,
    anti-thymocyte globulin, monoclonal antibodies, and what supports them.
    """
    agents = agents_for(answers, query, stage=query.stage)
    return answers.page(LISTINGS["agents"], agents, query, path="/v1/agents")


@router.get("/{id}", response_model=AgentDocument, operation_id="getAgent", summary="One agent")
async def read_agent(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One agent: class, roles by stage, mechanism, harms, monitoring, codes, and the regimens
    that use it.
    """
    return answers.one(LISTINGS["agents"], id, query)
