"""Narrative: the part of a resource that a person reads."""

from html import escape

from app.rendering.fhir.elements import Json


def narrative(title: str, *paragraphs: str | None) -> Json:
    """Write a heading and paragraphs; those that are null are left out."""
    said = "".join(f"<p>{escape(text)}</p>" for text in paragraphs if text is not None)
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><h2>{escape(title)}</h2>{said}</div>'
    return {"status": "generated", "div": div}
