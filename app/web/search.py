"""/v1/search"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.catalogue.record import Curated
from app.catalogue.search import Hit
from app.web.answers import Answers
from app.web.dependencies import TheAnswers
from app.web.listing import bad_parameter, paginate
from app.web.listings import path_of
from app.web.queries import WORDS, PagedQuery, parts
from app.web.resources import Meta, PageInfo, PageLinks

router = APIRouter(prefix="/v1/search", tags=["search"])


class SearchQuery(PagedQuery):
    """Parameters of the search."""

    q: Annotated[str, Query(max_length=1000, pattern=WORDS)] = ""
    """What to look for. Typing errors are forgiven; the first eight words count."""

    kinds: Annotated[str | None, Query(max_length=200, pattern="^[a-z_]+(,[a-z_]+)*$")] = None
    """Kinds to look among, with commas between; unless given, all."""


class Piece(Curated):
    """A piece of a snippet."""

    text: str
    """The text of the piece. It is text, never markup."""

    match: bool
    """Whether it is a word that was looked for."""


class SearchHit(Curated):
    """A record that answers the question."""

    type: Literal["hit"]
    """Always `hit`."""

    kind: str
    """Kind of the record: the name of its collection."""

    id: str
    """Id of the record."""

    name: str
    """Name of the record."""

    score: Annotated[float, Field(ge=0)]
    """How well it fits; only the order matters."""

    member: str
    """The member in which the best match stands."""

    snippet: tuple[Piece, ...]
    """The text around the match, in pieces."""

    path: str
    """Path of the record."""


class SearchResults(Curated):
    """Records that answer the question, best first."""

    data: list[SearchHit]
    """The hits of this page."""

    page: PageInfo
    """Where in the list this page is."""

    links: PageLinks
    """This page and its neighbours."""

    meta: Meta
    """Versions, licence and intended use."""


@router.get("", response_model=SearchResults, operation_id="search", summary="Search everything")
async def search(query: Annotated[SearchQuery, Query()], answers: TheAnswers) -> Response:
    """Names, aliases, brand names, acronyms and texts of every kind, best first, with the member
    that matched and the text around it. An empty question has no answers.
    """
    kinds = _kinds(answers, query)
    hits = answers.catalogue.index.find(query.q, kinds=kinds)
    version = answers.catalogue.dataset.version
    page = paginate(hits, query, path="/v1/search", version=version)
    results = SearchResults(
        data=[_served(hit) for hit in page.records],
        page=page.info,
        links=page.links,
        meta=answers.meta,
    )
    return answers.plain(results, path=page.links.self)


def _kinds(answers: Answers, query: SearchQuery) -> frozenset[str] | None:
    if query.kinds is None:
        return None
    known = {kind for kind, _, _ in answers.catalogue.records()}
    asked = frozenset(parts(query.kinds))
    if not asked <= known:
        raise bad_parameter("kinds", "A kind is unknown.", sorted(known))
    return asked


def _served(hit: Hit) -> SearchHit:
    entry, match = hit.entry, hit.match()
    return SearchHit(
        type="hit",
        kind=entry.kind,
        id=entry.id,
        name=entry.name,
        score=hit.score,
        member=match.member,
        snippet=tuple(Piece(text=text, match=marked) for text, marked in match.snippet),
        path=path_of(entry.kind, entry.id),
    )
