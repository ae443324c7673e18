"""Reading the formats back, each with nothing of the project's own."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

SVG: Final = "{http://www.w3.org/2000/svg}"
WIDEST: Final = 0.6
"""Width of a character as a share of the font size, as the pictures reckon it."""


def texts_of(name: str, written: bytes) -> list[str]:
    """Return every text that a reader of a format sees or hears, with ordinary spaces."""
    read = {
        "csv": _csv_texts,
        "ics": _ics_texts,
        "svg": _svg_texts,
        "html": _html_texts,
        "fhir": _fhir_texts,
    }
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in read[name](written)]


def rows_of(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode(), newline="")))


def _csv_texts(written: bytes) -> Iterator[str]:
    for row in rows_of(written):
        yield from (row["title"], row["text"], row["note"])


def lines_of(written: bytes) -> list[str]:
    """Unfold the lines of a calendar."""
    return written.decode().replace("\r\n ", "").split("\r\n")


def _ics_texts(written: bytes) -> Iterator[str]:
    for line in lines_of(written):
        name, _, value = line.partition(":")
        if name in {"SUMMARY", "DESCRIPTION", "X-WR-CALDESC", "NAME", "X-WR-CALNAME"}:
            yield unescaped(value)


def unescaped(value: str) -> str:
    """Undo the escapes of a text in a calendar (RFC 5545, section 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def _svg_texts(written: bytes) -> Iterator[str]:
    for element in ET.fromstring(written).iter():  # noqa: S314  our own picture
        if element.tag != f"{SVG}style" and element.text:
            yield element.text


FHIR_TEXTS: Final = frozenset(
    {"text", "title", "description", "detail", "display", "valueString", "valueMarkdown", "unit"}
)
"""Members of resources that a person reads."""


def _fhir_texts(written: bytes) -> Iterator[str]:
    yield from fhir_texts(json.loads(written))


def fhir_texts(value: object, name: str = "") -> Iterator[str]:
    """Yield every text of a resource, wherever it stands, with narratives in pieces."""
    if isinstance(value, list):
        for item in value:
            yield from fhir_texts(item, name)
    elif isinstance(value, dict):
        for inner, held in value.items():
            yield from fhir_texts(held, inner)
    elif isinstance(value, str) and name == "div":
        yield from (unescape(part) for part in re.split("<[^>]*>", value) if part)
    elif isinstance(value, str) and name in FHIR_TEXTS:
        yield value


class Sheet(HTMLParser):
    """A page taken apart: its tags, their attributes, its texts, and whether it is well nested."""

    def __init__(self, written: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.ill_nested: list[str] = []
        self.feed(written.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"br", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open.pop() != tag:
            self.ill_nested.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


def _html_texts(written: bytes) -> list[str]:
    return Sheet(written).texts


class Box(NamedTuple):
    """A rectangle in a picture."""

    left: float
    top: float
    right: float
    bottom: float
    what: str

    def overlaps(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def label_boxes(picture: ET.Element) -> list[Box]:
    """Return the room that each text takes at most."""
    return [_label(element) for element in picture.iter(f"{SVG}text")]


def _label(element: ET.Element) -> Box:
    said = "".join(element.itertext())
    hover = element.find(f"{SVG}title")
    if hover is not None and hover.text:
        said = said.removeprefix(hover.text)
    size, x, y = (float(element.attrib[name]) for name in ("font-size", "x", "y"))
    width = len(said) * WIDEST * size
    left = x - width / 2 if element.get("text-anchor") == "middle" else x
    return Box(left, y - 0.76 * size, left + width, y + 0.24 * size, said)


def shape_boxes(picture: ET.Element) -> list[Box]:
    """Return the room of each rectangle and circle, wherever it was moved."""
    return list(_shapes(picture, 0, 0))


def _shapes(element: ET.Element, dx: float, dy: float) -> Iterator[Box]:
    if found := re.match(r"translate\((\S+) (\S+)\)", element.get("transform", "")):
        dx, dy = dx + float(found[1]), dy + float(found[2])
    number = {name: float(value) for name, value in element.items() if _is_number(value)}
    if element.tag == f"{SVG}rect":
        x, y = number.get("x", 0) + dx, number.get("y", 0) + dy
        yield Box(x, y, x + number["width"], y + number["height"], element.get("class", ""))
    if element.tag == f"{SVG}circle":
        x, y, r = number["cx"] + dx, number["cy"] + dy, number["r"]
        yield Box(x - r, y - r, x + r, y + r, element.get("class", ""))
    for child in element:
        yield from _shapes(child, dx, dy)


def _is_number(value: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None


def overlaps(boxes: list[Box]) -> list[tuple[str, str]]:
    return [
        (one.what, other.what)
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
        if one.overlaps(other)
    ]
