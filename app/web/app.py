"""The application: routes, errors, and the edge around them."""

from fastapi import FastAPI

from app.catalogue import Catalogue, load_catalogue
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
from app.web.answers import Answers
from app.web.edge import Edge
from app.web.handlers import install_handlers
from app.web.listings import LISTINGS
from app.web.settings import Settings

ROUTERS = (
    entry.router, pipeline.router, stages.router, agents.router, regimens.router,
    schedule.router, plans.router, body_measures.router, conformance.router,
    studies.router, outcomes.router, guidelines.router, adverse_events.router, workup.router,
    eligibility.router, condition.router, claims.router, terms.router, search.router,
    references.router, releases.router, schemas.router, problem_pages.router, health.router,
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
    for router in ROUTERS:
        app.include_router(router)
    install_handlers(app)
    return app


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
