"""StructureDefinitions: our extensions, so that a reader can look up what they mean."""

from app.rendering.fhir.canonical import canonical
from app.rendering.fhir.elements import Json, address
from app.rendering.fhir.extensions import EXTENSIONS, Extension
from app.rendering.fhir.origin import Origin


def structure_definition(origin: Origin, id: str) -> Json:
    """Make the StructureDefinition of one of our extensions."""
    said = EXTENSIONS[id]
    return {
        **canonical(
            origin, "StructureDefinition", id, title=said.title, description=said.description
        ),
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": path} for path in said.contexts],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": {"element": _elements(origin, id, said)},
    }


def _elements(origin: Origin, id: str, said: Extension) -> list[Json]:
    value: Json = {
        "id": "Extension.value[x]",
        "path": "Extension.value[x]",
        "min": 1,
        "type": [{"code": said.type}],
    }
    if said.codes is not None:
        value_set = address(origin.about, "ValueSet", said.codes)
        value["binding"] = {"strength": "required", "valueSet": value_set}
    return [
        {
            "id": "Extension",
            "path": "Extension",
            "short": said.title,
            "definition": said.description,
        },
        {"id": "Extension.extension", "path": "Extension.extension", "max": "0"},
        {
            "id": "Extension.url",
            "path": "Extension.url",
            "fixedUri": address(origin.about, "StructureDefinition", id),
        },
        value,
    ]
