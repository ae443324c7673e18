"""/.well-known: where machines look for the API, and people for whom to tell of a weakness."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from app.web.answers import json_response
from app.web.dependencies import TheSettings
from app.web.problems import ProblemError
from app.web.queries import Query as NoQuery

router = APIRouter(prefix="/.well-known", include_in_schema=False)

CACHING: Final = "public, max-age=300"

VALID_DAYS: Final = 180
"""Days for which a contact is promised to be right (RFC 9116 asks for less than a year)."""

CATALOG_TYPE: Final = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'


@router.get("/api-catalog")
async def read_catalog(_: Annotated[NoQuery, Query()], settings: TheSettings) -> Response:
    """Every API that is served here, and where it is described (RFC 9727): there is one."""
    base = settings.base_url
    api = {
        "anchor": f"{base}/v1",
        "service-desc": [{"href": f"{base}/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": f"{base}/docs", "type": "text/html"}],
        "service-meta": [{"href": f"{base}/v1/meta", "type": "application/json"}],
        "status": [{"href": f"{base}/health/ready", "type": "application/json"}],
    }
    catalog = {"anchor": f"{base}/.well-known/api-catalog", "item": [{"href": f"{base}/v1"}]}
    body = json.dumps({"linkset": [catalog, api]}, separators=(",", ":")).encode()
    link = f'<{base}/.well-known/api-catalog>; rel="api-catalog"'
    return json_response(body, caching=CACHING, media_type=CATALOG_TYPE, link=link)


@router.get("/security.txt")
async def read_security(_: Annotated[NoQuery, Query()], settings: TheSettings) -> Response:
    """Whom to tell of a weakness (RFC 9116), where the operator has said so."""
    contact = settings.security_contact
    if contact is None:
        raise ProblemError("not-found", "The operator of this server names no contact.")
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0) + timedelta(days=VALID_DAYS)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
    )
    body = "".join(f"{line}\n" for line in lines).encode()
    return json_response(body, caching="no-store", media_type="text/plain; charset=utf-8")
