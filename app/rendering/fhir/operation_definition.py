"""$apply -> OperationDefinition: what it takes and what it answers."""

from typing import Final

from app.rendering.fhir.apply_parameters import INPUTS, MOST_KEYED, SUBJECT, Input, described
from app.rendering.fhir.canonical import canonical
from app.rendering.fhir.elements import Json
from app.rendering.fhir.origin import Origin

ID: Final = "plan-definition-apply"

DESCRIPTION: Final = (
    "Dates and doses a conditioning regimen for one body. Its parameters are the members of "
    "POST /v1/plans, and every date and number of the answer is the one given there."
)

ANSWER: Final = (
    "A collection: the CarePlan, its RequestGroup, a MedicationRequest or ServiceRequest for each "
    "day, and a DetectedIssue for each warning."
)

COMMENT: Final = (
    "It differs from the operation of the same name in FHIR R4: it takes measures and no context, "
    "a subject is optional, and it answers with a Bundle that begins with the CarePlan. Nothing is "
    "stored. Decimals may also be sent as a Quantity in the unit of their name."
)


def operation_definition(origin: Origin) -> Json:
    """Make the OperationDefinition of our $apply."""
    return {
        **canonical(
            origin, "OperationDefinition", ID, title="Apply a regimen", description=DESCRIPTION
        ),
        "name": "Apply",
        "kind": "operation",
        "affectsState": False,
        "code": "apply",
        "comment": COMMENT,
        "resource": ["PlanDefinition"],
        "system": False,
        "type": False,
        "instance": True,
        "parameter": [
            *(_parameter(name, input, described(name)) for name, input in INPUTS.items()),
            {
                "name": "subject", "use": "in", "min": 0, "max": "1", "documentation": SUBJECT,
                "type": "string", "searchType": "reference",
            },
            {
                "name": "return", "use": "out", "min": 1, "max": "1", "type": "Bundle",
                "documentation": ANSWER,
            },
        ],
    }  # fmt: skip


def _parameter(name: str, input: Input, documentation: str) -> Json:
    said: Json = {
        "name": name,
        "use": "in",
        "min": int(input.required),
        "max": str(MOST_KEYED) if input.keyed else "1",
        "documentation": documentation,
    }
    if input.type is not None:
        return {**said, "type": input.type}
    parts = [_parameter(part, inner, described(name, part)) for part, inner in input.parts.items()]
    return {**said, "part": parts}
