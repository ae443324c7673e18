"""The JavaScript client, tested in Node.js by dayzero.test.mjs on a real server."""

import os
import re

import pytest

from tests.node import run_node
from tests.server.process import Server


def test_the_client_in_node(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DAYZERO_BASE", server.url)

    ran = run_node("--test", "--test-reporter=tap", "tests/clients/dayzero.test.mjs")

    assert ran.returncode == 0, ran.stdout
    passed = re.search(r"^# pass (\d+)$", ran.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= 50
