"""Pages: the explorer and the two faces of the documentation, all self-hosted."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from app.catalogue import Catalogue
from app.rendering.plan_sheet import STYLE
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

PLAN_POLICY: Final = POLICY.replace(
    "style-src 'self'",
    f"style-src 'self' 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
)
"""The page of the plan opens the print sheet as a Blob, which takes over the policy of its maker.
So the page lets in the one style element of the sheet, by its hash."""

PAGE_CACHING: Final = "public, max-age=300"

JAVASCRIPT: Final = "text/javascript; charset=utf-8"
TYPES: Final[Mapping[str, str]] = {
    ".js": JAVASCRIPT,
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What a page may load: how its name ends and its type. Nothing else in the folder is served."""

VIEWERS: Final[Mapping[str, str]] = {
    "swagger-ui-bundle.js": JAVASCRIPT,
    "swagger-ui.css": "text/css; charset=utf-8",
    "redoc.standalone.js": JAVASCRIPT,
}
"""The files of the two viewers, which come from the package that carries them."""


def _assets() -> Mapping[str, str]:
    """List what stands in the folder, once: no name that is sent is ever looked up on the disk."""
    own = {
        file.relative_to(EXPLORER).as_posix(): TYPES[file.suffix]
        for file in sorted(EXPLORER.rglob("*"))
        if file.suffix in TYPES
    }
    return {**own, **VIEWERS}


ASSETS: Final = _assets()
"""Every file that a page may load, and its type."""

PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "/": ("Pipeline", "index.html"),
    "/agents": ("Agents", "agents.html"),
    "/regimens": ("Regimens", "regimens.html"),
    "/compare": ("Compare", "compare.html"),
    "/plan": ("Plan", "plan.html"),
    "/evidence": ("Evidence", "evidence.html"),
}
"""The pages of the explorer: how the bar names each, and its file."""

BAR: Final[Mapping[str, str]] = {
    **{path: name for path, (name, _) in PAGES.items()},
    "/docs": "Try it",
    "/redoc": "Reference",
}
"""What the bar at the top of every page leads to."""


OUTSIDE: Final = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
"""The one address on another host that a viewer would load: an image of its maker's."""


@cache
def asset(name: str) -> bytes:
    """Read an asset; the viewers come from the package that carries them."""
    if name in VIEWERS:
        carried = files("fastapi_offline").joinpath("static", name).read_bytes()
        return carried.replace(OUTSIDE, b"data:,")
    return (EXPLORER / name).read_bytes()


@cache
def framed(path: str) -> str:
    """Put a page of the explorer into its frame.

    In the file of a page, what stands before `<main` belongs into the head.
    """
    head, mark, main = _read(PAGES[path][1]).partition("<main")
    libraries = (name for name in ASSETS if name.startswith("library/"))
    parts = {
        "head": head.strip(),
        "libraries": "\n".join(
            f'<link rel="modulepreload" href="/assets/{name}">' for name in libraries
        ),
        "bar": bar(path),
        "main": f"{mark}{main}".strip(),
    }
    return _filled(_read("frame.html"), parts)


def bar(current: str) -> str:
    """Write the links to every page; the one that is open is marked."""
    here = {current: ' aria-current="page"'}
    return "\n".join(
        f'<a href="{path}"{here.get(path, "")}>{name}</a>' for path, name in BAR.items()
    )


def _read(name: str) -> str:
    return (EXPLORER / name).read_text(encoding="utf-8")


def _filled(html: str, values: Mapping[str, str]) -> str:
    for mark, value in values.items():
        html = html.replace("{{" + mark + "}}", value)
    return html


def page(html: str, policy: str) -> HTMLResponse:
    """Answer with a page."""
    headers = {
        "cache-control": PAGE_CACHING,
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "vary": "Accept, Accept-Language, Accept-Encoding",
        "content-language": "en",
    }
    return HTMLResponse(html, headers=headers)


def explorer_page(path: str, catalogue: Catalogue) -> HTMLResponse:
    """Answer with a page of the explorer, with values of the catalogue put in as text."""
    values = {
        "intended_use": catalogue.procedure.intended_use,
        "version": catalogue.dataset.version,
        "agents": str(len(catalogue.agents)),
        "regimens": str(len(catalogue.regimens)),
        "studies": str(len(catalogue.studies)),
        "references": str(len(catalogue.references)),
        **{f"stage_{stage.id}": stage.summary for stage in catalogue.stages},
    }
    escaped = {mark: escape(value) for mark, value in values.items()}
    return page(_filled(framed(path), escaped), PLAN_POLICY if path == "/plan" else POLICY)


class PageQuery(NoQuery):
    """What a page of records shows: read by its script, so that the address can be shared."""

    id: str | None = None
    q: str | None = None


class AgentsQuery(PageQuery):
    """The filters of the list of agents, named as the API names its own."""

    agent_class: str | None = None
    stage: str | None = None


class RegimensQuery(PageQuery):
    """The filters of the list of regimens, named as the API names its own."""

    stage: str | None = None
    intensity: str | None = None
    agent: str | None = None
    plannable: str | None = None


class CompareQuery(NoQuery):
    """What is compared."""

    regimens: str | None = None


class PlanQuery(NoQuery):
    """Where a plan begins. Body measures never stand in an address."""

    conditioning: str | None = None
    mobilisation: str | None = None


class EvidenceQuery(NoQuery):
    """Which section of the evidence is shown, which record of it, and the filters of a list.

    A record is named by its type, a filter as the API names it. What is filled in to be held
    against guidelines never stands in an address.
    """

    view: str | None = None

    study: str | None = None
    guideline: str | None = None
    adverse_event: str | None = None
    claim: str | None = None
    term: str | None = None
    reference: str | None = None

    q: str | None = None
    measure: str | None = None
    months: str | None = None
    regimen: str | None = None
    ms_course: str | None = None
    design: str | None = None
    status: str | None = None
    kind: str | None = None
    phase: str | None = None
    verdict: str | None = None
    read: str | None = None


@router.get("/")
async def read_pipeline(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """The procedure as a picture, stage by stage."""
    return explorer_page("/", answers.catalogue)


@router.get("/agents")
async def read_agents(_: Annotated[AgentsQuery, Query()], answers: TheAnswers) -> Response:
    """The agents, and one of them."""
    return explorer_page("/agents", answers.catalogue)


@router.get("/regimens")
async def read_regimens(_: Annotated[RegimensQuery, Query()], answers: TheAnswers) -> Response:
    """The regimens, and one of them."""
    return explorer_page("/regimens", answers.catalogue)


@router.get("/compare")
async def read_compare(_: Annotated[CompareQuery, Query()], answers: TheAnswers) -> Response:
    """Two or three regimens side by side."""
    return explorer_page("/compare", answers.catalogue)


@router.get("/plan")
async def read_plan(_: Annotated[PlanQuery, Query()], answers: TheAnswers) -> Response:
    """A form that makes a plan."""
    return explorer_page("/plan", answers.catalogue)


@router.get("/evidence")
async def read_evidence(_: Annotated[EvidenceQuery, Query()], answers: TheAnswers) -> Response:
    """Outcomes, studies, guidelines and claims."""
    return explorer_page("/evidence", answers.catalogue)


@router.get("/docs")
async def read_docs(_: Annotated[NoQuery, Query()]) -> Response:
    """The OpenAPI document with a console to try it."""
    return page(_filled(_read("docs.html"), {"bar": bar("/docs")}), POLICY)


@router.get("/redoc")
async def read_redoc(_: Annotated[NoQuery, Query()]) -> Response:
    """The OpenAPI document to read."""
    return page(_filled(_read("redoc.html"), {"bar": bar("/redoc")}), REFERENCE_POLICY)


@router.get("/assets/{name:path}")
async def read_asset(name: str, _: Annotated[NoQuery, Query()]) -> Response:
    """A file that a page loads."""
    if name not in ASSETS:
        raise ProblemError("not-found", "There is no such file.")
    headers = {"cache-control": PAGE_CACHING, "vary": "Accept-Encoding"}
    return Response(asset(name), media_type=ASSETS[name], headers=headers)
