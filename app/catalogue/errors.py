"""Errors of the catalogue.

CatalogueError
    InvalidCatalogue   curated data broke a rule; the service must not start
    UnknownRecord      no record of that kind has that id
    CannotRelease      the data is not what was released under its version
"""


class CatalogueError(Exception):
    """Base of everything the catalogue raises."""


class InvalidCatalogue(CatalogueError):
    """Curated data broke one or more rules."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UnknownRecord(CatalogueError):
    """No record of this kind has this id; `near` holds up to three ids that come close."""

    def __init__(self, kind: str, near: tuple[str, ...]) -> None:
        super().__init__(f"No record among the {kind.replace('_', ' ')} has this id.")
        self.kind = kind
        self.near = near


class CannotRelease(CatalogueError):
    """The data changed and its version did not; the message says what to do."""
