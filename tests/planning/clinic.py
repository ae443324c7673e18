"""The fictional world with more in it: regimens of every shape that a plan can meet.

Nothing here is a dose of anything. One agent has a real name, because one rule is about it.
"""

from pathlib import Path
from typing import Final

from app.catalogue import Catalogue
from tests.catalogue.world import Edit, World

R: Final = "evidence: reported, sources: [doe-2020]"
S: Final = "evidence: secondary, sources: [roe-2024]"
E: Final = "evidence: extrapolated, sources: [roe-2024]"
OPEN: Final = "{evidence: not_reported}"
ONCE: Final = f"{{value: 1, {R}}}"


def line(  # noqa: PLR0913  what a dose line is made of
    agent: str,
    purpose: str,
    dose: str,
    days: str,
    *,
    times: str = ONCE,
    route: str = "intravenous",
    more: str = "",
) -> str:
    return (
        f"  - agent: {agent}\n    purpose: {purpose}\n    dose: {dose}\n    days: {days}\n"
        f"    times_per_day: {times}\n    route: {route}\n{more}"
    )


def cited(said: str, evidence: str = R) -> str:
    return f"{{{said}, {evidence}}}"


def regimen(
    name: str,
    *lines: str,
    stage: str = "conditioning",
    plannable: str = "yes",
    more: str = "graft: null\n",
) -> str:
    return (
        f"name: {name}\nsummary: A made-up regimen.\nsources: [doe-2020]\nstage: {stage}\n"
        f"standing: in_use\ndose_lines:\n{''.join(lines)}"
        f'plannable: "{plannable}"\nplannable_reason: It is made up.\nused_by: []\n{more}'
    )


def agent(name: str, kind: str, basis: str = "") -> str:
    return (
        f"name: {name}\nsummary: Made up.\nsources: [doe-2020]\nagent_class: {kind}\n"
        "standing: used\nroles: [{stage: conditioning, role: conditioning, statement: Used., "
        f"{R}}}]\nmechanism: {{value: Made up., {R}}}\nroutes: []\n{basis}"
    )


def total(name: str, dose: str, covers: str = "regimen") -> str:
    return f"  - agent: {name}\n    covers: {covers}\n    dose: {{{dose}, {R}}}\n"


def step(  # noqa: PLR0913, PLR0917  what a step is made of
    order: int, id: str, anchor: str, first: int | None, last: int | None, agents: str = "[]"
) -> str:
    ends = f"from_day: {_or_null(first)}, to_day: {_or_null(last)}"
    evidence = "evidence: not_reported" if first is None and last is None else R
    return (
        f"  - id: {id}\n    order: {order}\n    name: Step {id}\n    summary: It happens.\n"
        f"    detail: It happens.\n    performed_by: [nurse]\n    agents: {agents}\n"
        f"    window: {{anchor: {anchor}, {ends}, {evidence}, note: As is usual.}}\n"
        "    sources: [doe-2020]\n"
    )


def _or_null(day: int | None) -> str:
    return "null" if day is None else str(day)


def days(listed: str, rest: str = "", evidence: str = R) -> str:
    return f"{{value: {listed}, {evidence}{rest}}}"


MOBILISING: Final = ", anchor: mobilisation_start"
LAST: Final = ", until: last_collection"
COLLECTS: Final = "graft: null\ncollection_days: "

INSIDE: Final = (
    line("exemplan", "mobilisation", cited("value: 50, unit: mg/kg"), days("[-11, -10]")),
    line("mesnan", "uroprotection", cited("value: 10, unit: mg/kg"), days("[-11, -10, -2, -1]")),
    line("exemplan", "conditioning", cited("value: 50, unit: mg/kg"), days("[-2, -1]")),
    line(
        *("immunan", "b_cell_depletion", cited("value: 1000, unit: mg")),
        days("[0]", ", anchor: neutrophil_recovery"),
    ),
)

# fmt: off
FILES: Final = {
    "agents/mesnan.yaml": agent("Mesnan", "uroprotectant"),
    "agents/mustan.yaml": agent("Mustan", "chemotherapy"),
    "agents/flatan.yaml": agent("Flatan", "monoclonal_antibody"),
    "agents/immunan.yaml": agent("Immunan", "monoclonal_antibody"),
    "agents/total-body-irradiation.yaml": agent("Rays", "radiation"),
    "agents/cyclophosphamide.yaml": agent(
        "Cyclophosphamide", "chemotherapy",
        f"dose_basis: [{{name: Weight, statement: Nobody is sure., {R}}}]\n",
    ),
    "regimens/every-basis.yaml": regimen(
        "Every basis",
        line(
            *("mustan", "conditioning", cited("value: 100, unit: mg/m2"), days("[-4, -3]")),
            times=f"{{value: 2, {R}, note: Twelve hours apart.}}",
            more="    duration: {value: 2, unit: h, " + R + "}\n    timing: In the morning.\n",
        ),
        line(
            *("total-body-irradiation", "conditioning", cited("value: 200, unit: cGy")),
            days("[-6]"), times=f"{{value: 3, {R}}}", route="external_beam",
        ),
        line("flatan", "lymphodepletion", cited("value: 20, unit: mg"), days("[-2]"),
             route="oral"),
        line("antiserum", "lymphodepletion", cited("value: 0.5, unit: mg/kg", S),
             days("[-2, 1]", ", note: Two days.", E)),
        more="graft: null\ntotals:\n" + total("mustan", "value: 400, unit: mg/m2")
        + total("total-body-irradiation", "value: 600, unit: cGy")
        + total("flatan", "value: 20, unit: mg"),
    ),
    "regimens/inside.yaml": regimen(
        "Harvest inside conditioning", *INSIDE,
        more="graft: {handling: unmanipulated, storage: fresh, infusion_days: "
        + days("[0, 1]") + f", {R}}}\n"
        f"collection_days: {days('[-2, -1]')}\nrecovery: {{value: 8, unit: d, {R}}}\ntotals:\n"
        + total("exemplan", "value: 200, unit: mg/kg")
        + total("exemplan", "value: 100, unit: mg/kg", "mobilisation")
        + total("exemplan", "value: 100, unit: mg/kg", "conditioning"),
    ),
    "regimens/inside-unknown.yaml": regimen(
        "Harvest inside, day of collection unknown", *INSIDE[:3],
        more=f"graft: null\ncollection_days: {OPEN}\n",
    ),
    "regimens/part.yaml": regimen(
        "Half of another", INSIDE[0], stage="harvest",
        more=f"{COLLECTS}{days('[-2, -1]')}\npart_of: inside\n",
    ),
    "regimens/aftercare.yaml": regimen(
        "Much after the graft",
        line("exemplan", "conditioning", cited("value: 50, unit: mg/kg"), days("[-1]")),
        line("growan", "growth_factor_support", cited("value: 5, unit: ug/kg"),
             days("[5, 6]", ", until: neutrophil_recovery"), route="subcutaneous"),
        line("immunan", "b_cell_depletion", cited("value: 500, unit: mg/m2"),
             days("[1]", ", anchor: neutrophil_recovery")),
        line("flatan", "engraftment_syndrome_prevention", OPEN, OPEN, route="null"),
        line("mesnan", "prophylaxis", cited("value: 1, unit: mg"),
             days("[-3]", ", until: last_collection"), times=OPEN),
        plannable="partly",
        more="graft: null\nrecovery: {low: 8, high: 11, unit: d, " + R + "}\ntotals:\n"
        + total("growan", "value: 50, unit: ug/kg")
        + "  - {agent: flatan, dose: {evidence: not_reported}}\n",
    ),
    "regimens/late.yaml": regimen(
        "Only after the graft",
        line("antiserum", "lymphodepletion", cited("value: 1, unit: mg/kg"), days("[1, 2]")),
    ),
    "regimens/half-known.yaml": regimen(
        "Some days unknown",
        line("antiserum", "lymphodepletion", cited("value: 1, unit: mg/kg", S), OPEN),
        line("exemplan", "conditioning", cited("value: 50, unit: mg/kg"), days("[-3]")),
        line("mustan", "conditioning", cited("value: 1, unit: mg/kg"), days("[-3]")),
        line("mustan", "conditioning", cited("value: 1, unit: mg/m2"), days("[-2]")),
        line("growan", "growth_factor_support", cited("value: 1, unit: ug/kg"), days("[1]")),
        line("growan", "growth_factor_support", cited("value: 1, unit: mg/kg"), days("[2]")),
        plannable="partly",
    ),
    "regimens/undated.yaml": regimen(
        "Nothing dated",
        line("exemplan", "conditioning", cited("value: 50, unit: mg/kg"), OPEN),
        plannable="no",
    ),
    "regimens/cyclophosphamide-200.yaml": regimen(
        "Cyclophosphamide as an example",
        line("cyclophosphamide", "conditioning", cited("value: 50, unit: mg/kg"),
             days("[-5, -4, -3, -2]")),
        more=f"graft: null\nrecovery: {{value: 9.3, unit: d, {R}}}\n",
    ),
    "regimens/cyclophosphamide-2.yaml": regimen(
        "Cyclophosphamide and growan",
        line("cyclophosphamide", "mobilisation", cited("value: 2000, unit: mg/m2"),
             days("[1]", MOBILISING)),
        line("growan", "mobilisation", cited("value: 10, unit: ug/kg"),
             days("[5]", MOBILISING + LAST), route="subcutaneous"),
        line("flatan", "flare_prevention", cited("value: 1, unit: mg"),
             days("[0]", MOBILISING), route="null"),
        line("mesnan", "rescue", cited("value: 2, unit: mg"),
             days("[1]", ", anchor: collection"), route="null"),
        stage="harvest", more=f"{COLLECTS}{days('[12, 13]', MOBILISING)}\n",
    ),
    "regimens/growan-5.yaml": regimen(
        "Growan alone",
        line("growan", "mobilisation", cited("value: 5, unit: ug/kg"),
             days("[1]", MOBILISING + LAST)),
        stage="harvest", more=f"{COLLECTS}{days('[5]', MOBILISING)}\n",
    ),
    "regimens/growan-20.yaml": regimen(
        "Growan for long",
        line("growan", "mobilisation", cited("value: 20, unit: ug/kg"),
             days("[15]", MOBILISING + LAST)),
        line("growan", "mobilisation", cited("value: 20, unit: ug/kg"),
             "{anchor: mobilisation_start, evidence: not_reported}"),
        line("flatan", "flare_prevention", cited("value: 1, unit: mg"), days("[30]", MOBILISING)),
        stage="harvest", plannable="partly",
    ),
}
# fmt: on

ANCHORED: Final = "{anchor: day_zero, from_day: -20, to_day: -13, "
PROCESSED: Final = "{anchor: day_zero, from_day: -13, to_day: -10, "

EDITS: Final = (
    Edit(
        "stages/harvest.yaml",
        f"window: {ANCHORED}evidence: reported, sources: [doe-2020]}}\naxis",
        f"window: {{anchor: mobilisation_start, from_day: 1, to_day: 13, {R}}}\naxis",
    ),
    Edit(
        "stages/harvest.yaml",
        "inputs: [{id: patient",
        step(2, "mobilising-chemotherapy", "mobilisation_start", 1, 1, "[cyclophosphamide]")
        + step(3, "growth-factor", "mobilisation_start", 1, 13, "[growan]")
        + step(4, "counting", "mobilisation_start", 10, 13)
        + step(5, "leukapheresis", "mobilisation_start", 10, 13)
        + step(6, "rest-before-conditioning", "day_zero", -12, -7)
        + step(7, "line", "mobilisation_start", None, None)
        + "inputs: [{id: patient",
    ),
    Edit(
        "stages/harvest.yaml",
        "supportive_care: []",
        "  - {name: More than one, statement: Above 1 million per kg., quantity: {value: 1, "
        f"bound: above, unit: 10*6/kg}}, {R}}}\n"
        "  - {name: Best, statement: From 2.5 to 5 million per kg., quantity: {low: 2.5, high: 5, "
        f"unit: 10*6/kg}}, {R}}}\n"
        "  - {name: Poor mobiliser, statement: Below 2 million per kg., quantity: {value: 2, "
        f"bound: below, unit: 10*6/kg}}, {R}}}\n"
        "  - {name: Unknown number, statement: Nobody says how many., quantity: {unit: 10*6/kg}, "
        f"{R}}}\n"
        f"  - {{name: Weight, statement: One kg., quantity: {{value: 1, unit: kg}}, {R}}}\n"
        f"  - {{name: No number, statement: Enough., {R}}}\n"
        "  - {name: Nothing, statement: null, evidence: not_reported}\n"
        "supportive_care: []",
    ),
    Edit(
        "stages/processing.yaml",
        f"window: {PROCESSED}evidence: reported, sources: [doe-2020]}}\naxis",
        f"window: {{anchor: collection, from_day: 0, to_day: 3, {R}}}\naxis",
    ),
    Edit(
        "stages/processing.yaml",
        "inputs: [",
        step(2, "freeze", "collection", 0, 3) + step(3, "store", "collection", 0, None)
        + "inputs: [",
    ),
    Edit(
        "stages/conditioning.yaml",
        "inputs: []",
        step(2, "admission-and-line", "day_zero", -7, -5)
        + step(3, "confirm-graft", "day_zero", None, -5)
        + step(4, "chemotherapy", "day_zero", -7, -1)
        + step(5, "irradiation", "day_zero", -5, -1, "[total-body-irradiation]")
        + "inputs: []",
    ),
    Edit(
        "stages/reinfusion.yaml",
        "inputs: [{id: graft",
        step(2, "prophylaxis", "day_zero", None, 365)
        + step(3, "watch", "day_zero", None, None)
        + step(4, "recovered", "neutrophil_recovery", 0, None)
        + "inputs: [{id: graft",
    ),
    Edit(
        "stages/reinfusion.yaml",
        "immune_reconstitution: []",
        "immune_reconstitution:\n"
        "  - {name: T cells, statement: By two years., quantity: {value: 2, bound: at_most, "
        f"unit: a}}, {R}}}\n"
        "  - {name: B cells, statement: In 6 to 12 months., quantity: {low: 6, high: 12, "
        f"unit: mo}}, {R}}}\n"
        f"  - {{name: Share, statement: Half., quantity: {{value: 50, unit: '%'}}, {R}}}\n"
        f"  - {{name: Repertoire, statement: New., {R}}}\n"
        "  - {name: Nothing, statement: null, evidence: not_reported}",
    ),
)  # fmt: skip


def open_clinic(folder: Path) -> Catalogue:
    """Make the fictional world in a folder, with more in it, and load it."""
    world = World(folder)
    for file, content in FILES.items():
        world.write(file, content)
    world.edit(EDITS)
    return world.load()
