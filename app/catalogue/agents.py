"""Agents: the drugs, antibodies, growth factors and radiation of the procedure."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from app.catalogue.record import Cited, CitedText, Code, Fact, Label, Prose, Record, StageId


class AgentClass(StrEnum):
    """What sort of agent it is. `supportive` gathers antiemetics, premedication and the like."""

    CHEMOTHERAPY = "chemotherapy"
    ANTI_THYMOCYTE_GLOBULIN = "anti_thymocyte_globulin"
    MONOCLONAL_ANTIBODY = "monoclonal_antibody"
    GROWTH_FACTOR = "growth_factor"
    MOBILISING_AGENT = "mobilising_agent"
    UROPROTECTANT = "uroprotectant"
    CORTICOSTEROID = "corticosteroid"
    CRYOPROTECTANT = "cryoprotectant"
    RADIATION = "radiation"
    ANTI_INFECTIVE = "anti_infective"
    SUPPORTIVE = "supportive"


class AgentRole(Cited):
    """What an agent does in one stage."""

    stage: StageId
    """The stage in which it has this role."""

    role: Literal[
        "mobilisation", "flare_prevention", "uroprotection", "anticoagulation", "cryoprotection",
        "conditioning", "lymphodepletion", "premedication", "prophylaxis", "graft_support",
        "rescue", "supportive_care"
    ]  # fmt: skip
    """The role. More may be added."""

    statement: Prose | None
    """What it does there, when and in which programmes; null where nobody we could read says."""

    @property
    def claim_is_null(self) -> bool:
        return self.statement is None


class Agent(Record):
    """A drug, antibody, growth factor or radiation used somewhere in the procedure."""

    agent_class: AgentClass
    """What sort of agent it is."""

    name_tall_man: Label | None = None
    """The name with the letters that differ from look-alikes in capitals; null if not needed."""

    standing: Literal["standard", "used", "historic", "supportive", "not_established"]
    """Place in aHSCT for multiple sclerosis: standard in recommended regimens, used in some
    programmes, historic, supportive, or not established."""

    roles: Annotated[tuple[AgentRole, ...], Field(min_length=1)]
    """What it does in which stage, in the order of the stages."""

    mechanism: CitedText
    """How it acts, in one or two sentences."""

    routes: tuple[
        Literal["intravenous", "subcutaneous", "oral", "in_product", "external_beam"], ...
    ]
    """Routes by which it is given here; empty where nobody we could read says."""

    administration: tuple[Fact, ...] = ()
    """How it is given: infusion times, filters, timing."""

    dose_basis: tuple[Fact, ...] = ()
    """Which body weight or surface its dose is reckoned on, and adjustments, as sources have it."""

    toxicities: tuple[Fact, ...] = ()
    """Harms, with their frequency where one is known."""

    boxed_warnings: tuple[Fact, ...] = ()
    """What the drug label warns of in its box."""

    monitoring: tuple[Fact, ...] = ()
    """What is watched while it is given and after."""

    supportive_care: tuple[Fact, ...] = ()
    """What is given or done beside it to prevent harm."""

    codes: tuple[Code, ...] = ()
    """Codes in public code systems; a conflict between sources is a null code with a note."""

    not_to_be_confused_with: tuple[Fact, ...] = ()
    """Agents it must not be exchanged for, and why."""

    @property
    def stages(self) -> tuple[str, ...]:
        """Ids of the stages in which it has a role, each once."""
        return tuple(dict.fromkeys(role.stage for role in self.roles))
