"""Run against a server: PYTHONPATH=. .venv/bin/python clients/python/example.py [base url]."""

import asyncio
import sys
from datetime import date
from decimal import Decimal

from dayzero_client import AsyncClient, Body, Client, PlanRequest, ProblemAnswer, api

REQUEST = PlanRequest(
    conditioning="mist",
    day_zero=date(2030, 1, 10),
    body=Body(weight_kg=Decimal(110), height_cm=Decimal(165), sex="female"),
)


def main(base: str) -> None:
    with Client(base) as client:
        # One regimen: every dose line with its evidence; what nobody reports is None.
        regimen = client.send(api.regimen("mist"))
        print(regimen.name)
        for line in regimen.dose_lines:
            dose, days = (said.text or "not reported" for said in (line.dose, line.days))
            print(f"  {line.agent}: {dose}, {days} ({line.evidence})")

        # A list, page after page.
        agents = client.each(api.agents(stage="conditioning", limit=5))
        antibodies = sum(agent.agent_class == "monoclonal_antibody" for agent in agents)
        print(f"{antibodies} monoclonal antibodies in conditioning")

        # A plan with its arithmetic, and the same plan as a calendar.
        for total in client.send(api.plan(REQUEST)).totals:
            said = total.planned.text or "not reported"
            print(f"  {total.agent}: {said}{'' if total.complete else ' (not the whole)'}")
        calendar = client.send(api.plan_as("ics", REQUEST))
        print(f"{calendar.count('BEGIN:VEVENT')} events")

        # An error says what is wrong and what would be right.
        try:
            client.send(api.regimen("mits"))
        except ProblemAnswer as error:
            print(f"{error.status} {error.code}: {error.detail}")


async def main_async(base: str) -> None:
    async with AsyncClient(base) as client:
        regimens = await asyncio.gather(
            client.send(api.regimen("mist")), client.send(api.regimen("beam-ratg-european"))
        )
        print(" and ".join(regimen.id for regimen in regimens))


if __name__ == "__main__":
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    main(address)
    asyncio.run(main_async(address))
