"""A bar on a terminal; nothing anywhere else."""

import sys
from typing import Final, TextIO

WIDTH: Final = 30


class Progress:
    """Draws how far something is, over itself, whenever a hundredth more of it is done."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._drawn = ""
        self._is_shown = self._stream.isatty()

    def tell(self, what: str, done: int, whole: int) -> None:
        """Say that so much of the whole is done."""
        if not self._is_shown:
            return
        full = "#" * (WIDTH * done // whole)
        drawn = f"{what} [{full:<{WIDTH}}] {100 * done // whole:3} %"
        if drawn != self._drawn:
            self._drawn = drawn
            self._stream.write(f"\r{drawn}\x1b[K")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line empty, as if there had been no bar."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
