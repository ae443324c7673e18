"""Errors -> OperationOutcome."""

from typing import NamedTuple

from app.rendering.fhir.elements import Json
from app.rendering.fhir.narrative import narrative
from app.rendering.fhir.origin import USE, USE_DISPLAY
from app.rendering.format import NOT_A_PRESCRIPTION


class Issue(NamedTuple):
    """One thing that is wrong."""

    type: str
    """Code of the kind of issue, as R4 has it."""

    text: str
    expression: str | None
    """Where: a path into the resource sent, or `http.` and the name of a parameter or header."""

    diagnostics: str | None


def operation_outcome(base_url: str, code: str, title: str, issues: list[Issue]) -> Json:
    """Make an OperationOutcome; `code` is that of the problem, the same for each issue."""
    fhir = f"{base_url}/fhir"
    use = {
        "url": f"{fhir}/StructureDefinition/intended-use",
        "valueMarkdown": f"{NOT_A_PRESCRIPTION}.",
    }
    tag = {"system": f"{fhir}/CodeSystem/use", "code": USE, "display": USE_DISPLAY}
    coding = {"system": f"{fhir}/CodeSystem/problem", "code": code, "display": title}
    return {
        "resourceType": "OperationOutcome",
        "meta": {"tag": [tag]},
        "language": "en",
        "text": narrative(title, *(issue.text for issue in issues), f"{NOT_A_PRESCRIPTION}."),
        "extension": [use],
        "issue": [_issue(issue, coding) for issue in issues],
    }


def _issue(issue: Issue, coding: Json) -> Json:
    said: Json = {
        "severity": "fatal" if issue.type == "exception" else "error",
        "code": issue.type,
        "details": {"coding": [coding], "text": issue.text},
    }
    if issue.diagnostics is not None:
        said["diagnostics"] = issue.diagnostics
    if issue.expression is not None:
        said["expression"] = [issue.expression]
    return said
