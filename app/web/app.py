"""The application: routes, errors, the edge around them, and what an operator wants besides.

What is off is not there: its layer is not put around the edge, and its module is not imported.
"""

from collections.abc import Callable
from functools import partial

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from app.catalogue import Catalogue, load_catalogue
from app.rendering.fhir.face import Face
from app.rendering.fhir.origin import Origin
from app.web import (
    adverse_events,
    agents,
    body_measures,
    claims,
    condition,
    conformance,
    eligibility,
    entry,
    guidelines,
    health,
    openapi,
    outcomes,
    pages,
    pipeline,
    plans,
    problem_pages,
    references,
    regimens,
    releases,
    schedule,
    schemas,
    search,
    stages,
    studies,
    terms,
    well_known,
    workup,
)
from app.web.about import about
from app.web.access_log import access_log
from app.web.answers import Answers
from app.web.edge import Application, Edge
from app.web.fhir import routes as fhir
from app.web.handlers import install_handlers
from app.web.listings import LISTINGS
from app.web.problems import KINDS
from app.web.settings import Settings
from app.web.store import Store
from app.web.watch import Seen, Watch

ROUTERS = (
    entry.router, pipeline.router, stages.router, agents.router, regimens.router,
    schedule.router, plans.router, body_measures.router, conformance.router,
    studies.router, outcomes.router, guidelines.router, adverse_events.router, workup.router,
    eligibility.router, condition.router, claims.router, terms.router, search.router,
    references.router, releases.router, fhir.router, schemas.router, problem_pages.router,
    health.router,
    openapi.router, pages.router, well_known.router,
)  # fmt: skip


def make_routes(catalogue: Catalogue, settings: Settings) -> FastAPI:
    """Make the application without its edge: typed routes and their errors."""
    app = FastAPI(
        title=openapi.TITLE,
        version=entry.SOFTWARE_VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry=_telemetry(settings),
    )
    app.state.settings = settings
    app.state.answers = Answers(catalogue, listings=LISTINGS)
    app.state.face = _face(app.state.answers, settings)
    for router in ROUTERS:
        app.include_router(router)
    if settings.metrics:
        from app.web import metrics  # noqa: PLC0415  an optional dependency

        app.include_router(metrics.router)
    install_handlers(app)
    return app


def _telemetry(settings: Settings) -> TelemetryConfig:
    if not settings.telemetry:
        return {"tracing": False, "metrics": False, "logs": False}
    from app.web.telemetry import telemetry  # noqa: PLC0415  an optional dependency

    return telemetry()


def _face(answers: Answers, settings: Settings) -> Face:
    """Make the FHIR face, whose resources are made when they are first asked for."""
    titles = {code: kind.title for code, kind in KINDS.items()}
    return Face(Origin(answers.catalogue, about(answers, settings), titles, entry.SOFTWARE_VERSION))


def make_app(catalogue: Catalogue | None = None, settings: Settings | None = None) -> Edge:
    """Make the finished application; raise InvalidCatalogue if the curated data is wrong."""
    catalogue = catalogue or load_catalogue()
    settings = settings or Settings()
    edge: Callable[..., Edge] = Edge
    if settings.rate_limit is not None:
        from app.web.throttle import ThrottledEdge  # noqa: PLC0415  an optional dependency

        edge = partial(ThrottledEdge, rate=settings.rate_limit)
    return edge(
        make_routes(catalogue, settings),
        base_url=settings.base_url,
        dataset_version=catalogue.dataset.version,
        cors_origins=settings.cors_origins,
        wait_seconds=settings.wait_seconds,
        # A kept answer reaches no route, and only a route can be traced.
        store=Store(most_entries=0) if settings.telemetry else None,
    )


def watched(app: Application, settings: Settings) -> Application:
    """Put a layer around an application where its requests are to be logged or counted."""
    observers: list[Callable[[Seen], None]] = []
    if settings.access_log != "off":
        observers.append(access_log(clients=settings.access_log == "clients"))
    if settings.metrics:
        from app.web.metrics import count  # noqa: PLC0415  an optional dependency

        observers.append(count)
    return Watch(app, *observers) if observers else app
