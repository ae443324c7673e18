"""Pages: the start page and the two faces of the documentation, all self-hosted."""

from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from app.web.dependencies import TheAnswers
from app.web.problems import ProblemError
from app.web.queries import Query as NoQuery

router = APIRouter(include_in_schema=False)

EXPLORER: Final = Path(__file__).parent / "explorer"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
REFERENCE_POLICY: Final = (
    POLICY.replace(
        "style-src 'self'",
        "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
        " 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
    )
    + "; worker-src blob:"
)
"""ReDoc makes two style elements, let in by the hashes of their content: one that begins empty and
is filled rule by rule, one for its scrollbars. It searches in a worker that it makes itself."""

PAGE_CACHING: Final = "public, max-age=300"

ASSETS: Final[Mapping[str, tuple[str, str]]] = {
    "swagger-ui-bundle.js": ("fastapi_offline", "text/javascript; charset=utf-8"),
    "swagger-ui.css": ("fastapi_offline", "text/css; charset=utf-8"),
    "redoc.standalone.js": ("fastapi_offline", "text/javascript; charset=utf-8"),
    "docs.js": ("explorer", "text/javascript; charset=utf-8"),
    "dayzero.js": ("explorer", "text/javascript; charset=utf-8"),
    "redoc.js": ("explorer", "text/javascript; charset=utf-8"),
    "page.css": ("explorer", "text/css; charset=utf-8"),
    "icon.svg": ("explorer", "image/svg+xml"),
}
"""Every file that a page may load: where it comes from and its type."""


OUTSIDE: Final = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
"""The one address on another host that a viewer would load: an image of its maker's."""


@cache
def asset(name: str) -> bytes:
    """Read an asset; the viewers come from the package that carries them."""
    where = ASSETS[name][0]
    if where == "explorer":
        return (EXPLORER / name).read_bytes()
    carried = files(where).joinpath("static", name).read_bytes()
    return carried.replace(OUTSIDE, b"data:,")


def page(name: str, policy: str, values: Mapping[str, str] | None = None) -> HTMLResponse:
    """Answer with a page of the explorer, with values put in as text."""
    html = (EXPLORER / name).read_text(encoding="utf-8")
    for mark, value in (values or {}).items():
        html = html.replace("{{" + mark + "}}", escape(value))
    headers = {
        "cache-control": PAGE_CACHING,
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "vary": "Accept, Accept-Language, Accept-Encoding",
        "content-language": "en",
    }
    return HTMLResponse(html, headers=headers)


@router.get("/")
async def read_start(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """The start page: what this is, and where to go."""
    catalogue = answers.catalogue
    values = {
        "intended_use": catalogue.procedure.intended_use,
        "version": catalogue.dataset.version,
        "agents": str(len(catalogue.agents)),
        "regimens": str(len(catalogue.regimens)),
        "studies": str(len(catalogue.studies)),
        "references": str(len(catalogue.references)),
        **{f"stage_{stage.id}": stage.summary for stage in catalogue.stages},
    }
    return page("index.html", POLICY, values)


@router.get("/docs")
async def read_docs(_: Annotated[NoQuery, Query()]) -> Response:
    """The OpenAPI document with a console to try it."""
    return page("docs.html", POLICY)


@router.get("/redoc")
async def read_redoc(_: Annotated[NoQuery, Query()]) -> Response:
    """The OpenAPI document to read."""
    return page("redoc.html", REFERENCE_POLICY)


@router.get("/assets/{name}")
async def read_asset(name: str, _: Annotated[NoQuery, Query()]) -> Response:
    """A file that a page loads."""
    if name not in ASSETS:
        raise ProblemError("not-found", "There is no such file.")
    headers = {"cache-control": PAGE_CACHING, "vary": "Accept-Encoding"}
    return Response(asset(name), media_type=ASSETS[name][1], headers=headers)
