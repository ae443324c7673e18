"""/.well-known: the catalogue of APIs, and whom to tell of a weakness."""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from app.catalogue import Catalogue
from app.web.app import make_app
from app.web.settings import Settings
from tests.conftest import Client


def test_the_catalogue_leads_to_what_is_there(curated_client: Client) -> None:
    answer = curated_client.raw("/.well-known/api-catalog")

    assert answer.headers["content-type"].startswith("application/linkset+json; profile=")
    assert 'rel="api-catalog"' in answer.headers["link"]
    catalog, api = answer.json()["linkset"]
    assert catalog["item"] == [{"href": api["anchor"]}]
    links = [link for name, links in api.items() if name != "anchor" for link in links]
    assert len(links) == 4
    for link in links:
        found = curated_client.raw(urlsplit(link["href"]).path)
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] == link["type"]


def test_a_client_that_wants_json_gets_the_catalogue(client: Client) -> None:
    answer = client.raw("/.well-known/api-catalog", (b"accept", b"application/json"))

    assert answer.status_code == 200


def test_no_contact_is_invented(client: Client) -> None:
    answer = client.raw("/.well-known/security.txt")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("contact", ["mailto:security@api.example", "https://api.example/report"])
def test_the_contact_of_the_operator_is_told(
    contact: str, small: Catalogue, runner: asyncio.Runner
) -> None:
    settings = Settings(security_contact=contact, public_url="https://api.example")
    client = Client(make_app(small, settings), runner)

    answer = client.raw("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    expires = datetime.fromisoformat(fields["Expires"])
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == contact
    assert fields["Canonical"] == "https://api.example/.well-known/security.txt"
    assert timedelta(days=170) < expires - datetime.now(UTC) < timedelta(days=181)
    client.close()
