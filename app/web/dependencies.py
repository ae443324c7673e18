"""Dependencies: what a route asks for by type."""

from typing import Annotated

from fastapi import Depends, Path, Request

from app.web.answers import Answers
from app.web.settings import Settings


async def _answers(request: Request) -> Answers:
    answers: Answers = request.app.state.answers
    return answers


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


TheAnswers = Annotated[Answers, Depends(_answers)]
TheSettings = Annotated[Settings, Depends(_settings)]

RecordId = Annotated[
    str,
    Path(
        description="Id of the record, or an alias, which answers 308.",
        json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 64},
    ),
]
"""An id in a path. Any text is taken, and answered 404 where it names nothing."""
