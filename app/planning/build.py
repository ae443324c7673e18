"""Catalogue + PlanRequest -> Plan."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from app.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.record import Fact
from app.catalogue.regimens import Anchor, Plannable, Regimen
from app.planning.body import Measures, measure, workings
from app.planning.calendar import Anchors, place
from app.planning.dosing import MILLIGRAMS
from app.planning.entries import dose_entries, graft_entries, milestone_entries
from app.planning.errors import CannotPlan
from app.planning.graft import assess
from app.planning.plan import Entry, Plan, StageWindow
from app.planning.request import PlanRequest
from app.planning.steps import step_entries
from app.planning.totals import alternatives, totals
from app.planning.warnings import Context, warn

KINDS = ("step", "dose", "graft", "milestone")


def build_plan(catalogue: Catalogue, asked: PlanRequest) -> Plan:
    """Date and dose a regimen.

    Raises CannotPlan for an unknown or unfitting regimen or agent, a regimen that cannot be
    planned, an undefined weight, a step that rounds a dose to nothing, and dates that contradict
    each other.
    """
    conditioning, mobilisation = _regimens(catalogue, asked)
    regimens = tuple(r for r in (mobilisation, conditioning) if r is not None)
    request = _canonical(catalogue, asked, regimens)
    measures = measure(request.body, formula=request.bsa_formula, cap=request.bsa_cap_m2)
    _check_weights(asked, measures)
    anchors = place(catalogue, request, conditioning, mobilisation)
    doses = {
        regimen.id: tuple(dose_entries(catalogue, request, regimen, anchors, measures))
        for regimen in regimens
    }
    _check_steps(catalogue, asked, doses)
    entries = _entries(catalogue, conditioning, doses, anchors)
    context = Context(
        catalogue=catalogue, request=request, conditioning=conditioning,
        mobilisation=mobilisation, measures=measures, anchors=anchors, entries=entries,
    )  # fmt: skip
    return Plan(
        id=plan_id(request, catalogue.dataset.version),
        conditioning=conditioning.id,
        conditioning_name=conditioning.name,
        mobilisation=mobilisation.id if mobilisation else None,
        mobilisation_name=mobilisation.name if mobilisation else None,
        day_zero=request.day_zero,
        weight_basis=request.weight_basis,
        bsa_formula=request.bsa_formula,
        measures=workings(measures),
        stages=tuple(_windows(catalogue, anchors)),
        assumptions=tuple(_assumptions(anchors)),
        entries=entries,
        totals=tuple(
            total
            for regimen in regimens
            for total in totals(catalogue, request, regimen, doses[regimen.id], measures)
        ),
        alternatives=tuple(alternatives(request, regimens, measures)),
        warnings=warn(context),
        graft=assess(catalogue, request.graft, measures),
        care=tuple(_care(catalogue)),
        calculation=tuple(_calculation(entries)),
    )


def plan_id(request: PlanRequest, version: str) -> str:
    """Hash a request and a dataset version: the same plan has the same id.

    Aliases and spelled-out defaults are resolved before, so that they do not matter.
    """
    said = json.dumps([version, request.model_dump(mode="json")], sort_keys=True)
    return blake2b(said.encode(), digest_size=12).hexdigest()


def _regimens(catalogue: Catalogue, request: PlanRequest) -> tuple[Regimen, Regimen | None]:
    conditioning = _regimen(catalogue, request.conditioning, "conditioning", "/conditioning")
    if request.mobilisation is None:
        return conditioning, None
    mobilisation = _regimen(catalogue, request.mobilisation, "harvest", "/mobilisation")
    if any(line.purpose == "mobilisation" for line in conditioning.dose_lines):
        raise CannotPlan(
            "/mobilisation", "The conditioning regimen already contains its mobilisation."
        )
    if mobilisation.part_of is not None:
        raise CannotPlan(
            "/mobilisation",
            f"This mobilisation is a part of {mobilisation.part_of} and its days are counted in it;"
            " plan that conditioning regimen without a mobilisation.",
            _plannable(catalogue, "harvest"),
        )
    return conditioning, mobilisation


def _regimen(catalogue: Catalogue, name: str, stage: str, member: str) -> Regimen:
    id = _id(catalogue.regimens, name, member)
    regimen = catalogue.regimens[id]
    if regimen.stage != stage:
        raise CannotPlan(
            member, f"The regimen is not one of the stage {stage}.", _plannable(catalogue, stage)
        )
    if regimen.plannable is Plannable.NO:
        raise CannotPlan(
            member,
            f"Nothing of this regimen can be dated: {regimen.plannable_reason}",
            _plannable(catalogue, stage),
        )
    return regimen


def _plannable(catalogue: Catalogue, stage: str) -> tuple[str, ...]:
    """Return the ids of the regimens of a stage of which a plan can be made."""
    return tuple(
        regimen.id
        for regimen in catalogue.regimens
        if regimen.stage == stage
        and regimen.plannable is not Plannable.NO
        and regimen.part_of is None
    )


def _id(collection: Collection[Any], name: str, member: str) -> str:
    id = name if name in collection else collection.canonical(name)
    if id is None:
        raise CannotPlan(
            member, f"No record among the {collection.kind} has this id.", collection.near(name)
        )
    return id


def _canonical(
    catalogue: Catalogue, asked: PlanRequest, regimens: tuple[Regimen, ...]
) -> PlanRequest:
    """Resolve aliases and leave out what only repeats a default."""
    bases = _by_agent(catalogue, regimens, "weight_basis_by_agent", asked.weight_basis_by_agent)
    steps = _by_agent(catalogue, regimens, "rounding_step_mg", asked.rounding_step_mg)
    for name in asked.rounding_step_mg:
        pointer = f"/rounding_step_mg/{name}"
        if not _is_by_mass(regimens, _id(catalogue.agents, name, pointer)):
            raise CannotPlan(pointer, "The dose of this agent is no mass and has no step in mg.")
    return asked.model_copy(
        update={
            "conditioning": regimens[-1].id,
            "mobilisation": regimens[0].id if len(regimens) > 1 else None,
            "weight_basis_by_agent": {
                agent: basis for agent, basis in bases.items() if basis != asked.weight_basis
            },
            "rounding_step_mg": steps,
        }
    )


def _by_agent(
    catalogue: Catalogue, regimens: tuple[Regimen, ...], member: str, asked: Mapping[str, Any]
) -> dict[str, Any]:
    """Resolve the aliases of agents.

    Raises CannotPlan for an agent that the regimens do not dose, or that is named twice.
    """
    dosed = tuple(dict.fromkeys(id for regimen in regimens for id in regimen.agents_dosed))
    chosen: dict[str, Any] = {}
    for name, value in asked.items():
        pointer = f"/{member}/{name}"
        id = _id(catalogue.agents, name, pointer)
        if id not in dosed:
            raise CannotPlan(pointer, "The regimens do not dose this agent.", dosed)
        if id in chosen:
            raise CannotPlan(pointer, "This agent is named twice, by its id or its aliases.")
        chosen[id] = value
    return chosen


def _is_by_mass(regimens: tuple[Regimen, ...], agent: str) -> bool:
    units = {
        line.dose.unit.partition("/")[0]
        for regimen in regimens
        for line in regimen.dose_lines
        if line.agent == agent and line.dose.unit is not None
    }
    return units <= MILLIGRAMS.keys()


def _check_weights(asked: PlanRequest, measures: Measures) -> None:
    bases = {"/weight_basis": asked.weight_basis} | {
        f"/weight_basis_by_agent/{agent}": basis
        for agent, basis in asked.weight_basis_by_agent.items()
    }
    for member, basis in bases.items():
        if measures.weights[basis] is None:
            raise CannotPlan(
                member,
                "The ideal weight is not defined below 152.4 cm; this weight basis cannot be used.",
                ("actual",),
            )


def _check_steps(
    catalogue: Catalogue, asked: PlanRequest, doses: Mapping[str, tuple[Entry, ...]]
) -> None:
    """Raise CannotPlan for a rounding step that makes a dose vanish."""
    lost = {
        entry.agent
        for entries in doses.values()
        for entry in entries
        if entry.dose is not None and not entry.dose.per_administration.value
    }
    for name in asked.rounding_step_mg:
        pointer = f"/rounding_step_mg/{name}"
        if _id(catalogue.agents, name, pointer) in lost:
            raise CannotPlan(pointer, "This step rounds a dose of the agent to nothing.")


def _assumptions(anchors: Anchors) -> Iterator[str]:
    yield from anchors.assumed.values()
    if anchors.conditioning_assumed is not None:
        yield anchors.conditioning_assumed


def _entries(
    catalogue: Catalogue,
    conditioning: Regimen,
    doses: Mapping[str, tuple[Entry, ...]],
    anchors: Anchors,
) -> tuple[Entry, ...]:
    given = [entry for of_regimen in doses.values() for entry in of_regimen]
    entries = [
        *step_entries(catalogue.stages, anchors, given),
        *given,
        *graft_entries(conditioning, anchors),
        *milestone_entries(catalogue, anchors),
    ]
    return tuple(sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[bool, date, int]:
    on = entry.date or entry.until
    return on is None, on or date.max, KINDS.index(entry.kind)


def _windows(catalogue: Catalogue, anchors: Anchors) -> Iterator[StageWindow]:
    day_zero = anchors.day_zero
    window = catalogue.stages["processing"].window
    held = (window.to_day or 0) if window.anchor is Anchor.COLLECTION else 0
    followed = timedelta(days=catalogue.stages["reinfusion"].axis.to_day or 0)
    dates = {
        "harvest": (anchors.mobilisation_start, anchors.last_collection),
        "processing": (
            anchors.collection,
            min(anchors.last_collection + timedelta(days=held), day_zero),
        ),
        "conditioning": (anchors.conditioning_on, day_zero - timedelta(days=1)),
        "reinfusion": (day_zero, day_zero + followed),
    }
    collection = anchors.assumed.get(Anchor.COLLECTION)
    told = {
        "harvest": collection or anchors.assumed.get(Anchor.MOBILISATION_START),
        "processing": collection,
        "conditioning": anchors.conditioning_assumed,
    }
    for stage in catalogue.stages:
        first, last = dates[stage.id]
        note = told.get(stage.id)
        yield StageWindow(
            stage=stage.id, name=stage.name, from_date=first, to_date=last,
            assumed=note is not None, evidence=stage.axis.evidence, note=note,
        )  # fmt: skip


def _care(catalogue: Catalogue) -> Iterator[Fact]:
    stage = catalogue.stages["reinfusion"]
    assert stage.id == "reinfusion"
    yield from stage.engraftment
    yield from stage.transfusion
    yield from stage.infection_prophylaxis


def _calculation(entries: tuple[Entry, ...]) -> Iterator[str]:
    seen = dict.fromkeys(
        f"{entry.title}: {entry.dose.working}." for entry in entries if entry.dose is not None
    )
    yield from seen
