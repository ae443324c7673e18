"""What every rendered plan says about the data it comes from."""

from app.rendering.format import About
from app.web.answers import Answers
from app.web.settings import Settings


def about(answers: Answers, settings: Settings) -> About:
    """Gather what a rendering needs beside the plan."""
    catalogue = answers.catalogue
    return About(
        dataset_version=catalogue.dataset.version,
        released_on=catalogue.dataset.released_on,
        intended_use=catalogue.procedure.intended_use,
        base_url=settings.base_url,
        agent_names={agent.id: agent.name for agent in catalogue.agents},
        reference_names={reference.id: reference.name for reference in catalogue.references},
        agents={agent.id: agent for agent in catalogue.agents},
    )
