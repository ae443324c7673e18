"""The command: what it prints, where, and how it ends."""

import json
import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import app.__main__ as command
from app.__main__ import main
from app.catalogue import load_catalogue
from app.web.export.write import Exported
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


@pytest.mark.parametrize("name", ["check", "openapi"])
def test_a_full_disk_behind_the_output_is_one_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123  a device, not a path
        monkeypatch.setattr("sys.stdout", full)

        status = main([name])

        with suppress(OSError):
            full.close()
    assert status == 1
    assert capsys.readouterr().err == "The system refused: no space left on device.\n"


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


def test_export_writes_a_copy_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exported: list[tuple[str, Path]] = []

    def fake(_: object, settings: Settings, folder: Path, tell: Callable[..., None]) -> Exported:
        tell("Writing", 1, 2)
        exported.append((settings.base_url, folder))
        return Exported(1234, 15_300_000)

    monkeypatch.setattr("app.web.export.write.export", fake)
    monkeypatch.setenv("DAYZERO_PUBLIC_URL", "https://api.example.org")

    status = main(["export", str(tmp_path)])

    said = capsys.readouterr()
    assert (status, said.err) == (0, "")
    assert exported == [("https://api.example.org", tmp_path)]
    assert said.out == f"1,234 files (15.3 MB) are in {tmp_path}.\n"


def test_export_refuses_what_is_not_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letters").touch()

    status = main(["export", str(tmp_path)])

    assert status == 1
    assert capsys.readouterr().err == (
        f"{tmp_path} is not an export and not empty; name another folder.\n"
    )


def test_export_needs_a_posix_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    status = main(["export", str(tmp_path)])

    assert status == 1
    assert capsys.readouterr().err == ("An export needs a POSIX system, such as Linux or macOS.\n")


def test_export_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["export"])

    assert caught.value.code == 2
    assert "folder" in capsys.readouterr().err


@pytest.fixture
def unreleased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the fictional data that was never released, in the place of the curated data."""
    folder = tmp_path / "data"
    shutil.copytree(SMALL, folder)
    monkeypatch.setattr(load_catalogue, "__defaults__", (folder,))
    return folder


def test_release_records_the_data_and_check_is_then_content(
    unreleased: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = main(["check"])
    recorded = main(["release"])
    after = main(["check"])

    said = capsys.readouterr()
    assert (before, recorded, after) == (1, 0, 0)
    assert said.err == "2030.01.0 has no snapshot: run 'python -m app release'.\n"
    assert said.out.startswith("The release is recorded in releases/2030.01.0.ndjson.gz.\n")
    assert (unreleased / "releases" / "2030.01.0.ndjson.gz").exists()


def test_release_refuses_data_that_changed_under_its_version(
    unreleased: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["release"])
    term = unreleased / "terms" / "graft.yaml"
    term.write_text(term.read_text(encoding="utf-8").replace("name: Graft", "name: The graft"))

    status = main(["release"])

    said = capsys.readouterr().err
    assert status == 1
    assert said.startswith("The data is not what was released as 2030.01.0 (terms/graft). Raise")
    assert said.count("\n") == 1


def test_help_tells_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])

    said = capsys.readouterr().out
    assert caught.value.code == 0
    assert all(f"  {name} " in said for name in command.COMMANDS)
