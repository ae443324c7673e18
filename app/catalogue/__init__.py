"""data -> typed, cross-checked, immutable Catalogue."""

from app.catalogue.catalogue import Catalogue
from app.catalogue.errors import (
    CannotRelease,
    CatalogueError,
    InvalidCatalogue,
    UnknownRecord,
)
from app.catalogue.load import load_catalogue

__all__ = [
    "CannotRelease",
    "Catalogue",
    "CatalogueError",
    "InvalidCatalogue",
    "UnknownRecord",
    "load_catalogue",
]
