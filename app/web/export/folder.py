"""A folder that is replaced whole or not at all, whatever happens on the way.

The new one is written beside the old one, flushed to the disk, and exchanged with it in one step.
What a process that was killed has left behind is removed the next time. For POSIX systems.
"""

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from app.web.export.errors import CannotExport

AT_FDCWD: Final = -100
RENAME_EXCHANGE: Final = 2
"""Of renameat2(2)."""

Tell = Callable[[int, int], None]
"""Hears how many files were written, of how many."""


def replace_folder(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    time: float,
    is_ours: Callable[[Path], bool],
    tell: Tell,
) -> None:
    """Put these files, all of one time, in the place of the folder.

    Raises CannotExport if there is something else there, or if it cannot be written.
    """
    folder = folder.resolve()
    try:
        _restore(folder)
        check_folder(folder, is_ours)
        with _beside(folder) as new:
            for written, (name, content) in enumerate(files.items(), 1):
                _write(new / name, content, time)
                tell(written, len(files))
            _flush_folders(new)
            _put(new, folder)
            _flush(folder.parent)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise CannotExport(
            f"{folder} could not be written ({said}); what was there is as it was."
        ) from error


def _restore(folder: Path) -> None:
    """Put back what a process that was killed between two renamings had put aside."""
    for old in folder.parent.glob(f".{folder.name}.*.old"):
        if folder.exists():
            shutil.rmtree(old)
        else:
            old.rename(folder)


def check_folder(folder: Path, is_ours: Callable[[Path], bool]) -> None:
    """Raise CannotExport if the folder is there, and neither empty nor ours."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CannotExport(f"{folder} is a file; name a folder.")
    if any(folder.iterdir()) and not is_ours(folder):
        raise CannotExport(f"{folder} is not an export and not empty; name another folder.")


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Make a folder beside another one, held while it is ours and removed at the end."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{folder.name}."
    for left in folder.parent.glob(f"{prefix}*.export"):
        _remove_unless_held(left)
    new = Path(mkdtemp(prefix=prefix, suffix=".export", dir=folder.parent))
    with _opened(new) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield new
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _remove_unless_held(left: Path) -> None:
    """Remove what a killed process left; the lock of one that lives is still held."""
    with suppress(BlockingIOError), _opened(left) as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(left)


def _write(path: Path, content: bytes, time: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.utime(file.fileno(), (time, time))
        os.fsync(file.fileno())


def _flush_folders(top: Path) -> None:
    for path in (top, *top.rglob("*")):
        if path.is_dir():
            _flush(path)


def _flush(folder: Path) -> None:
    with _opened(folder) as opened:
        os.fsync(opened)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield opened
    finally:
        os.close(opened)


def _put(new: Path, folder: Path) -> None:
    """Put a folder in the place of another; what was there is then where the new one was."""
    new.chmod(0o755)  # mkdtemp makes it ours alone, and a web server has to read it
    if not folder.exists():
        new.rename(folder)
    elif not _exchange(new, folder):
        old = new.with_suffix(".old")
        folder.rename(old)
        new.rename(folder)
        old.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(AT_FDCWD, bytes(one), AT_FDCWD, bytes(other), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(number, os.strerror(number))
