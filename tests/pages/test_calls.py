"""For developers: the calls a page made, as snippets that run as they are printed."""

import json
import subprocess
import sys
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.node import run_node
from tests.pages.conftest import Open

BODY: Final = {
    "conditioning": "mist",
    "day_zero": "2030-01-10",
    "body": {"weight_kg": 110, "height_cm": 165, "sex": "female"},
    "rounding_step_mg": {},
    "bsa_cap_m2": None,
}
"""With an object, an empty one, a number and a null: each is written differently in Python."""

PLAN: Final = """async body => {
  const api = await import("/assets/library/api.js");
  return (await api.post("/v1/plans", body)).id;
}"""


def _call(page: Page, text: str) -> Locator:
    call = page.locator("#calls li", has_text=text)
    call.locator("summary").click()
    return call


def _snippet(call: Locator, language: str) -> str:
    return call.locator(f"[data-language={language}] code").inner_text()


def _run(language: str, snippet: str) -> Any:  # noqa: ANN401  JSON
    """Run what a reader would copy, in the language it is written in."""
    if language == "JavaScript":
        shown = snippet.replace("console.log(await response.json())",
                                "console.log(JSON.stringify(await response.json()))")  # fmt: skip
        return json.loads(run_node("--input-type=module", stdin=shown).stdout)
    if language == "Python":
        shown = "import json\n" + snippet.replace("print(response.json())",
                                                  "print(json.dumps(response.json()))")  # fmt: skip
        command = [sys.executable, "-c", shown]
    else:
        command = ["bash", "-c", snippet]
    ran = subprocess.run(  # noqa: S603  our own snippet
        command, capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(ran.stdout)


@pytest.mark.parametrize("language", ["curl", "JavaScript", "Python"])
def test_a_read_runs_as_it_is_printed(visit: Open, language: str) -> None:
    page = visit("/").page
    call = _call(page, "GET /v1/pipeline")

    answer = _run(language, _snippet(call, language))

    assert answer["type"] == "pipeline"


@pytest.mark.parametrize("language", ["curl", "JavaScript", "Python"])
def test_a_call_with_a_body_runs_as_it_is_printed(visit: Open, language: str) -> None:
    page = visit("/plan").page
    id = page.evaluate(PLAN, BODY)
    call = _call(page, "POST /v1/plans")

    answer = _run(language, _snippet(call, language))

    assert answer["id"] == id


def test_a_quote_in_a_value_stays_inside_the_value(visit: Open) -> None:
    page = visit("/plan").page
    sent = {"name": 'it\'s "so"\n`$(false)`', "ok": True, "none": None, "list": [1, "two"]}
    written = page.evaluate(
        """async body => {
          const { SNIPPETS } = await import("/assets/library/snippets.js");
          return SNIPPETS.Python({ method: "POST", address: "/x", body });
        }""",
        sent,
    )

    begin, end = written.index("json=") + 5, written.rindex(")\nresponse.raise")

    assert eval(written[begin:end], {"__builtins__": {}}) == sent  # noqa: S307  a literal is due


def test_a_call_says_how_it_ended_and_leads_to_the_console(visit: Open) -> None:
    visited = visit("/")
    page = visited.page
    call = _call(page, "GET /v1/pipeline")

    expect(call.locator(".outcome")).to_contain_text("200, ")
    call.get_by_role("link", name="Try it in the console").click()

    expect(page.locator("#operations-pipeline-getPipeline")).to_have_class(
        "opblock opblock-get is-open"
    )
    assert visited.faults == []


def test_a_snippet_is_copied(visit: Open) -> None:
    visited = visit("/", permissions=["clipboard-read", "clipboard-write"])
    call = _call(visited.page, "GET /v1/pipeline")

    call.get_by_role("button", name="Copy curl").click()

    expect(call.get_by_role("button", name="Copy curl")).to_have_text("Copied")
    copied = visited.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"curl -sSL '{visited.url}/v1/pipeline'"


@pytest.mark.parametrize(
    ("status", "media_type", "kind"),
    [
        (405, "text/html", "static"),
        (501, "text/html", "static"),
        (404, "text/html", "static"),
        (404, "application/problem+json", "problem"),
        (503, "text/html", "unreadable"),
    ],
)
def test_a_copy_made_of_files_says_that_it_cannot_compute(
    visit: Open, status: int, media_type: str, kind: str
) -> None:
    problem = {"title": "Not found", "detail": "None.", "errors": [], "request_id": "an-id"}
    page = visit(
        "/plan",
        routes={
            "**/v1/plans": lambda route: route.fulfill(
                status=status, body=json.dumps(problem), content_type=media_type
            )
        },
    ).page

    told = page.evaluate(
        """async body => {
          const api = await import("/assets/library/api.js");
          return api.post("/v1/plans", body).catch(error => error.kind);
        }""",
        BODY,
    )

    assert told == kind
