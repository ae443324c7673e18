"""Examples: the request of each operation whose answer the OpenAPI document shows."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from app.planning.eligibility import Profile
from app.planning.request import BodyMeasuresRequest, PlanRequest
from app.web.fhir.parameters import Parameters

EXAMPLES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "getEntry": ("/v1", {}),
    "getMeta": ("/v1/meta", {}),
    "getPipeline": ("/v1/pipeline", {}),
    "listStages": ("/v1/stages", {}),
    "getStage": ("/v1/stages/{id}", {"id": "conditioning"}),
    "listAgentsOfStage": ("/v1/stages/{id}/agents", {"id": "conditioning"}),
    "listRegimensOfStage": ("/v1/stages/{id}/regimens", {"id": "conditioning"}),
    "listAgents": ("/v1/agents", {}),
    "getAgent": ("/v1/agents/{id}", {"id": "alemtuzumab"}),
    "listRegimens": ("/v1/regimens", {}),
    "getRegimen": ("/v1/regimens/{id}", {"id": "cyclophosphamide-200-ratg-6"}),
    "getSchedule": (
        "/v1/regimens/{id}/schedule?day_zero=2030-01-10",
        {"id": "cyclophosphamide-200-ratg-6"},
    ),
    "makePlan": ("/v1/plans", {}),
    "measureBody": ("/v1/body-measures", {}),
    "getVectors": ("/v1/conformance/vectors", {}),
    "getCondition": ("/v1/condition", {}),
    "listStudies": ("/v1/studies", {}),
    "getStudy": ("/v1/studies/{id}", {"id": "mist"}),
    "listOutcomes": ("/v1/outcomes", {}),
    "listGuidelines": ("/v1/guidelines", {}),
    "getGuideline": ("/v1/guidelines/{id}", {"id": "ectrims-ebmt-2025"}),
    "listAdverseEvents": ("/v1/adverse-events", {}),
    "getAdverseEvent": ("/v1/adverse-events/{id}", {"id": "febrile-neutropenia"}),
    "listWorkup": ("/v1/workup", {}),
    "getWorkup": ("/v1/workup/{id}", {"id": "lung-function"}),
    "checkEligibility": ("/v1/eligibility", {}),
    "search": ("/v1/search?q=rituximab", {}),
    "listClaims": ("/v1/claims", {}),
    "getClaim": ("/v1/claims/{id}", {"id": "the-immune-system-is-reset"}),
    "listTerms": ("/v1/terms", {}),
    "getTerm": ("/v1/terms/{id}", {"id": "conditioning"}),
    "listReferences": ("/v1/references", {}),
    "getReference": ("/v1/references/{id}", {"id": "burt-2019"}),
    "listCitationsOfReference": ("/v1/references/{id}/cited-by", {"id": "burt-2019"}),
    "listReleases": ("/v1/releases", {}),
    "getRelease": ("/v1/releases/{version}", {"version": "2026.11.0"}),
    "listChanges": ("/v1/changes?since=2026.11.0", {}),
    "getCapabilityStatement": ("/fhir/metadata", {}),
    "findResources": ("/fhir/{type}?status=active", {"type": "Medication"}),
    "readResource": (
        "/fhir/{type}/{id}",
        {"type": "PlanDefinition", "id": "cyclophosphamide-200-ratg-6"},
    ),
    "applyPlanDefinition": (
        "/fhir/PlanDefinition/{id}/$apply",
        {"id": "cyclophosphamide-200-ratg-6"},
    ),
    "listSchemas": ("/v1/schemas", {}),
    "getSchema": ("/v1/schemas/{name}", {"name": "health"}),
    "listProblems": ("/v1/problems", {}),
    "getProblem": ("/v1/problems/{code}", {"code": "not-found"}),
    "getLiveness": ("/health/live", {}),
    "getReadiness": ("/health/ready", {}),
}
"""Operation -> the request that its example answers."""

BODIES: Final[Mapping[str, tuple[type[BaseModel], Mapping[str, Any]]]] = {
    "makePlan": (
        PlanRequest,
        {
            "conditioning": "cyclophosphamide-200-ratg-6",
            "mobilisation": "cyclophosphamide-2-filgrastim-10",
            "day_zero": "2030-01-10",
            "body": {"weight_kg": 110, "height_cm": 165, "sex": "female"},
        },
    ),
    "applyPlanDefinition": (
        Parameters,
        {
            "resourceType": "Parameters",
            "parameter": [
                {"name": "day_zero", "valueDate": "2030-01-10"},
                {
                    "name": "body",
                    "part": [
                        {"name": "weight_kg", "valueDecimal": 110},
                        {"name": "height_cm", "valueDecimal": 165},
                        {"name": "sex", "valueCode": "female"},
                    ],
                },
                {"name": "subject", "valueString": "Patient/example"},
            ],
        },
    ),
    "measureBody": (
        BodyMeasuresRequest,
        {"weight_kg": 110, "height_cm": 165, "sex": "female"},
    ),
    "checkEligibility": (
        Profile,
        {
            "age_years": 38,
            "ms_course": "relapsing_remitting",
            "edss": 4.5,
            "years_since_onset": 6,
            "relapses_12_months": 2,
            "high_efficacy_therapies_failed": 1,
        },
    ),
}
"""Operation -> the model of its body and an example of one."""
