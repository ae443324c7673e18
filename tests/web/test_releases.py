"""/v1/releases and /v1/changes, about a fictional world with two releases."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.web.app import make_app
from app.web.settings import Settings
from tests.catalogue.world import Edit, World
from tests.conftest import Client

OLD, NEW = "2030.01.0", "2030.02.0"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, runner: asyncio.Runner) -> Iterator[Client]:
    """A client of a world whose second release added, changed and removed a term."""
    world = World(tmp_path_factory.mktemp("released") / "world")
    text = world.read("terms/graft.yaml")
    world.write("terms/leaver.yaml", text.replace("name: Graft", "name: Leaver"))
    world.load().releases.record()
    (world.folder / "terms" / "leaver.yaml").unlink()
    world.write("terms/newcomer.yaml", text.replace("name: Graft", "name: Newcomer"))
    world.edit(
        [
            Edit("dataset.yaml", OLD, NEW),
            Edit("dataset.yaml", "2030-01-10", "2030-02-10"),
            Edit("terms/graft.yaml", "name: Graft", "name: The graft"),
            Edit("workup/heart.yaml", "value: 45,", "value: 50,"),
        ]
    )
    client = Client(make_app(world.load(), Settings()), runner)
    yield client
    client.close()


def short(body: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401  the JSON of a list of changes
    return [(change["kind"], change["id"], change["change"]) for change in body["data"]]


def test_releases_are_told_newest_first_with_what_they_changed(released: Client) -> None:
    new, old = released.get("/v1/releases").json()["data"]

    assert (new["version"], new["released_on"], new["previous"]) == (NEW, "2030-02-10", OLD)
    assert (new["added"], new["removed"], new["changed"]) == (1, 1, 2)
    assert new["links"] == {
        "self": f"/v1/releases/{NEW}",
        "collection": "/v1/releases",
        "changes_since": f"/v1/changes?since={NEW}",
        "changes": f"/v1/changes?since={OLD}&until={NEW}",
        "previous": f"/v1/releases/{OLD}",
    }
    assert (old["version"], old["previous"]) == (OLD, None)
    assert "changes" not in old["links"]


def test_a_release_alone_is_as_in_the_list(released: Client) -> None:
    listed = released.get("/v1/releases").json()

    for release in listed["data"]:
        alone = released.get(release["links"]["self"]).json()
        assert alone == {**release, "meta": listed["meta"]}


def test_releases_come_in_pages(released: Client) -> None:
    first = released.get("/v1/releases?limit=1").json()

    second = released.get(first["links"]["next"]).json()

    assert [first["page"]["total"], second["page"]["next_cursor"]] == [2, None]
    assert [page["data"][0]["version"] for page in (first, second)] == [NEW, OLD]


def test_an_unknown_release_is_told_the_known_ones(released: Client) -> None:
    answer = released.get("/v1/releases/2029.12.0")

    assert answer.status_code == 404
    assert answer.json()["errors"][0]["allowed"] == [NEW, OLD]


def test_what_changed_since_a_version_is_told_record_by_record(released: Client) -> None:
    body = released.get(f"/v1/changes?since={OLD}").json()

    assert (body["since"], body["until"]) == (OLD, NEW)
    assert short(body) == [
        ("workup", "heart", "changed"),
        ("terms", "graft", "changed"),
        ("terms", "leaver", "removed"),
        ("terms", "newcomer", "added"),
    ]
    assert body["data"][0] == {
        "type": "change", "kind": "workup", "id": "heart", "name": "Heart", "change": "changed",
        "members": [
            {"pointer": "/thresholds/0/quantity/value", "change": "changed", "old": 45, "new": 50}
        ],
        "path": "/v1/workup/heart",
    }  # fmt: skip


def test_a_pointer_leads_to_the_value_in_the_record_as_it_is_served(released: Client) -> None:
    change = released.get(f"/v1/changes?since={OLD}&id=heart").json()["data"][0]

    place = released.get(change["path"]).json()
    for name in change["members"][0]["pointer"].split("/")[1:]:
        place = place[int(name)] if isinstance(place, list) else place[name]

    assert place == change["members"][0]["new"] == 50


def test_a_record_that_is_gone_has_no_path_and_is_told_whole(released: Client) -> None:
    (change,) = released.get(f"/v1/changes?since={OLD}&change=removed").json()["data"]

    (member,) = change["members"]
    assert (change["name"], change["path"]) == ("Leaver", None)
    assert (member["pointer"], member["new"]) == ("", None)
    assert member["old"]["name"] == "Leaver"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=terms&change=added", [("terms", "newcomer", "added")]),
        ("kind=workup", [("workup", "heart", "changed")]),
        ("id=graft", [("terms", "graft", "changed")]),
        ("kind=agents", []),
        (f"until={OLD}", []),
        (f"until={NEW}&id=heart", [("workup", "heart", "changed")]),
    ],
)
def test_changes_can_be_narrowed(query: str, expected: Any, released: Client) -> None:  # noqa: ANN401  what short returns
    assert short(released.get(f"/v1/changes?since={OLD}&{query}").json()) == expected


def test_changes_come_in_pages(released: Client) -> None:
    visited, following = [], f"/v1/changes?since={OLD}&limit=3"
    while following:
        page = released.get(following).json()
        visited += short(page)
        following = page["links"]["next"]

    assert visited == short(released.get(f"/v1/changes?since={OLD}").json())


def test_since_the_newest_release_nothing_has_changed(released: Client) -> None:
    body = released.get(f"/v1/changes?since={NEW}").json()

    assert (body["data"], body["page"]["total"]) == ([], 0)


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("since=2029.12.0", "since", [NEW, OLD]),
        (f"since={OLD}&until=2031.01.0", "until", [NEW, OLD]),
        (f"since={NEW}&until={OLD}", "since", [OLD]),
        ("since=yesterday", "since", None),
        (f"since={OLD}&change=moved", "change", ["added", "removed", "changed"]),
        ("", "since", None),
    ],
)
def test_a_wrong_question_is_refused_with_the_right_ones(
    query: str, parameter: str, allowed: list[str] | None, released: Client
) -> None:
    answer = released.get(f"/v1/changes?{query}")

    (fault,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert (fault["parameter"], fault["allowed"]) == (parameter, allowed)


def test_an_unknown_kind_is_refused_even_where_nothing_changed(released: Client) -> None:
    assert released.get(f"/v1/changes?since={NEW}&kind=moods").status_code == 400


def test_every_answer_says_where_the_versions_are(curated_client: Client) -> None:
    answer = curated_client.get("/v1/agents/mesna")

    assert (
        '</v1/releases>; rel="version-history"; type="application/json"' in (answer.headers["link"])
    )


@pytest.mark.parametrize("path", ["/v1/conformance/vectors", "/v1/pipeline", "/v1/condition"])
def test_what_there_is_one_of_has_its_own_path(
    path: str, tmp_path: Path, runner: asyncio.Runner
) -> None:
    world = World(tmp_path / "world")
    edits = {
        "/v1/conformance/vectors": ("vectors.yaml", "version:"),
        "/v1/pipeline": ("procedure.yaml", "name:"),
        "/v1/condition": ("condition.yaml", "name:"),
    }
    world.load().releases.record()
    file, start = edits[path]
    (line,) = [line for line in world.read(file).splitlines() if line.startswith(start)]
    changed = 'version: "7"' if start == "version:" else "name: Changed"
    world.edit([Edit(file, line, changed), Edit("dataset.yaml", OLD, NEW)])
    client = Client(make_app(world.load(), Settings()), runner)

    (change,) = client.get(f"/v1/changes?since={OLD}").json()["data"]

    assert change["path"] == path
    assert client.get(path).status_code == 200
