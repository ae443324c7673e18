"""/v1/references"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.catalogue.record import Curated
from app.catalogue.references import ReferenceKind
from app.web.dependencies import RecordId, TheAnswers
from app.web.listings import LISTINGS, path_of
from app.web.queries import ItemQuery, ListQuery
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta, ReferenceDocument, ReferenceList


class Citation(Curated):
    """A record that cites a source."""

    kind: str
    """Kind of the record: the name of its collection."""

    id: str
    """Id of the record."""

    name: str
    """Name of the record."""

    path: str
    """Path of the record."""


class CitationList(Curated):
    """The records that cite a source."""

    data: tuple[Citation, ...]
    """The records, by kind."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


router = APIRouter(prefix="/v1/references", tags=["references"])


class ReferenceQuery(ListQuery):
    """Parameters of the list of references."""

    kind: ReferenceKind | None = None
    """Only sources of this kind, for example `registry_record`."""

    year: Annotated[int | None, Query(ge=1900, le=2100)] = None
    """Only sources of this year."""


@router.get("", response_model=ReferenceList, operation_id="listReferences", summary="References")
async def list_references(
    query: Annotated[ReferenceQuery, Query()], answers: TheAnswers
) -> Response:
    """Where the claims were read: identifiers, a link, and how much of each source was read."""
    chosen = [
        reference
        for reference in answers.catalogue.references
        if query.kind in (None, reference.kind) and query.year in (None, reference.year)
    ]
    return answers.page(LISTINGS["references"], chosen, query, path="/v1/references")


@router.get(
    "/{id}", response_model=ReferenceDocument, operation_id="getReference", summary="One reference"
)
async def read_reference(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One source, and the resources that cite it."""
    return answers.one(LISTINGS["references"], id, query)


@router.get(
    "/{id}/cited-by",
    response_model=CitationList,
    operation_id="listCitationsOfReference",
    summary="What cites a reference",
)
async def list_citations(
    id: RecordId, _: Annotated[NoQuery, Query()], answers: TheAnswers
) -> Response:
    """Every record that rests on a source."""
    reference = answers.record("references", id, rest="/cited-by").id
    catalogue = answers.catalogue
    named = {(kind, id): record.name for kind, id, record in catalogue.records()}
    path = f"/v1/references/{reference}/cited-by"
    document = CitationList(
        data=tuple(
            Citation(kind=kind, id=id, name=named[kind, id], path=path_of(kind, id))
            for kind, id in catalogue.citations[reference]
        ),
        links={"self": path, "reference": f"/v1/references/{reference}"},
        meta=answers.meta,
    )
    return answers.plain(document, path=path)
