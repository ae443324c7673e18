"""Walking a record finds everything in it."""

from collections.abc import Iterator
from typing import Any

from app.catalogue import Catalogue
from app.catalogue.integrity import PROSE
from app.catalogue.load import MANY, SINGLE
from app.catalogue.record import SLUG_PATTERN, Curated
from app.catalogue.walk import NAMES, ids_in, models_in, texts_in

NOT_OUR_PROSE = {"citation", "licence", "attribution"}
"""Long texts that are bibliography and law, not statements about the procedure."""


def test_every_model_inside_is_found_with_its_path(small: Catalogue) -> None:
    regimen = small.regimens["growan-10"]

    assert [(path, type(model).__name__) for path, model in models_in(regimen)] == [
        ("", "Regimen"),
        ("dose_lines.0", "DoseLine"),
        ("dose_lines.0.dose", "CitedQuantity"),
        ("dose_lines.0.times_per_day", "CitedCount"),
        ("dose_lines.0.days", "CitedDays"),
    ]


def test_texts_are_found_at_any_depth(small: Catalogue) -> None:
    texts = dict(texts_in(small.stages["harvest"], frozenset({"summary", "statement"})))

    assert texts == {
        "summary": "The stage called harvest.",
        "steps.0.summary": "It begins.",
        "thresholds.0.statement": "At least 2 million per kg are needed.",
    }


def test_ids_are_found_at_any_depth_with_the_kind_they_name(small: Catalogue) -> None:
    ids = list(ids_in(small.terms["graft"]))
    deep = list(ids_in(small.agents["growan"]))

    assert ids == [
        ("sources", "references", "doe-2020"),
        ("stages", "stages", "harvest"),
        ("see_also", "terms", "day-zero"),
    ]
    assert ("roles.1.stage", "stages", "reinfusion") in deep


def test_an_id_that_is_null_names_nothing(small: Catalogue) -> None:
    ids = [path for path, kind, _ in ids_in(small.stages["harvest"]) if kind == "stages"]

    assert ids == ["outputs.0.stage"]  # the input comes from outside


def test_a_field_of_such_a_name_that_holds_no_id_names_nothing() -> None:
    class Tally(Curated):
        agents: int

    assert list(ids_in(Tally(agents=3))) == []


def test_every_field_that_holds_ids_says_of_what_kind() -> None:
    unnamed = {
        name
        for name, schema in _fields()
        if schema.get("pattern") == SLUG_PATTERN and name not in NAMES
    }

    assert unnamed == {"id", "arm", "comparator"}  # arms are named within their study


def test_every_long_text_of_ours_is_checked_as_prose() -> None:
    long = {name for name, schema in _fields() if schema.get("maxLength") == 4000}

    assert long - PROSE == NOT_OUR_PROSE


def test_a_catalogue_has_a_place_for_every_kind() -> None:
    assert set(Catalogue.__dataclass_fields__) == {*SINGLE, *MANY, "folder"}


def _fields() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and each schema of every field of every curated model."""
    for model in _below(Curated):
        if not model.__module__.startswith("app.catalogue."):
            continue  # other rooms may build their answers from the same base
        schema = model.model_json_schema()
        for name, field in schema["properties"].items():
            for each in (field, *field.get("anyOf", ())):
                yield name, each
                yield name, each.get("items", {})


def _below(model: type[Curated]) -> Iterator[type[Curated]]:
    for each in model.__subclasses__():
        yield each
        yield from _below(each)
