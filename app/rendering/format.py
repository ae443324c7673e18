"""What a format of a plan is, and what it is told beside the plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.catalogue.agents import Agent
from app.planning.plan import Plan

NOT_A_PRESCRIPTION: Final = "Reference and education, not a prescription"


@dataclass(frozen=True)
class About:
    """What every rendering says beside the plan: where it comes from and what it is for."""

    dataset_version: str
    released_on: str
    """Date of the dataset release, YYYY-MM-DD; the only time that a rendering knows."""

    intended_use: str
    base_url: str
    """Address of the API without a slash at its end."""

    agent_names: Mapping[str, str]
    """Id -> name of each agent."""

    reference_names: Mapping[str, str]
    """Id -> name of each reference."""

    agents: Mapping[str, Agent]
    """Id -> each agent, for its class and its public codes."""


@dataclass(frozen=True)
class Format:
    """A way of writing a plan down."""

    name: str
    media_type: str
    extension: str
    render: Callable[[Plan, About], bytes]
