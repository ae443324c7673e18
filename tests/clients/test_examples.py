"""The examples and the snippets of the clients run as they are printed."""

import os
import re
import subprocess
import sys
from decimal import Decimal

import pytest

from app.catalogue import Catalogue
from tests.node import ROOT, run_node
from tests.server.process import Server

CLIENTS = ROOT / "clients"
LOCAL = "http://127.0.0.1:8000"


def run_python(*command: str, stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join((str(ROOT), str(CLIENTS / "python")))
    return subprocess.run(  # noqa: S603  our own example
        [sys.executable, *command],
        cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def snippets(language: str) -> list[tuple[str, str]]:
    """Return the snippets of a language, each with the page it stands in."""
    return [
        (f"{page.relative_to(ROOT)}", snippet)
        for page in (ROOT / "README.md", *sorted(CLIENTS.rglob("README.md")))
        for snippet in re.findall(
            rf"^```{language}\n(.*?)^```",
            page.read_text(encoding="utf-8"),
            re.DOTALL | re.MULTILINE,
        )
    ]


PYTHON = [snippet for _, snippet in snippets("python")]
NODE = [snippet for page, snippet in snippets("js") if page == "clients/README.md"]
"""That of the other page imports from the server, as only browsers do: see tests/pages."""


@pytest.fixture(scope="module")
def told(curated: Catalogue) -> list[str]:
    """What both examples say, from the catalogue and from arithmetic."""
    mist = curated.regimens["cyclophosphamide-200-ratg-6"]
    antibodies = [
        agent
        for agent in curated.agents
        if agent.agent_class == "monoclonal_antibody"
        and "conditioning" in {role.stage for role in agent.roles}
    ]
    return [
        mist.name,
        "  cyclophosphamide: 50 mg per kg, days -5 to -2 (reported)",
        f"{len(antibodies)} monoclonal antibodies in conditioning",
        f"  cyclophosphamide: {Decimal(4) * 50 * 110:,} mg",
        "  mesna: not reported (not the whole)",
        f"404 not-found: No record among the regimens has this id. Near: {mist.id}.",
    ]


def test_the_example_in_javascript(server: Server, told: list[str]) -> None:
    ran = run_node("clients/javascript/example.mjs", server.url)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert set(told) <= set(ran.stdout.splitlines())
    assert re.search(r"^[1-9]\d* events, text/calendar;charset=utf-8$", ran.stdout, re.MULTILINE)


def test_the_example_in_python(server: Server, told: list[str]) -> None:
    ran = run_python("clients/python/example.py", server.url)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert set(told) <= set(ran.stdout.splitlines())
    assert re.search(r"^[1-9]\d* events$", ran.stdout, re.MULTILINE)
    assert ran.stdout.endswith("cyclophosphamide-200-ratg-6 and beam-ratg-european\n")


def test_both_examples_say_the_same(server: Server) -> None:
    javascript = run_node("clients/javascript/example.mjs", server.url).stdout.splitlines()
    python = run_python("clients/python/example.py", server.url).stdout.splitlines()

    assert [line.partition(" events")[0] for line in javascript] == [
        line.partition(" events")[0] for line in python[:-1]
    ]


@pytest.mark.parametrize("snippet", PYTHON)
def test_a_python_snippet_runs_as_printed(server: Server, snippet: str) -> None:
    assert LOCAL in snippet
    ran = run_python("-W", "error", "-", stdin=snippet.replace(LOCAL, server.url))

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("snippet", NODE)
def test_a_javascript_snippet_runs_as_printed(server: Server, snippet: str) -> None:
    assert f'new DayZero("{LOCAL}")' in snippet
    ran = run_node("--input-type=module", stdin=snippet.replace(LOCAL, server.url))

    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_two_snippets_of_the_first_page_say_the_same(server: Server) -> None:
    (javascript,) = NODE
    (python,) = (s for page, s in snippets("python") if page == "clients/README.md")
    by_node = run_node("--input-type=module", stdin=javascript.replace(LOCAL, server.url)).stdout
    by_python = run_python("-", stdin=python.replace(LOCAL, server.url)).stdout

    assert by_node.replace(" null ", " None ") == by_python
    assert by_python.endswith("\n22,000 mg\n")
