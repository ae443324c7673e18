"""The application: routes, errors, and the edge around them."""

from fastapi import FastAPI

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
    workup,
)
from app.web.about import about
from app.web.answers import Answers
from app.web.edge import Edge
from app.web.fhir import routes as fhir
from app.web.handlers import install_handlers
from app.web.listings import LISTINGS
from app.web.problems import KINDS
from app.web.settings import Settings

ROUTERS = (
    entry.router, pipeline.router, stages.router, agents.router, regimens.router,
    schedule.router, plans.router, body_measures.router, conformance.router,
    studies.router, outcomes.router, guidelines.router, adverse_events.router, workup.router,
    eligibility.router, condition.router, claims.router, terms.router, search.router,
    references.router, releases.router, fhir.router, schemas.router, problem_pages.router,
    health.router,
    openapi.router, pages.router,
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
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.answers = Answers(catalogue, listings=LISTINGS)
    app.state.face = _face(app.state.answers, settings)
    for router in ROUTERS:
        app.include_router(router)
    install_handlers(app)
    return app


def _face(answers: Answers, settings: Settings) -> Face:
    """Make the FHIR face, whose resources are made when they are first asked for."""
    titles = {code: kind.title for code, kind in KINDS.items()}
    return Face(Origin(answers.catalogue, about(answers, settings), titles, entry.SOFTWARE_VERSION))


def make_app(catalogue: Catalogue | None = None, settings: Settings | None = None) -> Edge:
    """Make the finished application; raise InvalidCatalogue if the curated data is wrong."""
    catalogue = catalogue or load_catalogue()
    settings = settings or Settings()
    return Edge(
        make_routes(catalogue, settings),
        base_url=settings.base_url,
        dataset_version=catalogue.dataset.version,
        cors_origins=settings.cors_origins,
    )
