"""/v1 and /v1/meta: where to begin, and what is being served."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.catalogue import Catalogue
from app.catalogue.procedure import DatasetInfo
from app.catalogue.record import Cited, Curated, Evidence, Prose
from app.catalogue.walk import models_in
from app.web.dependencies import TheAnswers
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta

router = APIRouter(prefix="/v1", tags=["start"])

SOFTWARE_VERSION: Final = "0.2.0"


class EntryDocument(Curated):
    """Where to begin."""

    type: Literal["entry"]
    """Always `entry`."""

    name: str
    """Name of the API."""

    summary: Prose
    """What it is, in a few sentences."""

    links: Links

    calls: dict[str, str]
    """Paths that take a body by POST or QUERY, by name."""

    meta: Meta
    """Versions, licence and intended use."""


class EvidenceStatus(Curated):
    """One of the evidence statuses and how many claims have it."""

    status: Evidence
    """The status."""

    meaning: Prose
    """What it means."""

    claims: Annotated[int, Field(ge=0)]
    """Number of claims in the dataset with this status."""


class Service(Curated):
    """What is being served: versions, licence, counts."""

    type: Literal["service"]
    """Always `service`."""

    software_version: str
    """Version of the software (semantic versioning)."""

    dataset: DatasetInfo
    """The dataset: version, date, licence, attribution."""

    counts: dict[str, int]
    """Number of records by kind."""

    evidence: tuple[EvidenceStatus, ...]
    """The evidence statuses, from strongest to none, with the number of claims of each."""

    promises: tuple[Prose, ...]
    """What the service does and does not do with requests."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


MEANINGS: Final = {
    Evidence.REPORTED: "Read in the study, registry record, handbook or label cited.",
    Evidence.SECONDARY: "Read in a page about that source.",
    Evidence.DERIVED: "Arithmetic on reported values; the sum stands in `note`.",
    Evidence.EXTRAPOLATED: (
        "Reported for another disease; a convention, not a regimen for multiple sclerosis."
    ),
    Evidence.NOT_REPORTED: "Nobody we could read says; the value is null.",
}

PROMISES: Final = (
    "No key and no account.",
    "Nothing that is sent is stored.",
    "No body measure or other health data ever travels in an address.",
    "The same address answers the same bytes until the dataset or the software changes.",
)


def count_claims(catalogue: Catalogue) -> dict[Evidence, int]:
    """Count the claims of the dataset by evidence status."""
    counts = dict.fromkeys(Evidence, 0)
    for _, _, record in catalogue.records():
        for _, model in models_in(record):
            if isinstance(model, Cited):
                counts[model.evidence] += 1
    return counts


@router.get("", response_model=EntryDocument, operation_id="getEntry", summary="Where to begin")
async def read_entry(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """Links to everything."""
    kinds = (
        "pipeline", "stages", "agents", "regimens", "studies", "outcomes", "guidelines",
        "adverse-events", "workup", "claims", "terms", "references", "condition", "search",
        "meta", "schemas", "problems",
    )  # fmt: skip
    entry = EntryDocument(
        type="entry",
        name="Day Zero API",
        summary=(
            "Autologous haematopoietic stem cell transplantation for multiple sclerosis as typed, "
            "sourced JSON. Begin with the pipeline; every list takes q, fields, sort and limit."
        ),
        links={
            "self": "/v1",
            **{kind: f"/v1/{kind}" for kind in kinds},
            "vectors": "/v1/conformance/vectors",
            "releases": "/v1/releases",
            "changes": f"/v1/changes?since={answers.catalogue.dataset.version}",
            "fhir": "/fhir/metadata",
            "openapi": "/openapi.json",
            "docs": "/docs",
            "redoc": "/redoc",
        },
        calls={
            "plans": "/v1/plans",
            "body_measures": "/v1/body-measures",
            "eligibility": "/v1/eligibility",
        },
        meta=answers.meta,
    )
    return answers.plain(entry, path="/v1")


@router.get("/meta", response_model=Service, operation_id="getMeta", summary="What is served")
async def read_meta(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """Versions of API, dataset and software, licence, counts, and how much of the data is
    reported, secondary, derived, extrapolated or not reported.
    """
    catalogue = answers.catalogue
    claims = count_claims(catalogue)
    service = Service(
        type="service",
        software_version=SOFTWARE_VERSION,
        dataset=catalogue.dataset,
        counts={c.kind: len(c) for c in catalogue.collections()},
        evidence=tuple(
            EvidenceStatus(status=status, meaning=meaning, claims=claims[status])
            for status, meaning in MEANINGS.items()
        ),
        promises=PROMISES,
        links={"self": "/v1/meta", "licence": catalogue.dataset.licence_url},
        meta=answers.meta,
    )
    return answers.plain(service, path="/v1/meta")
