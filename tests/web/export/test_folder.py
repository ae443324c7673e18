"""A folder that is replaced whole or not at all."""

import ctypes
import errno
import fcntl
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Never

import pytest

from app.web.export.errors import CannotExport
from app.web.export.folder import replace_folder

FILES = {"mark": b"new", "a/b/c": b"deep", "a/empty": b""}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def put(folder: Path, files: dict[str, bytes] | None = None) -> list[tuple[int, int]]:
    """Replace a folder whose mark says that it is ours; return what was told on the way."""
    told: list[tuple[int, int]] = []
    replace_folder(
        folder,
        FILES if files is None else files,
        time=1_000_000_000,
        is_ours=lambda found: (found / "mark").exists(),
        tell=lambda done, whole: told.append((done, whole)),
    )
    return told


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder that was written before."""
    folder = tmp_path / "copy"
    put(folder, {"mark": b"old", "gone": b"gone"})
    return folder


def assert_untouched(old: Path) -> None:
    assert contents(old) == {"mark": b"old", "gone": b"gone"}
    assert os.listdir(old.parent) == ["copy"]  # nothing is left beside it  # noqa: PTH208


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    told = put(tmp_path / "above" / "copy")

    assert contents(tmp_path / "above" / "copy") == dict(sorted(FILES.items()))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_folder_is_replaced_whole(old: Path) -> None:
    put(old)

    assert contents(old) == dict(sorted(FILES.items()))
    assert list(old.parent.iterdir()) == [old]


def test_files_are_of_one_time_and_anybody_may_read_them(old: Path) -> None:
    put(old)

    assert {path.stat().st_mtime for path in old.rglob("*") if path.is_file()} == {1_000_000_000}
    assert old.stat().st_mode & 0o777 == 0o755


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    put(tmp_path)

    assert contents(tmp_path) == dict(sorted(FILES.items()))


def test_a_link_to_a_folder_stays_a_link(old: Path) -> None:
    link = old.parent / "link"
    link.symlink_to(old)

    put(link)

    assert link.is_symlink()
    assert contents(old) == dict(sorted(FILES.items()))


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("dear", encoding="utf-8")

    with pytest.raises(CannotExport) as refused:
        put(tmp_path)

    assert str(refused.value) == (
        f"{tmp_path} is not an export and not empty; name another folder."
    )
    assert contents(tmp_path) == {"letters": b"dear"}


def test_a_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "copy"
    file.write_text("mine", encoding="utf-8")

    with pytest.raises(CannotExport) as refused:
        put(file)

    assert str(refused.value) == f"{file} is a file; name a folder."
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_folder_below_a_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(CannotExport, match="could not be written"):
        put(tmp_path / "file" / "copy")


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_full_disk_leaves_the_old_folder_whole(
    after: int, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def full(file: int) -> None:
        written.append(file)
        if len(written) > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(CannotExport) as refused:
        put(old)

    assert str(refused.value) == (
        f"{old} could not be written (no space left on device); what was there is as it was."
    )
    assert_untouched(old)


def test_an_interrupted_writer_leaves_the_old_folder_whole(old: Path) -> None:
    def interrupt(_: int, __: int) -> Never:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_folder(old, FILES, time=0, is_ours=lambda _: True, tell=interrupt)

    assert_untouched(old)


def test_what_a_killed_writer_left_is_removed(old: Path) -> None:
    left = old.parent / ".copy.killed.export"
    (left / "v1").mkdir(parents=True)
    (left / "v1" / "half").write_bytes(b"half")

    put(old)

    assert list(old.parent.iterdir()) == [old]


def test_what_a_living_writer_holds_is_left_to_it(old: Path) -> None:
    other = old.parent / ".copy.living.export"
    other.mkdir()
    held = os.open(other, os.O_RDONLY)
    with closing(SimpleNamespace(close=lambda: os.close(held))):
        fcntl.flock(held, fcntl.LOCK_EX)

        put(old)

        assert set(old.parent.iterdir()) == {old, other}


def _without_renameat2(*_: object, **__: object) -> object:
    return SimpleNamespace()


def _that_cannot(number: int) -> Callable[..., object]:
    def library(*_: object, **__: object) -> object:
        ctypes.set_errno(number)
        return SimpleNamespace(renameat2=lambda *_: -1)

    return library


@pytest.mark.parametrize(
    "library",
    [_without_renameat2, _that_cannot(errno.ENOSYS), _that_cannot(errno.EINVAL)],
    ids=["absent", "ENOSYS", "EINVAL"],
)
def test_a_system_that_cannot_exchange_folders_renames_them(
    library: Callable[..., object], old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", library)

    put(old)

    assert contents(old) == dict(sorted(FILES.items()))
    assert list(old.parent.iterdir()) == [old]


def test_a_failed_exchange_leaves_the_old_folder_whole(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", _that_cannot(errno.EACCES))

    with pytest.raises(CannotExport, match="permission denied"):
        put(old)

    assert_untouched(old)


def test_a_writer_killed_between_two_renamings_is_made_good(old: Path) -> None:
    old.rename(old.parent / ".copy.killed.old")

    put(old)

    assert contents(old) == dict(sorted(FILES.items()))
    assert list(old.parent.iterdir()) == [old]


def test_what_a_writer_killed_after_two_renamings_put_aside_is_removed(old: Path) -> None:
    aside = old.parent / ".copy.killed.old"
    aside.mkdir()
    (aside / "mark").write_bytes(b"older")

    put(old)

    assert list(old.parent.iterdir()) == [old]
