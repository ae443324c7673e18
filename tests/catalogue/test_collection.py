"""Collections: by id, by alias, or nearly."""

from dataclasses import dataclass
from time import perf_counter

import pytest

from app.catalogue import Catalogue, UnknownRecord
from app.catalogue.collection import Collection, alias_slugs


@dataclass(frozen=True)
class Thing:
    """The least that a collection can hold."""

    id: str
    aliases: tuple[str, ...] = ()


def test_a_record_is_found_by_its_id(small: Catalogue) -> None:
    assert small.agents["exemplan"].name == "Exemplan"
    assert "exemplan" in small.agents
    assert "aspirin" not in small.agents


def test_records_keep_the_order_they_were_given_in() -> None:
    things = Collection("things", [Thing("b"), Thing("a"), Thing("c")])

    assert [thing.id for thing in things] == ["b", "a", "c"]
    assert len(things) == 3


def test_an_unknown_id_names_what_comes_close(small: Catalogue) -> None:
    with pytest.raises(UnknownRecord) as unknown:
        small.agents["exemplam"]

    assert unknown.value.kind == "agents"
    assert unknown.value.near == ("exemplan",)
    assert str(unknown.value) == "No record among the agents has this id."


@pytest.mark.parametrize("name", ["ex200", "EX200", " ex200 ", "Anti/EX", "anti-ex", "ANTI EX"])
def test_an_alias_stands_for_an_id_however_it_is_written(small: Catalogue, name: str) -> None:
    assert small.regimens.canonical(name) == "exemplan-200"


def test_an_alias_may_have_letters_that_an_address_has_not(small: Catalogue) -> None:
    assert small.agents.canonical("gröwan") == "growan"


@pytest.mark.parametrize("name", ["exemplan-200", "nobody", "", "???"])
def test_what_is_no_alias_stands_for_nothing(small: Catalogue, name: str) -> None:
    assert small.regimens.canonical(name) is None


def test_an_id_is_never_taken_by_the_alias_of_another() -> None:
    things = Collection("things", [Thing("a", ("B",)), Thing("b")])

    assert things.canonical("b") is None
    assert things["b"] == Thing("b")


def test_an_alias_that_says_nothing_new_is_left_out() -> None:
    assert list(alias_slugs(Thing("a", ("A", "???", "C")))) == ["c"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("exemplan-300", ("exemplan-200", "exemplan-open")),
        ("ex20", ("exemplan-200",)),  # by its alias ex200
        ("growan", ("growan-10",)),
        ("open", ("exemplan-open",)),  # inside the id
        ("en", ()),  # inside one, but two letters are inside too much
        ("zzzzzz", ()),
        ("", ()),
    ],
)
def test_a_name_comes_close_by_its_spelling(
    small: Catalogue, name: str, near: tuple[str, ...]
) -> None:
    assert small.regimens.near(name) == near


def test_at_most_three_ids_come_close_and_each_once() -> None:
    things = Collection("things", [Thing(f"thing-{n}", (f"thing {n}0",)) for n in range(9)])

    near = things.near("thing")

    assert len(near) == len(set(near)) == 3


def test_a_name_as_long_as_a_book_is_answered_at_once(small: Catalogue) -> None:
    book = "exemplan " * 1_000_000
    began = perf_counter()

    answers = (small.agents.near(book), small.agents.canonical(book), book in small.agents)

    assert answers == ((), None, False)
    assert perf_counter() - began < 1  # second
