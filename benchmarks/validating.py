"""python -m benchmarks.validating: a FastAPI route that validates a plan's body, and no more.

It answers a constant of the size of a plan: what a plan would cost if its arithmetic were free.
"""

import os
from typing import cast

import uvicorn
from fastapi import FastAPI, Response

from app.planning.request import PlanRequest
from app.web.edge import Edge
from app.web.server import configuration, listen
from app.web.settings import read_settings
from benchmarks.servers import FIRST_TARGET

CONSTANT = b'{"plan":"' + b"x" * 97_000 + b'"}'

app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})


@app.get(FIRST_TARGET)
async def alive() -> Response:
    """Say that the server has started."""
    return Response(b"{}", media_type="application/json")


@app.post("/v1/plans")
async def validate(_: PlanRequest) -> Response:
    """Validate the body and answer the constant."""
    return Response(CONSTANT, media_type="application/json")


def main() -> None:
    settings = read_settings(os.environ)
    opened = listen(settings)
    uvicorn.Server(configuration(cast("Edge", app), settings)).run(sockets=[opened])


if __name__ == "__main__":
    main()
