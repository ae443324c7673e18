"""The command: what it says at the start, and what it refuses."""

import re
import resource
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from shutil import copytree

import pytest

from tests.server.process import (
    PATIENCE,
    ROOT,
    Server,
    environment_with,
    free_port,
    run,
    running,
)
from tests.server.wire import get, reply


def test_the_server_says_where_to_go(server: Server) -> None:
    said = server.out

    assert said == (
        "Day Zero API\n"
        f"  start  {server.url}/\n"
        f"  docs   {server.url}/docs\n"
        f"  data   {server.url}/v1\n"
    )


@pytest.mark.parametrize("page", ["/", "/docs", "/v1"])
def test_what_is_printed_can_be_opened(server: Server, page: str) -> None:
    answer = reply(server.port, get(page))

    assert f"{server.url}{page}\n" in server.out
    assert answer.status == 200


def test_a_public_url_stands_in_problems_and_in_what_is_printed() -> None:
    with running(public_url="https://api.example.org/dayzero/") as server:
        answer = reply(server.port, get("/v1/nothing"))

        assert "docs   https://api.example.org/dayzero/docs\n" in server.out
    assert answer.problem["type"] == "https://api.example.org/dayzero/v1/problems/not-found"


def test_a_busy_port_is_refused_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        ended = run(port=str(port))

    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        f"Cannot listen on 127.0.0.1 port {port} (address already in use);"
        " set DAYZERO_PORT to a free port.\n"
    )


def test_wrong_and_unknown_settings_are_refused_with_a_sentence_for_each() -> None:
    ended = run(port="http", workers="0", prot="8000")

    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        "DAYZERO_PORT is wrong; it must be a whole number from 1 to 65535.\n"
        "DAYZERO_WORKERS is wrong; it must be a whole number from 1 to 64.\n"
        "DAYZERO_PROT is not a setting; the settings are DAYZERO_HOST, DAYZERO_PORT,"
        " DAYZERO_WORKERS, DAYZERO_CORS_ORIGINS, DAYZERO_LOG_LEVEL, DAYZERO_PUBLIC_URL,"
        " DAYZERO_TRUSTED_PROXIES, DAYZERO_RATE_LIMIT, DAYZERO_MAX_CONNECTIONS,"
        " DAYZERO_WAIT_SECONDS, DAYZERO_READ_SECONDS, DAYZERO_IDLE_SECONDS, DAYZERO_STOP_SECONDS,"
        " DAYZERO_ACCESS_LOG, DAYZERO_METRICS, DAYZERO_TELEMETRY, DAYZERO_SECURITY_CONTACT.\n"
    )


def test_faulty_data_is_refused_with_every_fault(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "app/data/stages/harvest.yaml").write_text("name: [", encoding="utf-8")
    (folder / "app/data/terms/invented.yaml").write_text("name: Invented\n", encoding="utf-8")

    ended = run(folder=folder, port=str(free_port()))

    *faults, count = ended.err.splitlines()
    assert (ended.status, ended.out) == (1, "")
    assert any(fault.startswith("stages/harvest.yaml: ") for fault in faults)
    assert any(re.fullmatch(r"terms/invented\.yaml: \w+: .+\.", fault) for fault in faults)
    assert all(re.fullmatch(r"[\w/.-]+: .+\.", fault) for fault in faults)
    assert count == f"{len(faults)} faults in the curated data."


def test_a_folder_that_cannot_be_written_to_is_enough(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))

    with running(folder=folder) as server:
        answer = reply(server.port, get("/docs"))
    found = [folder, *folder.rglob("*")]  # root may write anyway: nothing must have been

    for path in paths:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    assert answer.status == 200
    assert found == paths


@pytest.mark.parametrize("output", ["/dev/full", "/dev/null"])
def test_a_disk_that_takes_nothing_is_enough(output: str) -> None:
    """The system refuses every byte to every file; the log may go to a device that is full."""
    port = free_port()
    with open(output, "wb") as full:  # noqa: PTH123  a device, not a path
        process = subprocess.Popen(
            [sys.executable, "-m", "app"],
            cwd=ROOT, env=environment_with(port=str(port)), stdout=full, stderr=full,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),  # noqa: PLW1509  no thread here
        )  # fmt: skip
    try:
        end = time.monotonic() + PATIENCE
        statuses: list[int] = []
        while len(statuses) < 3:
            assert process.poll() is None
            assert time.monotonic() < end
            with suppress(OSError):
                statuses.append(reply(port, get("/v1/agents")).status)
            time.sleep(0.02)
    finally:
        process.terminate()
        status = process.wait(PATIENCE)

    assert statuses == [200, 200, 200]
    assert status == 0


def test_an_unknown_command_is_refused_with_the_commands() -> None:
    ended = run("sevre")

    assert ended.status == 2
    assert "invalid choice: 'sevre'" in ended.err
    assert "Traceback" not in ended.err


def _copy(tmp_path: Path) -> Path:
    """Copy the code and the curated data."""
    copytree(ROOT / "app", tmp_path / "app", ignore=lambda _, names: {"__pycache__"} & {*names})
    return tmp_path
