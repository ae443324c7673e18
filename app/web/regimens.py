"""/v1/regimens"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.catalogue.regimens import Plannable, Regimen
from app.web.answers import Answers
from app.web.dependencies import RecordId, TheAnswers
from app.web.listing import named_record
from app.web.listings import LISTINGS
from app.web.queries import WORDS, ItemQuery, ListQuery
from app.web.resources import RegimenDocument, RegimenList

router = APIRouter(prefix="/v1/regimens", tags=["regimens"])


class RegimenListQuery(ListQuery):
    """Parameters of a list of regimens."""

    intensity: (
        Literal["high", "intermediate", "low", "myeloablative", "non_myeloablative"] | None
    ) = None
    """Only regimens that somebody puts into this class of strength."""

    agent: Annotated[str | None, Query(max_length=64, pattern=WORDS)] = None
    """Only regimens with a dose line of this agent (id or alias)."""

    plannable: Plannable | None = None
    """Only regimens of which this much can be dated and dosed."""


class RegimenQuery(RegimenListQuery):
    """Parameters of the list of all regimens."""

    stage: Literal["harvest", "conditioning"] | None = None
    """Only mobilisation regimens (`harvest`) or only `conditioning` regimens."""


def regimens_for(answers: Answers, query: RegimenListQuery, *, stage: str | None) -> list[Regimen]:
    """Return the regimens that the filters leave."""
    catalogue = answers.catalogue
    regimens = list(catalogue.regimens)
    if stage is not None:
        regimens = [regimen for regimen in regimens if regimen.stage == stage]
    if query.intensity is not None:
        regimens = [
            regimen
            for regimen in regimens
            if any(given.label == query.intensity for given in regimen.intensity)
        ]
    if query.agent is not None:
        agent = named_record(catalogue.agents, "agent", query.agent)
        regimens = [regimen for regimen in regimens if agent in regimen.agents_dosed]
    if query.plannable is not None:
        regimens = [regimen for regimen in regimens if regimen.plannable is query.plannable]
    return regimens


@router.get("", response_model=RegimenList, operation_id="listRegimens", summary="Regimens")
async def list_regimens(query: Annotated[RegimenQuery, Query()], answers: TheAnswers) -> Response:
    """Mobilisation and conditioning regimens with their dose lines. Two regimens that differ in
    dose or schedule are two records; what nobody reports is null, with `not_reported`.
    """
    regimens = regimens_for(answers, query, stage=query.stage)
    return answers.page(LISTINGS["regimens"], regimens, query, path="/v1/regimens")


@router.get(
    "/{id}", response_model=RegimenDocument, operation_id="getRegimen", summary="One regimen"
)
async def read_regimen(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One regimen: dose lines with evidence for dose and days, totals, graft handling, who used
    it, what is missing, and how much of it can be dated and dosed.
    """
    return answers.one(LISTINGS["regimens"], id, query)
