"""/v1/studies"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.catalogue.outcomes import Course
from app.catalogue.studies import Design, Status
from app.web.dependencies import RecordId, TheAnswers
from app.web.listing import named_record
from app.web.listings import LISTINGS
from app.web.queries import WORDS, ItemQuery, ListQuery
from app.web.resources import StudyDocument, StudyList

router = APIRouter(prefix="/v1/studies", tags=["evidence"])


class StudyQuery(ListQuery):
    """Parameters of the list of studies."""

    status: Status | None = None
    """Only studies in this state."""

    design: Design | None = None
    """Only studies made in this way."""

    regimen: Annotated[str | None, Query(max_length=64, pattern=WORDS)] = None
    """Only studies with an arm that had this regimen (id or alias)."""

    ms_course: Course | None = None
    """Only studies with patients of this course, or with an outcome for it."""

    year_from: Annotated[int | None, Query(ge=1990, le=2100)] = None
    """Only studies of this year or later."""

    year_to: Annotated[int | None, Query(ge=1990, le=2100)] = None
    """Only studies of this year or earlier."""


@router.get("", response_model=StudyList, operation_id="listStudies", summary="Studies")
async def list_studies(query: Annotated[StudyQuery, Query()], answers: TheAnswers) -> Response:
    """Completed, running and stopped studies with arms, population, follow-up and outcomes."""
    studies = list(answers.catalogue.studies)
    if query.regimen is not None:
        regimen = named_record(answers.catalogue.regimens, "regimen", query.regimen)
        studies = [study for study in studies if regimen in study.regimen_ids]
    if query.ms_course is not None:
        studies = [study for study in studies if query.ms_course in study.courses]
    if query.year_from is not None:
        studies = [study for study in studies if (study.year or 0) >= query.year_from]
    if query.year_to is not None:
        studies = [study for study in studies if study.year and study.year <= query.year_to]
    studies = [
        study
        for study in studies
        if query.status in (None, study.status) and query.design in (None, study.design)
    ]
    return answers.page(LISTINGS["studies"], studies, query, path="/v1/studies")


@router.get("/{id}", response_model=StudyDocument, operation_id="getStudy", summary="One study")
async def read_study(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One study: who was studied, what each arm had, what happened, figure by figure."""
    return answers.one(LISTINGS["studies"], id, query)
