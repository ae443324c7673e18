"""data -> Catalogue: read every file, check every rule, report every fault at once."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from app.catalogue.adverse_events import AdverseEvent
from app.catalogue.agents import Agent
from app.catalogue.catalogue import Catalogue
from app.catalogue.claims import Claim
from app.catalogue.collection import Collection
from app.catalogue.condition import Condition
from app.catalogue.errors import InvalidCatalogue
from app.catalogue.guidelines import Guideline
from app.catalogue.integrity import faults_in
from app.catalogue.procedure import DatasetInfo, Procedure
from app.catalogue.record import Curated
from app.catalogue.references import Reference
from app.catalogue.regimens import Regimen
from app.catalogue.releases import FOLDER, NAME
from app.catalogue.stages import Stage
from app.catalogue.studies import Study
from app.catalogue.terms import Term
from app.catalogue.vectors import Vectors
from app.catalogue.workup import WorkupItem
from app.catalogue.yaml import parse

DATA: Final = Path(__file__).parent.parent / "data"
"""The curated data of this project."""

SINGLE: Final[Mapping[str, type[Curated]]] = {
    "dataset": DatasetInfo,
    "procedure": Procedure,
    "condition": Condition,
    "vectors": Vectors,
}
"""Kinds with one record, in a file of the kind's name."""

MANY: Final[Mapping[str, Any]] = {
    "stages": Stage,
    "agents": Agent,
    "regimens": Regimen,
    "claims": Claim,
    "studies": Study,
    "guidelines": Guideline,
    "adverse_events": AdverseEvent,
    "workup": WorkupItem,
    "terms": Term,
    "references": Reference,
}
"""Kinds with a folder of records."""


def load_catalogue(folder: Path = DATA) -> Catalogue:
    """Load a folder of curated data; raise InvalidCatalogue with every fault found."""
    records, faults = read_records(folder)
    if not faults:
        faults = faults_in(records)
    if faults:
        raise InvalidCatalogue(faults)
    many = {kind: _collection(kind, records[kind]) for kind in MANY}
    one = {kind: records[kind][kind] for kind in SINGLE}
    return Catalogue(folder=folder, **one, **many)  # type: ignore[arg-type]  # each kind was validated as its model


def read_records(folder: Path) -> tuple[dict[str, dict[str, Curated]], list[str]]:
    """Read every file; return the records by kind and id, and a fault for each that is wrong."""
    records: dict[str, dict[str, Curated]] = {kind: {} for kind in (*SINGLE, *MANY)}
    faults = list(_strays(folder))
    for kind, path in _files(folder):
        try:
            records[kind][path.stem] = _read(kind, path)
        except ValidationError as error:
            faults.extend(f"{_name(folder, path)}: {said}" for said in _sentences(error))
        except (ValueError, OSError) as error:
            faults.append(f"{_name(folder, path)}: {error}.")
    return records, faults


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for kind in SINGLE:
        yield kind, folder / f"{kind}.yaml"
    for kind in MANY:
        for path in sorted((folder / kind).glob("*.yaml")):
            yield kind, path


def _strays(folder: Path) -> Iterator[str]:
    known = {path for _, path in _files(folder)} | {folder / "README.md"}
    for path in sorted(folder.rglob("*")):
        released = path.parent == folder / FOLDER and NAME.fullmatch(path.name)
        if path.is_file() and path not in known and not released:
            yield f"{_name(folder, path)}: is not a file of any kind of record."


def _read(kind: str, path: Path) -> Curated:
    content = parse(path.read_bytes())
    if not isinstance(content, dict):
        raise ValueError("is not a mapping of members to values")  # noqa: TRY004  one kind of fault
    if "id" in content:
        raise ValueError("has an id; the file name is the id")
    record: Curated = _ADAPTERS[kind].validate_python({"id": path.stem, **content})
    return record


_ADAPTERS: Final[Mapping[str, TypeAdapter[Any]]] = {
    kind: TypeAdapter(model) for kind, model in (*SINGLE.items(), *MANY.items())
}


def _collection(kind: str, records: Mapping[str, Any]) -> Collection[Any]:
    if kind in {"stages", "claims"}:
        return Collection(kind, sorted(records.values(), key=lambda record: record.order))
    return Collection(kind, records.values())


def _sentences(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join(str(part) for part in fault["loc"]) or "id"
        yield f"{path}: {fault['msg']}."


def _name(folder: Path, path: Path) -> str:
    return str(path.relative_to(folder))
