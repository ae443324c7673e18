"""The command: what it prints, where, and how it ends."""

import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.__main__ as command
from app.__main__ import main
from app.catalogue import load_catalogue
from app.web.settings import Settings
from tests.conftest import CONTRACT, SMALL


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An environment without settings, and the handler of SIGTERM put back."""
    for name in [name for name in os.environ if name.startswith("DAYZERO_")]:
        monkeypatch.delenv(name)
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the fictional data with two faults, in the place of the curated data."""
    folder = tmp_path / "data"
    shutil.copytree(SMALL, folder)
    for name in ("agents/exemplan.yaml", "terms/graft.yaml"):
        (folder / name).write_text("name: [", encoding="utf-8")
    monkeypatch.setattr(load_catalogue, "__defaults__", (folder,))
    return folder


def test_check_says_that_the_data_keeps_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check"])

    said = capsys.readouterr()
    assert status == 0
    assert said.out.startswith("The curated data keeps every rule: 4 stages, ")
    assert said.err == ""


@pytest.mark.usefixtures("faulty")
@pytest.mark.parametrize("name", ["check", "openapi"])
def test_faulty_data_is_told_fault_by_fault(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([name])

    said = capsys.readouterr()
    *faults, last = said.err.splitlines()
    assert status == 1
    assert said.out == ""
    assert [fault.partition(":")[0] for fault in faults] == [
        "agents/exemplan.yaml",
        "terms/graft.yaml",
    ]
    assert last == "2 faults in the curated data."


def test_openapi_prints_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["openapi"])

    said = capsys.readouterr()
    assert status == 0
    assert json.loads(said.out) == json.loads(CONTRACT.read_text(encoding="utf-8"))
    assert said.out == CONTRACT.read_text(encoding="utf-8"), "Run `make openapi`."


@pytest.mark.parametrize("arguments", [[], ["serve"]])
def test_serving_is_what_it_does_unless_told_otherwise(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Settings] = []
    monkeypatch.setattr(command, "serve", served.append)
    monkeypatch.setenv("DAYZERO_PORT", "8123")

    status = main(arguments)

    assert status == 0
    assert [settings.port for settings in served] == [8123]


def test_a_wrong_setting_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAYZERO_PORT", "eighty")

    status = main([])

    assert status == 1
    assert capsys.readouterr().err == (
        "DAYZERO_PORT is wrong; it must be a whole number from 1 to 65535.\n"
    )


def test_a_taken_port_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("DAYZERO_PORT", str(taken.getsockname()[1]))

        status = main(["serve"])

    said = capsys.readouterr()
    assert status == 1
    assert said.out == ""
    assert said.err.startswith("Cannot listen on 127.0.0.1 port ")
    assert said.err.count("\n") == 1


def test_stopped_from_the_keyboard_it_ends_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Settings) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "serve", interrupted)

    status = main([])

    assert status == 130  # 128 and the number of SIGINT


@pytest.mark.parametrize("arguments", [["nonsense"], ["--nonsense"], ["check", "openapi"]])
def test_an_unknown_command_is_refused_with_the_known_ones(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert "serve,check,openapi" in capsys.readouterr().err.replace(" ", "")


def test_help_tells_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])

    said = capsys.readouterr().out
    assert caught.value.code == 0
    assert all(f"  {name} " in said for name in command.COMMANDS)
