"""The catalogue: every record, and who names whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.catalogue.agents import Agent
from app.catalogue.claims import Claim
from app.catalogue.collection import Collection
from app.catalogue.condition import Condition
from app.catalogue.procedure import DatasetInfo, Procedure
from app.catalogue.record import Curated, Record
from app.catalogue.references import Reference
from app.catalogue.regimens import Regimen
from app.catalogue.stages import Stage
from app.catalogue.terms import Term
from app.catalogue.walk import ids_in


@dataclass(frozen=True)
class Catalogue:
    """Every curated record, typed, cross-checked and immutable."""

    dataset: DatasetInfo
    procedure: Procedure
    condition: Condition
    stages: Collection[Stage]
    agents: Collection[Agent]
    regimens: Collection[Regimen]
    claims: Collection[Claim]
    terms: Collection[Term]
    references: Collection[Reference]

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

    def collections(self) -> tuple[Collection[Record | Reference], ...]:
        """Return every collection, in the order of the pipeline."""
        return (
            self.stages, self.agents, self.regimens, self.claims, self.terms, self.references
        )  # fmt: skip

    def records(self) -> Iterator[tuple[str, str, Curated]]:
        """Yield the kind, the id and the record of everything curated, save the dataset."""
        yield "procedure", "procedure", self.procedure
        yield "condition", "condition", self.condition
        for collection in self.collections():
            for record in collection:
                yield collection.kind, record.id, record
