"""What nginx is told; what it makes of it stands in tests/server/test_export.py."""

from app.web.export.crawl import Kept
from app.web.export.nginx import nginx_conf


def conf(*answers: Kept) -> str:
    files = {kept.address.lstrip("/"): kept for kept in answers}
    return nginx_conf(files, others={}, redirects={}, problems={404: "{}"})


def test_what_most_answers_share_stands_once() -> None:
    usual = {"content-type": "application/json", "cache-control": "public"}
    other = {**usual, "content-type": "application/schema+json"}

    said = conf(
        Kept("/v1/a", ("/v1/a",), usual, b""),
        Kept("/v1/b", ("/v1/b",), usual, b""),
        Kept("/v1/c", ("/v1/c",), other, b""),
    )

    assert said.count('default_type "application/json"') == 1
    assert said.count("location = ") == 1
    assert 'location = "/v1/c" {' in said


def test_quotes_and_backslashes_in_a_header_are_no_end_of_it() -> None:
    headers = {"content-type": "text/html", "accept-query": '"a", "b\\c"'}

    said = conf(Kept("/", ("/",), headers, b""))

    assert r'add_header accept-query "\"a\", \"b\\c\"";' in said


def test_quotes_in_a_type_are_no_end_of_it() -> None:
    headers = {"content-type": 'application/linkset+json; profile="https://example.org/a"'}

    said = conf(Kept("/.well-known/a", ("/.well-known/a",), headers, b""))

    assert r'default_type "application/linkset+json; profile=\"https://example.org/a\"";' in said


def test_headers_of_one_answer_alone_are_left_to_nginx() -> None:
    headers = {"content-type": "text/html", "etag": 'W/"1"', "link": "</>", "date": "now"}

    said = conf(Kept("/", ("/",), headers, b""))

    assert "etag" not in said
    assert "add_header link" not in said
