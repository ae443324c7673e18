"""/v1/eligibility"""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from app.catalogue.record import Curated, Prose
from app.planning.eligibility import CheckedGuideline, Profile, check
from app.web.answers import computed_response
from app.web.bodies import body_of
from app.web.dependencies import TheAnswers
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta

router = APIRouter(prefix="/v1/eligibility", tags=["evidence"])

CAVEAT = (
    "Criteria of documents, held against what was sent. Not a verdict: whether someone is a "
    "candidate is for an experienced neurology and transplant team."
)


class Eligibility(Curated):
    """A profile held against every guideline, criterion by criterion. No verdict."""

    type: Literal["eligibility"]
    """Always `eligibility`."""

    caveat: Prose
    """What this answer is not."""

    guidelines: tuple[CheckedGuideline, ...]
    """Each guideline with its criteria: met, not met, unknown, or not applicable."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


TheProfile = Annotated[Profile, Depends(body_of(Profile))]


async def check_eligibility(
    _: Annotated[NoQuery, Query()], profile: TheProfile, answers: TheAnswers
) -> Response:
    """Hold a profile against each guideline's criteria, one by one: `met`, `not_met`, `unknown`
    or `not_applicable`, with the source. Nothing is stored or repeated, and no verdict is drawn.
    `QUERY` (RFC 10008) works like `POST`.
    """
    document = Eligibility(
        type="eligibility",
        caveat=CAVEAT,
        guidelines=check(answers.catalogue, profile),
        links={"guidelines": "/v1/guidelines"},
        meta=answers.meta,
    )
    return computed_response(document.model_dump_json().encode())


# The first route answers, and makes `Allow` name both methods; the second is the documented one.
router.add_api_route("", check_eligibility, methods=["POST", "QUERY"], include_in_schema=False)
router.add_api_route(
    "",
    check_eligibility,
    methods=["POST"],
    response_model=Eligibility,
    operation_id="checkEligibility",
    summary="A profile against each guideline",
)
