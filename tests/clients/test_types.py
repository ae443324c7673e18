"""The TypeScript types: committed, generated without a warning, strict."""

from pathlib import Path

from tests.node import ROOT, run_node, run_tool

TYPES = ROOT / "openapi" / "types.d.ts"


def test_the_types_are_up_to_date_and_generated_without_a_warning() -> None:
    made = run_node("openapi/types.mjs")

    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == TYPES.read_text(encoding="utf-8"), "Run `make openapi`."


def test_client_example_and_types_are_strict_and_what_is_wrong_is_refused() -> None:
    """Lines after `@ts-expect-error` in types.mts must be wrong, or this fails."""
    checked = run_tool("tsc", "--project", "clients/javascript")

    assert (checked.returncode, checked.stdout) == (0, "")


def test_no_answer_is_left_without_a_type() -> None:
    """Other headers may be anything, so may a schema, a FHIR resource, a member that changed."""
    untyped = [
        line.strip()
        for line in TYPES.read_text(encoding="utf-8").splitlines()
        if "unknown;" in line or "Record<string, never>" in line
    ]

    assert sorted(set(untyped)) == [
        "[key: string]: unknown;",
        "[name: string]: unknown;",
        "export type $defs = Record<string, never>;",
        "export type webhooks = Record<string, never>;",
        "new: unknown;",
        "old: unknown;",
    ]
    assert untyped.count("[key: string]: unknown;") == 2


def test_the_client_stays_small() -> None:
    client = Path(ROOT / "app" / "web" / "explorer" / "dayzero.js")

    assert len(client.read_text(encoding="utf-8").splitlines()) < 400
