"""Records or a plan -> bytes, one module per format. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.rendering import plan_calendar, plan_csv, plan_sheet, plan_timeline
from app.rendering.fhir import plan_bundle
from app.rendering.format import Format

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "csv": plan_csv.FORMAT,
        "ics": plan_calendar.FORMAT,
        "svg": plan_timeline.FORMAT,
        "html": plan_sheet.FORMAT,
        "fhir": plan_bundle.FORMAT,
    }
)
"""Name -> format of a plan. JSON is not one: web writes it, as for everything."""
