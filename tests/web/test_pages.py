"""Pages: the start page and the documentation, with nothing from another host."""

import re
import tomllib
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.web.entry import SOFTWARE_VERSION
from app.web.pages import ASSETS, BAR, EXPLORER, PAGES, explorer_page
from tests.conftest import Client

every_page = pytest.mark.parametrize("path", BAR)
explorer_pages = pytest.mark.parametrize("path", PAGES)


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

    assert re.findall(r'(?:src|<link[^>]* href)="(?!/)[^"]*"', html) == []
    assert re.findall(r"<script(?![^>]* src=)[^>]*>", html) == []
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html


@every_page
def test_everything_that_a_page_leads_to_is_there(path: str, curated_client: Client) -> None:
    html = curated_client.get(path).text

    statuses = {
        address: curated_client.raw(address).status_code
        for address in map(unescape, re.findall(r'(?:src|href)="(/[^"#]*)[^"]*"', html))
    }

    assert statuses
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize("name", ASSETS)
def test_an_asset_is_served_as_what_it_is(name: str, client: Client) -> None:
    answer = client.raw(f"/assets/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == ASSETS[name]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.content


def test_the_start_page_counts_what_there_is(client: Client) -> None:
    html = client.get("/").text

    assert "For tests only." in html
    assert "The stage called conditioning." in html
    assert "2030.01.0" in html
    assert "{{" not in html


def test_a_value_is_put_into_a_page_as_text(small: Catalogue) -> None:
    use = "<script>alert('&')</script>"
    procedure = small.procedure.model_copy(update={"intended_use": use})

    answer = explorer_page("/", replace(small, procedure=procedure))

    assert b"&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;" in answer.body
    assert b"<script>alert" not in answer.body


@explorer_pages
def test_a_page_of_the_explorer_says_what_it_is_for_and_leads_to_the_data(
    path: str, client: Client
) -> None:
    html = client.get(path).text

    head, main = html.split("<main ")
    assert "For tests only." in head
    assert re.search(r"<title>[^<]*Day Zero[^<]*</title>", head)
    assert 'href="/v1/' in main.partition("</main>")[0]
    assert "{{" not in html


@every_page
def test_the_bar_marks_the_page_that_is_open(path: str, client: Client) -> None:
    html = client.get(path).text

    assert re.findall(r'<a href="([^"]*)" aria-current="page">', html) == [path]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/regimens?id=mist", 200),
        ("/agents?q=mesna&agent_class=uroprotectant&stage=harvest", 200),
        ("/regimens?stage=conditioning&intensity=low&agent=mesna&plannable=yes", 200),
        ("/agents?plannable=yes", 400),
        ("/compare?regimens=a,b", 200),
        ("/evidence?measure=neda", 200),
        ("/plan?conditioning=mist&mobilisation=filgrastim-10", 200),
        ("/plan?weight_kg=70", 400),  # body measures never stand in an address
        ("/?id=harvest", 400),
        ("/regimens/", 308),
    ],
)
def test_a_page_takes_only_what_its_address_may_say(
    target: str, status: int, client: Client
) -> None:
    assert client.get(target).status_code == status


@pytest.mark.parametrize(
    "name",
    ["none.js", "README.md", "tsconfig.json", "frame.html", "library", "library/none.js",
     "../pages.py", "library/../../pages.py", "%2e%2e/pages.py"],
)  # fmt: skip
def test_nothing_else_is_an_asset(name: str, client: Client) -> None:
    assert client.raw(f"/assets/{name}").status_code == 404


def test_every_module_that_is_imported_is_an_asset() -> None:
    imported = {
        (file.parent / name).resolve().relative_to(EXPLORER.resolve()).as_posix()
        for file in EXPLORER.rglob("*.js")
        for name in re.findall(r'from "(\.[^"]*\.js)"', file.read_text(encoding="utf-8"))
    }

    assert "library/dom.js" in imported
    assert imported <= set(ASSETS)


@explorer_pages
def test_the_modules_of_a_page_are_asked_for_at_once(path: str, client: Client) -> None:
    html = client.get(path).text

    asked = set(re.findall(r'<link rel="modulepreload" href="/assets/([^"]*)">', html))
    assert asked == {name for name in ASSETS if name.startswith("library/")}


@pytest.mark.parametrize("path", ["/agents", "/assets/library/dom.js"])
def test_a_page_and_its_modules_are_not_sent_again_unchanged(path: str, client: Client) -> None:
    etag = client.get(path).headers["etag"]

    again = client.get(path, if_none_match=etag)

    assert (again.status_code, again.content) == (304, b"")


def test_the_software_says_the_version_it_is_packaged_as() -> None:
    packaged = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert packaged["version"] == SOFTWARE_VERSION
