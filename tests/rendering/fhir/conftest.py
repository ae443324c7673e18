"""The face of each catalogue, and the Bundles of many plans."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.catalogue import Catalogue
from app.planning.plan import Plan
from app.rendering.fhir.face import MAKERS, Face
from app.rendering.fhir.origin import Origin
from app.rendering.fhir.plan_bundle import plan_bundle
from app.rendering.format import About
from tests.rendering import plans as known
from tests.rendering.test_formats import many_plans

Json = dict[str, Any]

PROBLEMS = {"not-found": "There is nothing here"}


@pytest.fixture(scope="session")
def face(curated: Catalogue, about: About) -> Face:
    return Face(Origin(curated, about, PROBLEMS, "0.1.0"))


@pytest.fixture(scope="session")
def small_face(small: Catalogue) -> Face:
    return Face(Origin(small, known.about(small), PROBLEMS, "0.1.0"))


@pytest.fixture(scope="session")
def published(face: Face) -> list[Json]:
    """Every resource of the curated catalogue."""
    return [resource for type in MAKERS for resource in face[type].values()]


@pytest.fixture(scope="session")
def bundles(curated: Catalogue, plans: Mapping[str, Plan], about: About) -> list[Json]:
    """A Bundle of each plan of the tests and of every regimen that can be planned."""
    made = [*plans.values(), *many_plans(curated)]
    return [plan_bundle(plan, about, subject="Patient/1") for plan in made[::2]] + [
        plan_bundle(plan, replace(about, intended_use="<&>")) for plan in made[1::2]
    ]
