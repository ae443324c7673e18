"""Pages: the start page and the documentation, with nothing from another host."""

import re
import tomllib
from html import unescape
from pathlib import Path

import pytest

from app.web.entry import SOFTWARE_VERSION
from app.web.pages import ASSETS, POLICY, page
from tests.conftest import Client

PAGES = ("/", "/docs", "/redoc")

every_page = pytest.mark.parametrize("path", PAGES)


@every_page
def test_a_page_is_html_under_a_strict_policy(path: str, client: Client) -> None:
    answer = client.get(path)

    policy = answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


@every_page
def test_a_page_loads_nothing_from_another_host_and_nothing_inline(
    path: str, client: Client
) -> None:
    html = client.get(path).text

    assert re.findall(r'(?:src|href)="(?!/)[^"]*"', html) == []
    assert re.findall(r"<script(?![^>]* src=)[^>]*>", html) == []
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html


@every_page
def test_everything_that_a_page_leads_to_is_there(path: str, curated_client: Client) -> None:
    html = curated_client.get(path).text

    statuses = {
        address: curated_client.raw(address).status_code
        for address in map(unescape, re.findall(r'(?:src|href)="([^"]*)"', html))
    }

    assert statuses
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize("name", ASSETS)
def test_an_asset_is_served_as_what_it_is(name: str, client: Client) -> None:
    answer = client.raw(f"/assets/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == ASSETS[name][1]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.content


def test_the_start_page_counts_what_there_is(client: Client) -> None:
    html = client.get("/").text

    assert "For tests only." in html
    assert "The stage called conditioning." in html
    assert "2030.01.0" in html
    assert "{{" not in html


def test_a_value_is_put_into_a_page_as_text() -> None:
    answer = page("index.html", POLICY, {"intended_use": "<script>alert('&')</script>"})

    assert b"&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;" in answer.body


def test_the_software_says_the_version_it_is_packaged_as() -> None:
    packaged = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert packaged["version"] == SOFTWARE_VERSION
