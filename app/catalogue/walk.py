"""Walking a record: every model and every text inside it, with its path."""

from collections.abc import Iterator

from app.catalogue.record import Curated

Path = str


def models_in(record: Curated) -> list[tuple[Path, Curated]]:
    """Return the record and every model inside it, each with its dotted path, in order."""
    found: list[tuple[Path, Curated]] = []
    _gather(record, "", found)
    return found


def _gather(model: Curated, path: Path, found: list[tuple[Path, Curated]]) -> None:
    found.append((path, model))
    for name, value in vars(model).items():
        if isinstance(value, Curated):
            _gather(value, f"{path}.{name}" if path else name, found)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Curated):
                    _gather(item, f"{path}.{name}.{index}" if path else f"{name}.{index}", found)


def texts_in(record: Curated, fields: frozenset[str]) -> Iterator[tuple[Path, str]]:
    """Yield every text of the named fields anywhere in the record, with its path."""
    for path, model in models_in(record):
        yield from texts_of(path, model, fields)


def texts_of(path: Path, model: Curated, fields: frozenset[str]) -> Iterator[tuple[Path, str]]:
    """Yield every text of the named fields of one model, with its path."""
    for name, value in vars(model).items():
        if name in fields and isinstance(value, str):
            yield (f"{path}.{name}" if path else name), value


def ids_in(record: Curated) -> Iterator[tuple[Path, str, str]]:
    """Yield every id of another record: its path, the kind it names, and the id."""
    for path, model in models_in(record):
        yield from ids_of(path, model)


def ids_of(path: Path, model: Curated) -> Iterator[tuple[Path, str, str]]:
    """Yield every id of another record in one model: its path, the kind it names, and the id."""
    for name, value in vars(model).items():
        if value is None or name not in NAMES:
            continue
        here = f"{path}.{name}" if path else name
        for id in value if isinstance(value, tuple) else (value,):
            if isinstance(id, str):
                yield here, NAMES[name], id


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
