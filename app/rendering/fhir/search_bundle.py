"""Resources -> a page of search results as a Bundle, with links to its neighbours."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from app.rendering.fhir.elements import Json, address
from app.rendering.fhir.extensions import intended_use
from app.rendering.fhir.origin import published_meta
from app.rendering.format import About


class Page(NamedTuple):
    """Which page of a search it is, counted from 1, and how many resources are on one."""

    number: int
    size: int


def search_bundle(
    about: About, type: str, found: Sequence[Json], asked: dict[str, str], page: Page
) -> Json:
    """Make one page of a searchset; `asked` are the parameters that filtered it, as sent.

    A count of 0 asks for the total alone.
    """
    start = (page.number - 1) * page.size
    shown = found[start : start + page.size]
    bundle: Json = {
        "resourceType": "Bundle",
        "meta": {**published_meta(about), "extension": [intended_use(about)]},
        "language": "en",
        "type": "searchset",
        "total": len(found),
        "link": [
            {"relation": relation, "url": _url(about, type, asked, Page(number, page.size))}
            for relation, number in _links(len(found), page).items()
        ],
    }
    if shown:
        bundle["entry"] = [
            {
                "fullUrl": address(about, type, resource["id"]),
                "resource": resource,
                "search": {"mode": "match"},
            }
            for resource in shown
        ]
    return bundle


def _links(total: int, page: Page) -> dict[str, int]:
    """Return the pages that can be gone to from a page."""
    links = {"self": page.number}
    if page.size == 0:
        return links
    last = max(1, -(-total // page.size))
    links["first"] = 1
    if page.number > 1:
        links["previous"] = min(page.number - 1, last)
    if page.number < last:
        links["next"] = page.number + 1
    links["last"] = last
    return links


def _url(about: About, type: str, asked: dict[str, str], page: Page) -> str:
    paging = {"_count": str(page.size)}
    if page.number > 1:
        paging["page"] = str(page.number)
    return f"{about.base_url}/fhir/{type}?{urlencode(asked | paging)}"
