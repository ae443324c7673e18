"""A copy of the small fictional world that a test may break."""

from collections.abc import Iterable
from pathlib import Path
from shutil import copytree
from typing import Final, NamedTuple

from app.catalogue import Catalogue, InvalidCatalogue, load_catalogue

SMALL: Final = Path(__file__).parent.parent / "small"


class Edit(NamedTuple):
    """In this file, this text becomes that; a file that is not there yet starts empty."""

    file: str
    old: str
    new: str


class World:
    """Files in the shape of `app/data`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        copytree(SMALL, folder)

    def write(self, file: str, content: str | bytes) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, file: str) -> str:
        path = self.folder / file
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def edit(self, edits: Iterable[Edit]) -> None:
        """Make the edits; a text that is not there exactly once is a mistake in the test."""
        for file, old, new in edits:
            text = self.read(file)
            assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times in {file}"
            self.write(file, text.replace(old, new))

    def load(self) -> Catalogue:
        return load_catalogue(self.folder)

    def faults(self) -> list[str]:
        """Return what is wrong with this world; empty if nothing is."""
        try:
            self.load()
        except InvalidCatalogue as invalid:
            return invalid.faults
        return []
