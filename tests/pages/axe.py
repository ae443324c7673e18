"""axe-core in a page that is open: what is not accessible in it, as sentences."""

from importlib.resources import files
from typing import Any, Final, NamedTuple

from playwright.sync_api import Page

SCRIPT: Final = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN: Final = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
"""Of what passes only the rule is told, not every place: that would take most of the time."""


class Found(NamedTuple):
    """What axe found."""

    violations: list[str]
    """Each with its rule and its places."""

    passes: set[str]
    """Rules that had something to check, and found no fault."""


def axe(page: Page) -> Found:
    """Check a page as it is shown now."""
    page.evaluate(SCRIPT)
    found = page.evaluate(RUN, RULES)
    return Found(
        violations=[_told(violation) for violation in found["violations"]],
        passes={rule["id"] for rule in found["passes"]},
    )


def _told(violation: dict[str, Any]) -> str:
    places = ", ".join(str(node["target"]) for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']} ({places})"
