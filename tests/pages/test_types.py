"""The explorer's scripts against the types generated from the OpenAPI document."""

import json
import re
from pathlib import Path
from typing import Any, Final

from app.web.pages import EXPLORER
from tests.node import run_tool

PROJECT: Final = EXPLORER / "tsconfig.json"


def test_the_scripts_agree_with_the_types_of_the_api() -> None:
    ran = run_tool("tsc", "--project", str(PROJECT))

    assert ran.stdout == ""
    assert ran.returncode == 0


def test_a_member_that_the_api_does_not_have_is_found(tmp_path: Path) -> None:
    """The check above is only worth something if the types reach the scripts."""
    (tmp_path / "wrong.js").write_text(
        f'import {{ get }} from "{EXPLORER}/library/api.js";\n'
        'export const answer = get("/v1/pipeline").then((pipeline) => pipeline.stagez);\n'
        'export const nowhere = get("/v1/nowhere");\n',
        encoding="utf-8",
    )
    settings = {"extends": str(PROJECT), "include": [str(tmp_path / "*.js")]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")

    ran = run_tool("tsc", "--project", str(tmp_path))

    assert "'stagez' does not exist" in ran.stdout
    assert "'\"/v1/nowhere\"' is not assignable" in ran.stdout


def test_every_operation_is_where_the_console_shows_it(contract: Any) -> None:  # noqa: ANN401
    text = (EXPLORER / "library" / "operations.js").read_text(encoding="utf-8")
    said = re.findall(r'"(GET|POST) (/[^"]*)": "([^"]*)"', text)

    shown = [
        (method, path, f"{operation['tags'][0]}/{operation['operationId']}")
        for method, path, _ in said
        for operation in [contract["paths"][path][method.lower()]]
    ]

    assert len(said) > 20
    assert said == shown
