"""Resources: the records as they are served, with type, links and what names them."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import ConfigDict, Field
from typing_extensions import TypeAliasType

from app.catalogue.adverse_events import AdverseEvent
from app.catalogue.agents import Agent, AgentClass
from app.catalogue.claims import Claim
from app.catalogue.condition import Condition
from app.catalogue.flat_outcomes import StudyOutcome
from app.catalogue.guidelines import Guideline
from app.catalogue.procedure import Procedure
from app.catalogue.record import Curated, Prose, Slug, StageId
from app.catalogue.references import Reference
from app.catalogue.regimens import Plannable, Regimen, Standing
from app.catalogue.stages import (
    ConditioningStage,
    HarvestStage,
    ProcessingStage,
    ReinfusionStage,
)
from app.catalogue.studies import Study
from app.catalogue.terms import Term
from app.catalogue.workup import WorkupItem
from app.web.queries import MOST_ITEMS

R = TypeVar("R")

Links = Annotated[
    dict[str, str], Field(description="Paths of related resources by relation; `self` is here.")
]


class Meta(Curated):
    """What every answer says about the data in it."""

    api_version: Literal["v1"]
    """Version of the API; changes within it only add."""

    dataset_version: str
    """Calendar version of the dataset, for example `2026.11.0`."""

    dataset_released_on: str
    """Date of the dataset's release, `YYYY-MM-DD`."""

    licence_url: str
    """Address of the licence of the data."""

    intended_use: Prose
    """What this data may be used for, and what it must not be used for."""


class AgentResource(Agent):
    """An agent as it is served."""

    type: Literal["agent"]
    """Always `agent`."""

    regimens: tuple[Slug, ...]
    """Ids of the regimens that have a dose line of it; may be empty."""

    adverse_events: tuple[Slug, ...]
    """Ids of the adverse events linked to it; may be empty."""

    links: Links


class RegimenResource(Regimen):
    """A regimen as it is served."""

    type: Literal["regimen"]
    """Always `regimen`."""

    agents: tuple[Slug, ...]
    """Ids of the agents that have a dose line, in the order of the lines."""

    studies: tuple[Slug, ...]
    """Ids of the studies with an arm that had it; may be empty."""

    outcomes: tuple[str, ...]
    """Ids of the outcomes of those arms; may be empty."""

    adverse_events: tuple[Slug, ...]
    """Ids of the adverse events seen with it; may be empty."""

    links: Links


class _StageResource(Curated):
    type: Literal["stage"]
    """Always `stage`."""

    agents: tuple[Slug, ...]
    """Ids of the agents that have a role in the stage."""

    regimens: tuple[Slug, ...]
    """Ids of the regimens of the stage; empty for processing and reinfusion."""

    links: Links


class HarvestResource(_StageResource, HarvestStage):
    """Harvest as it is served: mobilisation and collection of the cells."""


class ProcessingResource(_StageResource, ProcessingStage):
    """Processing as it is served: testing, optional selection, freezing, storage."""


class ConditioningResource(_StageResource, ConditioningStage):
    """Conditioning as it is served: chemotherapy and antibodies before the graft."""


class ReinfusionResource(_StageResource, ReinfusionStage):
    """Reinfusion as it is served: day 0, engraftment, aftercare, immune reconstitution."""


StageResource = TypeAliasType(
    "StageResource",
    Annotated[
        HarvestResource | ProcessingResource | ConditioningResource | ReinfusionResource,
        Field(discriminator="id", description="One of the four stages; `id` tells which."),
    ],
)
"""A type with a name, so that the schema has it too."""


class ClaimResource(Claim):
    """A popular statement, checked, as it is served."""

    type: Literal["claim"]
    """Always `claim`."""

    links: Links


class TermResource(Term):
    """A word of the glossary as it is served."""

    type: Literal["term"]
    """Always `term`."""

    links: Links


class ReferenceResource(Reference):
    """A source as it is served."""

    type: Literal["reference"]
    """Always `reference`."""

    cited_by: tuple[str, ...]
    """Paths of the resources that cite it."""

    links: Links


class StudyResource(Study):
    """A study as it is served."""

    type: Literal["study"]
    """Always `study`."""

    regimens: tuple[Slug, ...]
    """Ids of the regimens of all arms; may be empty."""

    links: Links


class GuidelineResource(Guideline):
    """A guideline as it is served."""

    type: Literal["guideline"]
    """Always `guideline`."""

    links: Links


class AdverseEventResource(AdverseEvent):
    """An adverse event as it is served."""

    type: Literal["adverse_event"]
    """Always `adverse_event`."""

    links: Links


class WorkupResource(WorkupItem):
    """An item of the work-up as it is served."""

    type: Literal["workup_item"]
    """Always `workup_item`."""

    links: Links


class Included(Curated):
    """Records that the answer names, asked for with `expand`."""

    stages: list[StageResource] | None = None
    """Stages named; null if they were not asked for."""

    agents: list[AgentResource] | None = None
    """Agents named; null if they were not asked for."""

    regimens: list[RegimenResource] | None = None
    """Regimens named; null if they were not asked for."""

    studies: list[StudyResource] | None = None
    """Studies named; null if they were not asked for."""

    references: list[ReferenceResource] | None = None
    """References cited; null if they were not asked for."""


class _Document(Curated):
    included: Included | None
    """Records asked for with `expand`; null if none were."""

    meta: Meta
    """Versions, licence and intended use."""


class AgentDocument(_Document, AgentResource):
    """One agent, with what was asked for beside it."""


class RegimenDocument(_Document, RegimenResource):
    """One regimen, with what was asked for beside it."""


class HarvestDocument(_Document, HarvestResource):
    """The stage harvest, with what was asked for beside it."""


class ProcessingDocument(_Document, ProcessingResource):
    """The stage processing, with what was asked for beside it."""


class ConditioningDocument(_Document, ConditioningResource):
    """The stage conditioning, with what was asked for beside it."""


class ReinfusionDocument(_Document, ReinfusionResource):
    """The stage reinfusion, with what was asked for beside it."""


StageDocument = TypeAliasType(
    "StageDocument",
    Annotated[
        HarvestDocument | ProcessingDocument | ConditioningDocument | ReinfusionDocument,
        Field(
            discriminator="id",
            description="One of the four stages, with what was asked for beside it.",
        ),
    ],
)


class ClaimDocument(_Document, ClaimResource):
    """One claim, with what was asked for beside it."""


class TermDocument(_Document, TermResource):
    """One term, with what was asked for beside it."""


class ReferenceDocument(_Document, ReferenceResource):
    """One reference, with what was asked for beside it."""


class StudyDocument(_Document, StudyResource):
    """One study, with what was asked for beside it."""


class GuidelineDocument(_Document, GuidelineResource):
    """One guideline, with what was asked for beside it."""


class AdverseEventDocument(_Document, AdverseEventResource):
    """One adverse event, with what was asked for beside it."""


class WorkupDocument(_Document, WorkupResource):
    """One item of the work-up, with what was asked for beside it."""


class ConditionDocument(_Document, Condition):
    """The condition, with what was asked for beside it."""

    type: Literal["condition"]
    """Always `condition`."""

    links: Links


class AgentCard(Curated):
    """As much of an agent as a picture of the pipeline needs."""

    id: Slug
    """Id of the agent."""

    name: str
    """Name."""

    agent_class: AgentClass
    """Class of the agent."""

    stages: tuple[StageId, ...]
    """Ids of the stages in which it has a role."""


class RegimenCard(Curated):
    """As much of a regimen as a picture of the pipeline needs."""

    id: Slug
    """Id of the regimen."""

    name: str
    """Name."""

    stage: Literal["harvest", "conditioning"]
    """Id of its stage."""

    standing: Standing
    """Recommended, in use, in trial, historic or a convention."""

    plannable: Plannable
    """How much of it can be dated and dosed."""


class PipelineDocument(Curated):
    """The whole procedure: enough to draw it in one call."""

    type: Literal["pipeline"]
    """Always `pipeline`."""

    procedure: Procedure
    """The procedure: aim, order, and how each stage passes into the next."""

    stages: list[StageResource]
    """The four stages in order, each complete."""

    agents: list[AgentCard]
    """Every agent named by the stages, as cards."""

    regimens: list[RegimenCard]
    """Every regimen, as cards."""

    links: Links

    included: Included | None
    """References cited, if they were asked for with `expand`; else null."""

    meta: Meta
    """Versions, licence and intended use."""


class PageInfo(Curated):
    """Where in a list this page is."""

    limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)]
    """Most items on a page."""

    total: Annotated[int, Field(ge=0)]
    """Items in the whole list, with the filters applied."""

    next_cursor: str | None
    """Cursor of the next page; null on the last page."""


class PageLinks(Curated):
    """Addresses of this page and its neighbours, as paths."""

    self: str
    """This page."""

    first: str
    """The first page."""

    prev: str | None
    """The page before; null on the first page."""

    next: str | None
    """The page after; null on the last page."""


class _Page(Curated, Generic[R]):
    # Described by hand: reading the texts under the fields of a generic class, once for each kind,
    # takes a third of the time in which the server starts.
    model_config = ConfigDict(use_attribute_docstrings=False)

    data: list[R] = Field(description="The items of this page.")
    page: PageInfo = Field(description="Where in the list this page is.")
    links: PageLinks = Field(description="This page and its neighbours.")
    included: Included | None = Field(
        description="Records asked for with `expand`; null if none were."
    )
    meta: Meta = Field(description="Versions, licence and intended use.")


class StageList(_Page[StageResource]):
    """Stages, in order."""


class AgentList(_Page[AgentResource]):
    """Agents, by class and name unless sorted otherwise."""


class RegimenList(_Page[RegimenResource]):
    """Regimens, by stage and standing unless sorted otherwise."""


class ClaimList(_Page[ClaimResource]):
    """Claims, in order."""


class TermList(_Page[TermResource]):
    """Terms, by id."""


class ReferenceList(_Page[ReferenceResource]):
    """References, by id unless sorted otherwise."""


class StudyList(_Page[StudyResource]):
    """Studies, newest first unless sorted otherwise."""


class OutcomeList(_Page[StudyOutcome]):
    """Outcomes, by study unless sorted otherwise."""


class GuidelineList(_Page[GuidelineResource]):
    """Guidelines, newest first unless sorted otherwise."""


class AdverseEventList(_Page[AdverseEventResource]):
    """Adverse events, by phase unless sorted otherwise."""


class WorkupList(_Page[WorkupResource]):
    """The work-up before the transplant, by domain unless sorted otherwise."""
