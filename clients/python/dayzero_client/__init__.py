"""A client of the Day Zero API, sync and async, typed with the API's own models.

`api` has a function for each operation; it returns a call, and a client sends it:

    from dayzero_client import Client, api

    with Client("http://127.0.0.1:8000") as client:
        regimen = client.send(api.regimen("mist"))
        for agent in client.each(api.agents(stage="conditioning")):
            print(agent.name)
"""

from app.planning.eligibility import Profile
from app.planning.request import Body, BodyMeasuresRequest, Graft, PlanRequest
from app.web.problems import Fault, Problem
from dayzero_client import api
from dayzero_client.calls import Call, ListCall
from dayzero_client.client import AsyncClient, Client
from dayzero_client.errors import DayZeroError, ProblemAnswer, UnexpectedAnswer, Unreachable

__all__ = [
    "AsyncClient",
    "Body",
    "BodyMeasuresRequest",
    "Call",
    "Client",
    "DayZeroError",
    "Fault",
    "Graft",
    "ListCall",
    "PlanRequest",
    "Problem",
    "ProblemAnswer",
    "Profile",
    "UnexpectedAnswer",
    "Unreachable",
    "api",
]
