"""What this server can do -> CapabilityStatement."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.rendering.fhir.canonical import canonical, copyright_of
from app.rendering.fhir.elements import Json, address
from app.rendering.fhir.operation_definition import DESCRIPTION, ID
from app.rendering.fhir.origin import Origin

DEFINITIONS: Final = "http://hl7.org/fhir/SearchParameter/"

FORMATS: Final = ("json", "application/fhir+json", "application/json")
"""What `_format` may be."""


class Parameter(NamedTuple):
    """A search parameter: its type, what it finds, and whose definition of it we follow."""

    type: str
    documentation: str
    definition: str
    """Id of the SearchParameter of R4; `{}` stands for the name of the type of resource."""


NAMED: Final[Mapping[str, Parameter]] = {
    "_id": Parameter("token", "Ids, with commas between.", "Resource-id"),
    "url": Parameter("uri", "The canonical address, whole.", "{}-url"),
    "name": Parameter(
        "string", "How the name for programs begins; `name:contains` and `name:exact` too.",
        "{}-name",
    ),
    "title": Parameter(
        "string", "How the title begins; `title:contains` and `title:exact` too.", "{}-title"
    ),
    "status": Parameter("token", "The status.", "{}-status"),
}  # fmt: skip

SEARCHES: Final[Mapping[str, Mapping[str, Parameter]]] = {
    "PlanDefinition": NAMED,
    "ActivityDefinition": NAMED,
    "Medication": {
        "_id": NAMED["_id"],
        "code": Parameter(
            "token", "A code of it, as `code` or `system|code`.", "clinical-code"
        ),
        "status": NAMED["status"],
    },
    "Library": NAMED,
    "CodeSystem": NAMED,
    "ValueSet": NAMED,
    "StructureDefinition": NAMED,
    "OperationDefinition": NAMED,
    "CapabilityStatement": NAMED,
}  # fmt: skip
"""Type -> the parameters that it can be searched by. Other types are not served."""

CONFORMANCE: Final = frozenset(
    {"CodeSystem", "ValueSet", "StructureDefinition", "OperationDefinition", "CapabilityStatement"}
)
"""Types whose search parameters are defined together."""

DOCUMENTATION: Final = (
    "Read-only: the procedure, its regimens, dose lines and agents as definitions, and $apply, "
    "which dates and doses a regimen. Parameters that are not listed are refused; so are repeated "
    "ones. Commas separate alternatives. `_count` (at most 100 on a page) and `page` go through a "
    "result, `_pretty` indents it. Nothing that is sent is stored, and no patient is asked for."
)


def capability_statement(origin: Origin) -> Json:
    """Make the CapabilityStatement, which says no more than the server does."""
    about = origin.about
    return {
        **canonical(
            origin, "CapabilityStatement", "server",
            title="Day Zero API, FHIR face", description=DOCUMENTATION,
        ),
        "copyright": copyright_of(origin),
        "kind": "instance",
        "software": {"name": "Day Zero API", "version": origin.software_version},
        "implementation": {
            "description": "Reference and education", "url": f"{about.base_url}/fhir"
        },
        "fhirVersion": "4.0.1",
        "format": list(FORMATS),
        "rest": [
            {
                "mode": "server",
                "documentation": DOCUMENTATION,
                "security": {"cors": True, "description": "No key and no account."},
                "resource": [_resource(origin, type) for type in SEARCHES],
            }
        ],
    }  # fmt: skip


def _resource(origin: Origin, type: str) -> Json:
    said: Json = {
        "type": type,
        "profile": f"http://hl7.org/fhir/StructureDefinition/{type}",
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalRead": "full-support",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "searchParam": [_parameter(type, name, said) for name, said in SEARCHES[type].items()],
    }
    if type == "PlanDefinition":
        definition = address(origin.about, "OperationDefinition", ID)
        said["operation"] = [
            {"name": "apply", "definition": definition, "documentation": DESCRIPTION}
        ]
    return said


def _parameter(type: str, name: str, said: Parameter) -> Json:
    of = "conformance" if type in CONFORMANCE else type
    return {
        "name": name,
        "definition": DEFINITIONS + said.definition.format(of),
        "type": said.type,
        "documentation": said.documentation,
    }
