"""data -> typed, cross-checked, immutable Catalogue."""

from app.catalogue.catalogue import Catalogue
from app.catalogue.errors import CatalogueError, InvalidCatalogue, UnknownRecord
from app.catalogue.load import load_catalogue

__all__ = [
    "Catalogue",
    "CatalogueError",
    "InvalidCatalogue",
    "UnknownRecord",
    "load_catalogue",
]
