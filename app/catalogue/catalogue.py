"""The catalogue: every record, and who names whom."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from app.catalogue.adverse_events import AdverseEvent
from app.catalogue.agents import Agent
from app.catalogue.claims import Claim
from app.catalogue.collection import Collection
from app.catalogue.condition import Condition
from app.catalogue.flat_outcomes import StudyOutcome, flatten
from app.catalogue.guidelines import Guideline
from app.catalogue.procedure import DatasetInfo, Procedure
from app.catalogue.record import Record
from app.catalogue.references import Reference
from app.catalogue.regimens import Regimen
from app.catalogue.releases import FOLDER, Releases
from app.catalogue.search import Entry, Index
from app.catalogue.snapshot import Snapshot, snapshot_of
from app.catalogue.stages import Stage
from app.catalogue.studies import Study
from app.catalogue.terms import Term
from app.catalogue.vectors import Vectors
from app.catalogue.walk import ids_in, texts_in
from app.catalogue.workup import WorkupItem


@dataclass(frozen=True)
class Catalogue:
    """Every curated record, typed, cross-checked and immutable."""

    dataset: DatasetInfo
    procedure: Procedure
    condition: Condition
    vectors: Vectors
    stages: Collection[Stage]
    agents: Collection[Agent]
    regimens: Collection[Regimen]
    claims: Collection[Claim]
    studies: Collection[Study]
    guidelines: Collection[Guideline]
    adverse_events: Collection[AdverseEvent]
    workup: Collection[WorkupItem]
    terms: Collection[Term]
    references: Collection[Reference]
    folder: Path
    """Where it was read, and where its releases are."""

    @cached_property
    def regimens_of_agent(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the regimens that dose each agent."""
        return {
            agent.id: tuple(r.id for r in self.regimens if agent.id in r.agents_dosed)
            for agent in self.agents
        }

    @cached_property
    def agents_of_stage(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the agents with a role in each stage."""
        return {
            stage.id: tuple(a.id for a in self.agents if stage.id in a.stages)
            for stage in self.stages
        }

    @cached_property
    def regimens_of_stage(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the regimens of each stage; empty for a stage that has none."""
        return {
            stage.id: tuple(r.id for r in self.regimens if r.stage == stage.id)
            for stage in self.stages
        }

    @cached_property
    def citations(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Kind and id of every record that cites each reference, in order."""
        citing: dict[str, dict[tuple[str, str], None]] = {id.id: {} for id in self.references}
        for kind, id, record in self.records():
            for _, named, reference in ids_in(record):
                if named == "references":
                    citing[reference][kind, id] = None
        return {id: tuple(records) for id, records in citing.items()}

    @cached_property
    def outcomes(self) -> Collection[StudyOutcome]:
        """Every outcome of every study, each with its study beside it."""
        return Collection("outcomes", flatten(self.studies))

    @cached_property
    def outcomes_of_regimen(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the outcomes of each regimen."""
        return _naming(self.regimens, ((o.id, o.regimens) for o in self.outcomes))

    @cached_property
    def studies_of_regimen(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the studies with an arm that had each regimen."""
        return _naming(self.regimens, ((s.id, s.regimen_ids) for s in self.studies))

    @cached_property
    def adverse_events_of_agent(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the adverse events linked to each agent, alone or in a regimen."""
        return _naming(
            self.agents,
            (
                (event.id, tuple(id for seen in event.observations for id in seen.agents))
                for event in self.adverse_events
            ),
        )

    @cached_property
    def adverse_events_of_regimen(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the adverse events seen with each regimen."""
        return _naming(self.regimens, ((e.id, e.regimen_ids) for e in self.adverse_events))

    @cached_property
    def index(self) -> Index:
        """Every record, for searching."""
        return Index(self.entries())

    @cached_property
    def releases(self) -> Releases:
        """Every version of the dataset up to this one."""
        return Releases(self.folder / FOLDER, self.snapshot)

    def snapshot(self) -> Snapshot:
        """Take what was curated, without anything derived from it."""
        whole = (("dataset", "dataset", self.dataset), *self.records())
        return snapshot_of((*whole, ("vectors", "vectors", self.vectors)))

    def entries(self) -> Iterator[Entry]:
        """Yield every record as the index sees it."""
        for kind, id, record in self.records():
            yield Entry(kind, id, record.name, _searched(record))

    def collections(self) -> tuple[Collection[Record | Reference], ...]:
        """Return every collection, in the order of the pipeline."""
        return (
            self.stages, self.agents, self.regimens, self.studies, self.guidelines,
            self.adverse_events, self.workup, self.claims, self.terms, self.references,
        )  # fmt: skip

    def records(self) -> Iterator[tuple[str, str, Record | Reference]]:
        """Yield the kind, the id and the record of everything curated, save the dataset."""
        yield "procedure", "procedure", self.procedure
        yield "condition", "condition", self.condition
        for collection in self.collections():
            for record in collection:
                yield collection.kind, record.id, record


def _naming(
    named: Collection[Record], naming: Iterable[tuple[str, tuple[str, ...]]]
) -> Mapping[str, tuple[str, ...]]:
    """Turn who names whom round: for each record, the ids of those that name it."""
    found: dict[str, dict[str, None]] = {record.id: {} for record in named}
    for id, names in naming:
        for name in names:
            found[name][id] = None
    return {id: tuple(names) for id, names in found.items()}


def _searched(record: Record | Reference) -> dict[str, tuple[str, ...]]:
    """Return the texts by which a record is found, by the member in which they stand."""
    texts: dict[str, tuple[str, ...]] = {}
    for member in ("name", "aliases", "id", "registrations", "citation"):
        value = getattr(record, member, ())
        texts[member] = value if isinstance(value, tuple) else (value,)
    for path, text in texts_in(record, SEARCHED):
        member = path.partition(".")[0]
        if member != "name":
            texts[member] = (*texts.get(member, ()), text)
    if isinstance(record, Reference):
        named = record.identifiers
        known = (named.doi, named.pmid, named.pmcid, *named.registry)
        texts["identifiers"] = tuple(id for id in known if id is not None)
    return texts


SEARCHED: Final = frozenset(
    {"name", "summary", "detail", "statement", "correction", "value", "description", "population",
     "code", "what_to_expect"}
)  # fmt: skip
"""Fields whose text is searched, anywhere in a record."""
