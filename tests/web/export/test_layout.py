"""The layout: where each answer lies."""

from app.web.export.crawl import Kept
from app.web.export.layout import layout

JSON = "application/json"
HTML = "text/html; charset=utf-8"


def files(**types: str) -> dict[str, str]:
    """Return the file of each address; addresses are given with their types."""
    answers = [Kept(path, (path,), {"content-type": kind}, b"") for path, kind in types.items()]
    return {kept.address: file for file, kept in layout(answers).items()}


def test_a_path_with_nothing_below_it_is_a_file() -> None:
    assert files(**{"/v1/agents/mesna": JSON, "/openapi.json": JSON}) == {
        "/v1/agents/mesna": "v1/agents/mesna",
        "/openapi.json": "openapi.json",
    }


def test_a_path_with_something_below_it_is_the_index_of_a_folder() -> None:
    assert files(**{"/v1": JSON, "/v1/agents": JSON, "/v1/agents/mesna": JSON}) == {
        "/v1": "v1/index.html",
        "/v1/agents": "v1/agents/index.html",
        "/v1/agents/mesna": "v1/agents/mesna",
    }


def test_a_page_is_the_index_of_a_folder() -> None:
    assert files(**{"/": HTML, "/docs": HTML}) == {"/": "index.html", "/docs": "docs/index.html"}


def test_an_answer_to_a_query_lies_where_only_who_reads_queries_looks() -> None:
    assert files(**{"/v1/agents": JSON, "/v1/agents?regimen=a&stage=b": JSON}) == {
        "/v1/agents": "v1/agents",
        "/v1/agents?regimen=a&stage=b": "_queries/v1/agents/regimen=a&stage=b",
    }


def test_files_are_in_order_whatever_the_order_of_the_answers() -> None:
    one = {"/v1/b": JSON, "/v1/a": JSON, "/": HTML}

    assert [*files(**one)] == [*files(**dict(reversed(one.items())))] == ["/", "/v1/a", "/v1/b"]
