"""/v1/problems: every error explained, at the address that the error itself gives."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from app.catalogue.record import Curated
from app.web.answers import Answers
from app.web.dependencies import TheAnswers
from app.web.problems import KINDS
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta
from app.web.schemas import unknown

router = APIRouter(prefix="/v1/problems", tags=["service"])


class ProblemKind(Curated):
    """One kind of problem."""

    type: Literal["problem_kind"]
    """Always `problem_kind`."""

    code: str
    """Code, as in the member `code` of a problem."""

    status: Annotated[int, Field(ge=400, le=599)]
    """HTTP status."""

    title: str
    """What kind of problem it is."""

    explanation: str
    """When it occurs."""

    remedy: str
    """What to do about it."""

    links: Links


class ProblemKindDocument(ProblemKind):
    """One kind of problem, with versions and intended use."""

    meta: Meta
    """Versions, licence and intended use."""


class ProblemKindList(Curated):
    """Every kind of problem."""

    data: tuple[ProblemKind, ...]
    """The kinds, by status."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


def _kind(code: str) -> ProblemKind:
    status, title, explanation, remedy = KINDS[code]
    return ProblemKind(
        type="problem_kind",
        code=code,
        status=status,
        title=title,
        explanation=explanation,
        remedy=remedy,
        links={"self": f"/v1/problems/{code}", "collection": "/v1/problems"},
    )


@router.get("", response_model=ProblemKindList, operation_id="listProblems", summary="Problems")
async def list_problems(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """Every error this API can answer with, explained."""
    kinds = ProblemKindList(
        data=tuple(map(_kind, KINDS)), links={"self": "/v1/problems"}, meta=answers.meta
    )
    return answers.plain(kinds, path="/v1/problems")


@router.get(
    "/{code}",
    response_model=ProblemKindDocument,
    operation_id="getProblem",
    summary="One kind of problem",
)
async def read_problem(
    code: Annotated[
        str,
        Path(
            description="Code of the problem, one of those at `/v1/problems`.",
            json_schema_extra={"pattern": "^[a-z]+(-[a-z]+)*$", "maxLength": 64},
        ),
    ],
    _: Annotated[NoQuery, Query()],
    answers: TheAnswers,
) -> Response:
    """When a problem occurs and what to do about it; `type` of every problem leads here."""
    if code not in KINDS:
        raise unknown("problems", tuple(KINDS))
    return _answer(answers, _kind(code))


def _answer(answers: Answers, kind: ProblemKind) -> Response:
    document = ProblemKindDocument(**dict(kind), meta=answers.meta)
    return answers.plain(document, path=kind.links["self"])
