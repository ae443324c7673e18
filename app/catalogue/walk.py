"""Walking a record: every model and every text inside it, with its path."""

from collections.abc import Iterator

from pydantic import BaseModel

from app.catalogue.record import Curated

Path = str


def models_in(model: Curated, path: Path = "") -> Iterator[tuple[Path, Curated]]:
    """Yield the model and every model inside it, each with its dotted path."""
    yield path, model
    for name, value in values_of(model):
        here = f"{path}.{name}" if path else name
        if isinstance(value, Curated):
            yield from models_in(value, here)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Curated):
                    yield from models_in(item, f"{here}.{index}")


def values_of(model: BaseModel) -> Iterator[tuple[str, object]]:
    """Yield the name and value of each declared field."""
    for name in type(model).model_fields:
        yield name, getattr(model, name)


def texts_in(record: Curated, fields: frozenset[str]) -> Iterator[tuple[Path, str]]:
    """Yield every text of the named fields anywhere in the record, with its path."""
    for path, model in models_in(record):
        for name, value in values_of(model):
            if name in fields and isinstance(value, str):
                yield (f"{path}.{name}" if path else name), value


def ids_in(record: Curated) -> Iterator[tuple[Path, str, str]]:
    """Yield every id of another record: its path, the kind it names, and the id."""
    for path, model in models_in(record):
        for name, value in values_of(model):
            kind = NAMES.get(name)
            here = f"{path}.{name}" if path else name
            if kind is None or value is None:
                continue
            for id in value if isinstance(value, tuple) else (value,):
                if isinstance(id, str):
                    yield here, kind, id


NAMES = {
    "sources": "references",
    "agent": "agents",
    "agents": "agents",
    "regimens": "regimens",
    "part_of": "regimens",
    "stage": "stages",
    "stages": "stages",
    "before": "stages",
    "after": "stages",
    "see_also": "terms",
    "study": "studies",
    "studies": "studies",
    "superseded_by": "guidelines",
}
"""Field name -> the kind of record that it names."""
