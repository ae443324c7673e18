"""python -m benchmarks.plans: what a plan costs, against validating the same body alone.

The arithmetic is timed in this process, without a socket; the throughput over loopback, in turns
with a FastAPI route that only validates the same body and answers a constant of the same size.
"""

import gc
import json
import sys
import tempfile
import time
from statistics import median
from typing import Final

from app.catalogue import load_catalogue
from app.planning.build import build_plan
from app.planning.errors import CannotPlan
from app.planning.request import PlanRequest
from benchmarks.cores import choose_cores
from benchmarks.load import Wrk
from benchmarks.servers import our_server, validating_server

TIMES: Final = 200
ROUNDS: Final = 5
BODY: Final = {"weight_kg": 80, "height_cm": 170, "sex": "male"}


def main() -> None:
    print(f"{'regimen':48} {'entries':>8} {'bytes':>8} {'CPU ms':>8}")
    costs = sorted(_costs(), reverse=True)
    for cost, name, entries, size in costs:
        print(f"{name:48} {entries:8} {size:8} {cost:8.2f}")
    print(f"\nlongest: {costs[0][0]:.2f} ms of CPU at the median (wanted: under 2)")
    _throughput(costs[0][1])


def _costs() -> list[tuple[float, str, int, int]]:
    catalogue = load_catalogue()
    gc.freeze()  # as the server does: what is kept for good is not gone through again
    costs = []
    for regimen in catalogue.regimens:
        asked = _asked(regimen.id)
        try:
            plan = build_plan(catalogue, PlanRequest.model_validate(asked))
        except CannotPlan:
            continue
        times = []
        for _ in range(TIMES):
            began = time.process_time()
            plan = build_plan(catalogue, PlanRequest.model_validate(asked))
            body = plan.model_dump_json()
            times.append(1000 * (time.process_time() - began))
        costs.append((median(times), regimen.id, len(plan.entries), len(body)))
    return costs


def _asked(conditioning: str) -> dict[str, object]:
    asked: dict[str, object] = {"day_zero": "2030-01-10", "body": BODY}
    asked["conditioning"] = conditioning
    if conditioning != "cyclophosphamide-rituximab-mexico":
        asked["mobilisation"] = "cyclophosphamide-2-filgrastim-10"
    return asked


def _throughput(conditioning: str) -> None:
    cores = choose_cores()
    try:
        wrk = Wrk(cores.load, connections=8, seconds=3)
    except FileNotFoundError as error:
        print(f"Throughput is not measured. {error}", file=sys.stderr)
        return
    body = json.dumps(_asked(conditioning))
    ratios, ours, theirs = [], [], []
    with (
        tempfile.NamedTemporaryFile("w", suffix=".lua") as script,
        our_server(cores.server) as us,
        validating_server(cores.server) as validating,
    ):
        script.write(
            'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
            f"wrk.body = [[{body}]]\n"
        )
        script.flush()
        for _ in range(ROUNDS):
            ours.append(wrk.run(us.port, "/v1/plans", (), script.name).per_second)
            theirs.append(wrk.run(validating.port, "/v1/plans", (), script.name).per_second)
            ratios.append(ours[-1] / theirs[-1])
    print(
        f"POST /v1/plans {median(ours):.0f} requests/s, validating alone {median(theirs):.0f}; "
        f"ratio {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}; wanted: 0.5)"
    )


if __name__ == "__main__":
    main()
