"""Answers: one record or one page of records, encoded, with the headers that are its own."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from fastapi import Response
from pydantic import BaseModel

from app.catalogue import Catalogue, UnknownRecord
from app.catalogue.walk import ids_in
from app.web.fhir.outcomes import write_problem
from app.web.listing import (
    Listing,
    arrange,
    bad_parameter,
    choose,
    paginate,
)
from app.web.problems import KINDS, ProblemError, caching_of
from app.web.queries import ItemQuery, ListQuery, parts
from app.web.resources import AgentCard, Included, Meta, RegimenCard
from app.web.selection import ALWAYS, select, selection_of

CATALOGUE_CACHING: Final = (
    "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"
)
VARY: Final = "Accept, Accept-Language, Accept-Encoding"

ACCEPT_QUERY: Final = '"application/json"'
"""Value of `Accept-Query` (RFC 10008): the type of body that QUERY reads, as a structured field."""


class Moved(Exception):
    """Raised to answer 308 with the path of the canonical resource."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Answers:
    """Writes the answers about one catalogue."""

    def __init__(self, catalogue: Catalogue, *, listings: Mapping[str, Listing]) -> None:
        self.catalogue = catalogue
        self._listings = listings
        dataset = catalogue.dataset
        self.meta = Meta(
            api_version="v1",
            dataset_version=dataset.version,
            dataset_released_on=dataset.released_on,
            licence_url=dataset.licence_url,
            intended_use=catalogue.procedure.intended_use,
        )
        released = datetime.fromisoformat(dataset.released_on).replace(tzinfo=UTC)
        self._last_modified = format_datetime(released, usegmt=True)

    def one(self, listing: Listing, id: str, query: ItemQuery) -> Response:
        """Answer with one record; raise Moved for an alias, UnknownRecord for anything else."""
        record = self.record(listing.kind, id)
        resource = listing.resource(self.catalogue, record)
        return self.document(listing, dict(resource), query, named_in=[resource])

    def record(self, kind: str, id: str, *, rest: str = "") -> Any:  # noqa: ANN401  a record of any kind
        """Return a record; raise Moved for an alias, UnknownRecord for anything else."""
        collection = getattr(self.catalogue, kind)
        try:
            return collection[id]
        except UnknownRecord:
            canonical = collection.canonical(id)
            if canonical is None:
                raise
            raise Moved(f"/v1/{kind.replace('_', '-')}/{canonical}{rest}") from None

    def document(
        self,
        listing: Listing,
        members: Mapping[str, Any],
        query: ItemQuery,
        *,
        named_in: list[Any],
    ) -> Response:
        """Answer with a resource, and with the records it names that were asked for."""
        included = self._include(listing, named_in, query)
        document = listing.document(**members, included=included, meta=self.meta)
        path = members["links"]["self"]
        tree = selection_of(type(document), query.fields)
        return self._write(document, {"self": path, "canonical": path}, listing.kind, tree)

    def page(
        self,
        listing: Listing,
        records: Iterable[Any],
        query: ListQuery,
        *,
        path: str,
    ) -> Response:
        """Answer with one page of the records that the query asks for."""
        collection = getattr(self.catalogue, listing.kind)
        chosen = arrange(listing, choose(collection, records, query), query)
        version = self.catalogue.dataset.version
        page = paginate(chosen, query, path=path, version=version)
        data = [listing.resource(self.catalogue, record) for record in page.records]
        tree = selection_of(listing.page.model_fields["data"].annotation, query.fields)
        answer = listing.page.model_construct(
            data=data,
            page=page.info,
            links=page.links,
            included=self._include(listing, data, query),
            meta=self.meta,
        )
        links = {name: link for name, link in page.links if link is not None}
        return self._write(answer, links, listing.kind, None if tree is None else {"data": tree})

    def _include(self, listing: Listing, resources: list[Any], query: ItemQuery) -> Included | None:
        asked = parts(query.expand)
        if not asked:
            return None
        for kind in asked:
            if kind not in listing.expands:
                raise bad_parameter("expand", "A kind cannot be expanded here.", listing.expands)
        named: dict[str, dict[str, None]] = {kind: {} for kind in asked}
        for resource in resources:
            for _, kind, id in ids_in(resource):
                if kind in named:
                    named[kind][id] = None
        found: dict[str, Any] = {
            kind: self._resources(kind, sorted(ids)) for kind, ids in named.items()
        }
        return Included.model_construct(**found)

    def _resources(self, kind: str, ids: Iterable[str]) -> list[BaseModel]:
        collection = getattr(self.catalogue, kind)
        return [self._listings[kind].resource(self.catalogue, collection[id]) for id in ids]

    def condition(self, listing: Listing, query: ItemQuery) -> Response:
        """Answer with the condition."""
        links = {"self": "/v1/condition", "pipeline": "/v1/pipeline"}
        members = {**dict(self.catalogue.condition), "type": "condition", "links": links}
        return self.document(listing, members, query, named_in=[self.catalogue.condition])

    def pipeline(self, listing: Listing, query: ItemQuery) -> Response:
        """Answer with the whole procedure: stages complete, agents and regimens as cards."""
        catalogue = self.catalogue
        stages = self._resources("stages", catalogue.procedure.stages)
        members = {
            "type": "pipeline",
            "procedure": catalogue.procedure,
            "stages": stages,
            "agents": [_card(AgentCard, agent) for agent in catalogue.agents],
            "regimens": [_card(RegimenCard, regimen) for regimen in catalogue.regimens],
            "links": {"self": "/v1/pipeline", "stages": "/v1/stages", "agents": "/v1/agents",
                      "regimens": "/v1/regimens", "claims": "/v1/claims"},
        }  # fmt: skip
        return self.document(listing, members, query, named_in=[catalogue.procedure, *stages])

    def file(self, body: bytes, media_type: str) -> Response:
        """Answer with bytes that are not JSON."""
        return json_response(
            body, caching=CATALOGUE_CACHING, media_type=media_type,
            last_modified=self._last_modified,
        )  # fmt: skip

    def plain(self, document: BaseModel, *, path: str, schema: str | None = None) -> Response:
        """Answer with a document that takes no selection."""
        return self._write(document, {"self": path, "canonical": path}, schema, None)

    def _write(
        self,
        document: BaseModel,
        links: Mapping[str, str],
        schema: str | None,
        tree: dict[str, Any] | None,
    ) -> Response:
        if tree is None:
            body = document.model_dump_json().encode()
        else:
            body = _encode(_selected(document.model_dump(mode="json"), tree))
        return json_response(
            body, caching=CATALOGUE_CACHING, link=self._link(links, schema),
            last_modified=self._last_modified,
        )  # fmt: skip

    def _link(self, links: Mapping[str, str], schema: str | None) -> str:
        related = [f'<{path}>; rel="{relation}"' for relation, path in links.items()]
        if schema is not None:
            name = SCHEMA_NAMES[schema]
            related.append(
                f'</v1/schemas/{name}>; rel="describedby"; type="application/schema+json"'
            )
        related += (
            '</v1/releases>; rel="version-history"; type="application/json"',
            '</openapi.json>; rel="service-desc"; type="application/json"',
            '</docs>; rel="service-doc"; type="text/html"',
            f'<{self.catalogue.dataset.licence_url}>; rel="license"',
        )
        return ", ".join(related)


SCHEMA_NAMES: Final[Mapping[str, str]] = {
    "pipeline": "pipeline",
    "condition": "condition",
    "stages": "stage",
    "agents": "agent",
    "regimens": "regimen",
    "claims": "claim",
    "studies": "study",
    "outcomes": "outcome",
    "guidelines": "guideline",
    "adverse_events": "adverse-event",
    "workup": "workup-item",
    "terms": "term",
    "references": "reference",
}
"""Kind -> name of its JSON Schema."""


def _card(model: type[BaseModel], record: BaseModel) -> BaseModel:
    return model.model_construct(**{name: getattr(record, name) for name in model.model_fields})


def _selected(dumped: dict[str, Any], tree: dict[str, Any]) -> dict[str, Any]:
    if set(tree) == {"data"} and isinstance(dumped.get("data"), list):
        dumped["data"] = select(dumped["data"], tree["data"], keep=("id", "type"))
        return dumped
    chosen: dict[str, Any] = select(dumped, tree, keep=ALWAYS)
    return chosen


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_response(
    body: bytes,
    *,
    caching: str,
    link: str | None = None,
    last_modified: str | None = None,
    media_type: str = "application/json",
) -> Response:
    """Make a response of ready bytes with the headers of the catalogue."""
    headers = {"cache-control": caching, "vary": VARY, "content-language": "en"}
    if link is not None:
        headers["link"] = link
    if last_modified is not None:
        headers["last-modified"] = last_modified
    return Response(body, media_type=media_type, headers=headers)


def computed_response(body: bytes, *, media_type: str = "application/json") -> Response:
    """Make a response to a body: nobody may keep it, and QUERY is answered like POST."""
    response = json_response(body, caching="no-store", media_type=media_type)
    response.headers["accept-query"] = ACCEPT_QUERY
    return response


def problem_response(error: ProblemError, *, path: str, base_url: str, request_id: str) -> Response:
    """Make the response of a problem, in the shape that the clients of the path read."""
    media_type, body = write_problem(error, path=path, base_url=base_url, request_id=request_id)
    return Response(
        body,
        status_code=KINDS[error.code].status,
        media_type=media_type,
        headers={"cache-control": caching_of(error.code), **error.headers},
    )
