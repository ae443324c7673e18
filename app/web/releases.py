"""/v1/releases and /v1/changes: the versions of the dataset, and what changed between them."""

from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from app.catalogue.changes import How, Kind, RecordChange
from app.catalogue.record import SLUG_PATTERN, Curated
from app.catalogue.releases import Release
from app.web.answers import Answers
from app.web.dependencies import TheAnswers
from app.web.listing import bad_parameter, paginate
from app.web.listings import path_of
from app.web.problems import Fault, ProblemError
from app.web.queries import PagedQuery
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta, PageInfo, PageLinks

router = APIRouter(prefix="/v1", tags=["releases"])

VERSION_PATTERN = r"^[0-9]{4}\.[0-9]{2}\.[0-9]+$"


class ReleaseResource(Release):
    """A version of the dataset as it is served."""

    type: Literal["release"]
    """Always `release`."""

    links: Links


class ReleaseDocument(ReleaseResource):
    """One version of the dataset."""

    meta: Meta
    """Versions, licence and intended use."""


class ReleaseList(Curated):
    """Versions of the dataset, newest first."""

    data: list[ReleaseResource]
    """The releases of this page."""

    page: PageInfo
    """Where in the list this page is."""

    links: PageLinks
    """This page and its neighbours."""

    meta: Meta
    """Versions, licence and intended use."""


class ChangeResource(RecordChange):
    """What happened to one record between two releases, as it is served."""

    type: Literal["change"]
    """Always `change`."""

    path: str | None
    """Path of the record; null if it is not in the version being served."""


class ChangeList(Curated):
    """What changed between two releases, by kind and id."""

    since: str
    """The earlier version."""

    until: str
    """The later version."""

    data: list[ChangeResource]
    """The changes of this page; empty if nothing changed."""

    page: PageInfo
    """Where in the list this page is."""

    links: PageLinks
    """This page and its neighbours."""

    meta: Meta
    """Versions, licence and intended use."""


Version = Annotated[str, Field(pattern=VERSION_PATTERN, max_length=20)]


class ChangeQuery(PagedQuery):
    """Parameters of the changes."""

    since: Version
    """Version that is known already, for example `2026.11.0`."""

    until: Version | None = None
    """Version up to which to tell; unless given, the one being served."""

    kind: Kind | None = None
    """Only records of this kind: the name of its collection."""

    id: Annotated[
        str | None,
        Query(
            max_length=64,
            pattern=SLUG_PATTERN,
            json_schema_extra={"type": "string", "maxLength": 64, "pattern": SLUG_PATTERN},
        ),
    ] = None
    """Only records with this id."""

    change: How | None = None
    """Only records that were `added`, `removed` or `changed`."""


@router.get(
    "/releases", response_model=ReleaseList, operation_id="listReleases", summary="Releases"
)
async def list_releases(query: Annotated[PagedQuery, Query()], answers: TheAnswers) -> Response:
    """Every version of the dataset, newest first, with how many records it has and how many came,
    went or changed since the version before.
    """
    version = answers.catalogue.dataset.version
    releases = list(answers.catalogue.releases.all)
    page = paginate(releases, query, path="/v1/releases", version=version)
    answer = ReleaseList.model_construct(
        data=[_served(release) for release in page.records],
        page=page.info,
        links=page.links,
        meta=answers.meta,
    )
    return answers.plain(answer, path=page.links.self)


@router.get(
    "/releases/{version}",
    response_model=ReleaseDocument,
    operation_id="getRelease",
    summary="One release",
)
async def read_release(
    version: Annotated[
        str,
        Path(
            description="Version of the dataset, one of those at `/v1/releases`.",
            json_schema_extra={"pattern": VERSION_PATTERN, "maxLength": 20},
        ),
    ],
    _: Annotated[NoQuery, Query()],
    answers: TheAnswers,
) -> Response:
    """One version of the dataset: its date, its size, and what it changed."""
    releases = answers.catalogue.releases
    for release in releases.all:
        if release.version == version:
            document = ReleaseDocument.model_construct(**dict(_served(release)), meta=answers.meta)
            return answers.plain(document, path=f"/v1/releases/{version}")
    fault = Fault(code="unknown", detail="No such version.", allowed=_newest(releases.versions))
    raise ProblemError("not-found", "No release has this version.", errors=(fault,))


@router.get(
    "/changes", response_model=ChangeList, operation_id="listChanges", summary="What changed"
)
async def list_changes(query: Annotated[ChangeQuery, Query()], answers: TheAnswers) -> Response:
    """What changed in the data since a version: each record that came, went or changed, and of one
    that changed each member, with its old and its new value. Told from the releases themselves.
    """
    since, until = _versions(answers, query)
    changes = answers.catalogue.releases.changes(since, until)
    chosen = [change for change in changes if _is_asked_for(change, query)]
    version = answers.catalogue.dataset.version
    page = paginate(chosen, query, path="/v1/changes", version=version)
    answer = ChangeList.model_construct(
        since=since,
        until=until,
        data=[_told(answers, change) for change in page.records],
        page=page.info,
        links=page.links,
        meta=answers.meta,
    )
    return answers.plain(answer, path=page.links.self)


def _versions(answers: Answers, query: ChangeQuery) -> tuple[str, str]:
    """Return the two versions to compare; raise a problem with the known ones if they are not."""
    known = answers.catalogue.releases.versions
    until = query.until or known[-1]
    for name, version in (("since", query.since), ("until", until)):
        if version not in known:
            raise bad_parameter(name, "No release has this version.", _newest(known))
    if known.index(query.since) > known.index(until):
        earlier = known[: known.index(until) + 1]
        raise bad_parameter("since", "This version is later than `until`.", _newest(earlier))
    return query.since, until


def _newest(versions: Iterable[str]) -> list[str]:
    return list(versions)[::-1]


def _is_asked_for(change: RecordChange, query: ChangeQuery) -> bool:
    return (
        query.kind in (None, change.kind)
        and query.id in (None, change.id)
        and query.change in (None, change.change)
    )


def _served(release: Release) -> ReleaseResource:
    links = {"self": f"/v1/releases/{release.version}", "collection": "/v1/releases"}
    links["changes_since"] = f"/v1/changes?since={release.version}"
    if release.previous is not None:
        links["changes"] = f"/v1/changes?since={release.previous}&until={release.version}"
        links["previous"] = f"/v1/releases/{release.previous}"
    return ReleaseResource.model_construct(**dict(release), type="release", links=links)


def _told(answers: Answers, change: RecordChange) -> ChangeResource:
    known = {kind: path_of(kind, kind) for kind in ("procedure", "condition", "vectors")}
    path = known.get(change.kind)
    if path is None and change.id in getattr(answers.catalogue, change.kind):
        path = path_of(change.kind, change.id)
    return ChangeResource.model_construct(**dict(change), type="change", path=path)
