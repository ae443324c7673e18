"""The curated data says what the sources say; sections are those of the evidence compiled."""

from decimal import Decimal

import pytest

from app.catalogue import Catalogue
from app.catalogue.record import Evidence
from app.catalogue.regimens import Anchor, DoseLine, Regimen
from app.catalogue.stages import ProcessingStage

CONDITIONING = (
    *(
        "cyclophosphamide-200-ratg-6",
        "cyclophosphamide-200-ratg-4-5",
        "cyclophosphamide-200-atg-90",
    ),
    *("cyclophosphamide-200-alemtuzumab-20", "cyclophosphamide-rituximab-mexico"),
    *("cyclophosphamide-rituximab-pirogov", "cyclophosphamide-120", "beam-ratg-nct00716066"),
    *("beam-ratg-european", "beam-hatg-brazil", "beam-early-consensus", "beam-atg-fassas"),
    *("busulfan-9-6-cyclophosphamide-200-ratg-5", "busulfan-16-cyclophosphamide-120-atg-30"),
    *("tbi-8-cyclophosphamide-120-hatg-90", "tbi-12-cyclophosphamide-120"),
    *("fludarabine-120-cyclophosphamide-200", "fludarabine-cyclophosphamide-singapore"),
    "reduced-beam-pirogov",
)

MOBILISATION = (
    *("cyclophosphamide-2-filgrastim-10", "cyclophosphamide-4-filgrastim-5"),
    *("cyclophosphamide-4-5-filgrastim-10", "cyclophosphamide-2-filgrastim-poland"),
    *("cyclophosphamide-2-singapore", "cyclophosphamide-filgrastim-survey", "filgrastim-survey"),
    *("cyclophosphamide-100-filgrastim-20-mexico", "filgrastim-prednisone-halt-ms"),
    *("filgrastim-16-prednisone-nash", "filgrastim-10", "lenograstim-10"),
    *("chemotherapy-filgrastim-5", "chemotherapy-lenograstim-150", "plerixafor-0-24"),
    "plerixafor-20-flat",
)

ATC = {
    "cyclophosphamide": ["L01AA01"],
    "carmustine": ["L01AD01"],
    "etoposide": ["L01CB01"],
    "cytarabine": ["L01BC01"],
    "melphalan": ["L01AA03"],
    "busulfan": ["L01AB01"],
    "thiotepa": ["L01AC01"],
    "fludarabine": ["L01BB05"],
    "anti-thymocyte-globulin-rabbit": ["L04AA04"],
    "anti-thymocyte-globulin-horse": ["L04AA03"],
    "alemtuzumab": ["L04AG06"],
    "rituximab": ["L01FA01"],
    "filgrastim": ["L03AA02"],
    "lenograstim": ["L03AA10"],
    "pegfilgrastim": ["L03AA13"],
    "plerixafor": ["L03AX16"],
    "mesna": ["V03AF01", "R05CB05"],
    "methylprednisolone": ["H02AB04"],
    "prednisone": ["H02AB07"],
    "aciclovir": ["J05AB01"],
    "fluconazole": ["J02AC01"],
    "co-trimoxazole": ["J01EE01"],
}
"""Agent -> its codes in the WHO list of 2026; irradiation has none."""

VERDICTS = {
    "processing-removes-defects": "not_supported",
    "treatment-while-cells-are-processed": "not_supported",
    "chemotherapy-atg-and-antibodies-are-used": "partly_supported",
    "the-immune-system-is-reset": "partly_supported",
    "symptoms-disappear-quickly": "not_supported",
    "large-studies-are-to-begin": "outdated",
    "the-coating-is-attacked": "partly_supported",
    "cells-are-haematopoietic-and-own": "supported",
}
"""What is popularly said, in its order -> how it stands."""


def lines_of(regimen: Regimen, agent: str) -> list[DoseLine]:
    return [line for line in regimen.dose_lines if line.agent == agent]


def total_of(regimen: Regimen, agent: str, covers: str = "regimen") -> str | None:
    (total,) = [each for each in regimen.totals if (each.agent, each.covers) == (agent, covers)]
    return total.dose.text


def test_the_four_stages_are_in_order(curated: Catalogue) -> None:
    order = ("harvest", "processing", "conditioning", "reinfusion")

    assert tuple(stage.id for stage in curated.stages) == order
    assert [stage.order for stage in curated.stages] == [1, 2, 3, 4]
    assert curated.procedure.stages == order


def test_each_stage_passes_into_the_next(curated: Catalogue) -> None:
    passed = {(each.before, each.after) for each in curated.procedure.transitions}

    assert passed >= {
        ("harvest", "processing"),
        ("processing", "conditioning"),
        ("conditioning", "reinfusion"),
    }


@pytest.mark.parametrize("stage", ["harvest", "processing", "conditioning", "reinfusion"])
def test_every_stage_has_steps_criteria_and_risks(curated: Catalogue, stage: str) -> None:
    record = curated.stages[stage]

    assert record.steps
    assert record.entry_criteria
    assert record.exit_criteria
    assert record.risks


def test_what_passes_between_stages_has_the_agreed_names(curated: Catalogue) -> None:
    handed = {
        (stage.id, output.id, output.stage) for stage in curated.stages for output in stage.outputs
    }

    assert handed >= {
        ("harvest", "mobilised-and-collected-product", "processing"),
        ("harvest", "rested-patient-with-graft-secured", "conditioning"),
        ("processing", "released-graft", "conditioning"),
        ("processing", "stored-graft", "reinfusion"),
        ("conditioning", "conditioned-patient", "reinfusion"),
        ("reinfusion", "patient-with-renewed-blood", None),
    }


def test_processing_corrects_no_genetic_defect(curated: Catalogue) -> None:
    processing = curated.stages["processing"]
    assert isinstance(processing, ProcessingStage)

    denied = [fact.statement or "" for fact in processing.does_not]

    assert processing.corrects_genetic_defects is False
    assert any("repairs their genes" in statement for statement in denied)


def test_conditioning_uses_chemotherapy_globulin_and_antibodies(curated: Catalogue) -> None:
    classes = {curated.agents[id].agent_class for id in curated.agents_of_stage["conditioning"]}

    assert classes >= {"chemotherapy", "anti_thymocyte_globulin", "monoclonal_antibody"}


@pytest.mark.parametrize("id", CONDITIONING)
def test_every_conditioning_regimen_is_there(curated: Catalogue, id: str) -> None:
    assert curated.regimens[id].stage == "conditioning"


@pytest.mark.parametrize("id", MOBILISATION)
def test_every_mobilisation_regimen_is_there(curated: Catalogue, id: str) -> None:
    assert curated.regimens[id].stage == "harvest"


def test_a_mobilisation_regimen_conditions_nobody(curated: Catalogue) -> None:
    graft_or_class = [
        regimen.id
        for regimen in curated.regimens
        if regimen.stage == "harvest" and (regimen.graft or regimen.intensity)
    ]

    assert graft_or_class == []


def test_mist_gives_cyclophosphamide_50_mg_per_kg_on_days_minus_5_to_minus_2(
    curated: Catalogue,
) -> None:
    mist = curated.regimens["cyclophosphamide-200-ratg-6"]

    (line,) = lines_of(mist, "cyclophosphamide")

    assert line.dose.text == "50 mg per kg"
    assert line.times_per_day.value == 1
    assert line.days.text == "days -5 to -2"
    assert total_of(mist, "cyclophosphamide") == "200 mg per kg"  # 50 x 4 days


def test_mist_steps_up_rabbit_globulin_to_6_mg_per_kg(curated: Catalogue) -> None:
    mist = curated.regimens["cyclophosphamide-200-ratg-6"]

    given = {
        day: (line.dose.value, line.dose.unit, line.times_per_day.value)
        for line in lines_of(mist, "anti-thymocyte-globulin-rabbit")
        for day in line.days.value or ()
    }

    assert given == {
        -5: (Decimal("0.5"), "mg/kg", 1),
        -4: (Decimal(1), "mg/kg", 1),
        -3: (Decimal("1.5"), "mg/kg", 1),
        -2: (Decimal("1.5"), "mg/kg", 1),
        -1: (Decimal("1.5"), "mg/kg", 1),
    }
    total = total_of(mist, "anti-thymocyte-globulin-rabbit")
    assert total == "6 mg per kg"  # 0.5 + 1 + 1.5 + 1.5 + 1.5


def test_mist_says_of_each_line_how_well_it_is_known(curated: Catalogue) -> None:
    mist = curated.regimens["cyclophosphamide-200-ratg-6"]

    known = [
        (line.agent, line.dose.evidence)
        for line in mist.dose_lines
        if line.dose.value is not None and line.purpose in {"conditioning", "lymphodepletion"}
    ]

    assert known == [
        ("cyclophosphamide", Evidence.REPORTED),
        ("anti-thymocyte-globulin-rabbit", Evidence.SECONDARY),
        ("anti-thymocyte-globulin-rabbit", Evidence.SECONDARY),
        ("anti-thymocyte-globulin-rabbit", Evidence.DERIVED),  # 4.5 mg/kg left over 3 days
    ]


def test_mist_is_found_by_its_names(curated: Catalogue) -> None:
    found = {curated.regimens.canonical(name) for name in ("MIST", "Cy/ATG", "NCT00273364")}

    assert found == {"cyclophosphamide-200-ratg-6"}


def test_no_daily_dose_of_cytarabine_is_that_of_lymphoma(curated: Catalogue) -> None:
    """Lymphoma protocols give 200 mg/m2 twice daily; no source on MS gives more than half."""
    daily = {
        regimen.id: line.dose.value * (line.times_per_day.value or 1)
        for regimen in curated.regimens
        for line in lines_of(regimen, "cytarabine")
        if line.dose.value is not None and line.dose.evidence is not Evidence.EXTRAPOLATED
    }

    assert daily  # some source gives a dose
    assert {id: dose for id, dose in daily.items() if dose > 200} == {}


def test_no_total_of_cytarabine_is_that_of_lymphoma(curated: Catalogue) -> None:
    totals = {
        regimen.id: total.dose.value
        for regimen in curated.regimens
        for total in regimen.totals
        if total.agent == "cytarabine" and total.dose.value is not None
    }

    assert totals["beam-ratg-european"] == 800  # 2 x 100 mg/m2 x 4 days
    assert totals["beam-early-consensus"] == 600  # 2 x 100 mg/m2 x 3 days
    assert max(totals.values()) <= 800


def test_every_dose_of_cytarabine_is_by_body_surface(curated: Catalogue) -> None:
    units = {
        line.dose.unit
        for regimen in curated.regimens
        for line in lines_of(regimen, "cytarabine")
        if line.dose.is_known
    }

    assert units == {"mg/m2"}


def test_rabbit_and_horse_globulin_are_never_in_one_regimen(curated: Catalogue) -> None:
    both = {"anti-thymocyte-globulin-rabbit", "anti-thymocyte-globulin-horse"}

    mixed = [regimen.id for regimen in curated.regimens if both <= set(regimen.agents_dosed)]

    assert mixed == []


def test_each_globulin_warns_of_the_other(curated: Catalogue) -> None:
    rabbit = curated.agents["anti-thymocyte-globulin-rabbit"]
    horse = curated.agents["anti-thymocyte-globulin-horse"]

    assert any(horse.id in fact.agents for fact in rabbit.not_to_be_confused_with)
    assert any(rabbit.id in fact.agents for fact in horse.not_to_be_confused_with)


def test_the_day_of_alemtuzumab_is_not_reported(curated: Catalogue) -> None:
    (line,) = lines_of(curated.regimens["cyclophosphamide-200-alemtuzumab-20"], "alemtuzumab")

    assert line.dose.text == "20 mg"
    assert line.days.value is None
    assert line.days.evidence is Evidence.NOT_REPORTED


@pytest.mark.parametrize(
    ("agent", "given", "total"),
    [
        ("total-body-irradiation", ("200 cGy", 2, "days -5 to -4"), "800 cGy"),  # 2 days x 2 x 200
        ("cyclophosphamide", ("60 mg per kg", 1, "days -3 to -2"), "120 mg per kg"),  # 2 x 60
        (
            "anti-thymocyte-globulin-horse",
            ("15 mg per kg", 1, "days -5, -3, -1, 1, 3 and 5"),
            "90 mg per kg",  # 6 x 15
        ),
    ],
)
def test_nash_adds_up(
    curated: Catalogue, agent: str, given: tuple[str, int, str], total: str
) -> None:
    nash = curated.regimens["tbi-8-cyclophosphamide-120-hatg-90"]

    (line,) = lines_of(nash, agent)

    assert (line.dose.text, line.times_per_day.value, line.days.text) == given
    assert total_of(nash, agent) == total


def test_mexico_spreads_200_mg_per_kg_over_mobilisation_and_conditioning(
    curated: Catalogue,
) -> None:
    mexico = curated.regimens["cyclophosphamide-rituximab-mexico"]

    given = {
        day: (line.purpose, line.dose.text)
        for line in lines_of(mexico, "cyclophosphamide")
        for day in line.days.value or ()
    }

    assert given == {
        -11: ("mobilisation", "50 mg per kg"),
        -10: ("mobilisation", "50 mg per kg"),
        -2: ("conditioning", "50 mg per kg"),
        -1: ("conditioning", "50 mg per kg"),
    }
    assert total_of(mexico, "cyclophosphamide") == "200 mg per kg"  # 4 x 50
    assert total_of(mexico, "cyclophosphamide", "mobilisation") == "100 mg per kg"  # 2 x 50
    assert total_of(mexico, "cyclophosphamide", "conditioning") == "100 mg per kg"  # 2 x 50


def test_rituximab_in_mexico_waits_for_the_neutrophils(curated: Catalogue) -> None:
    (line,) = lines_of(curated.regimens["cyclophosphamide-rituximab-mexico"], "rituximab")

    assert line.days.anchor is Anchor.NEUTROPHIL_RECOVERY
    assert min(line.days.value or (-1,)) >= 0
    assert line.dose.text == "1,000 mg"


def test_the_mobilisation_of_mexico_is_part_of_its_conditioning(curated: Catalogue) -> None:
    mobilisation = curated.regimens["cyclophosphamide-100-filgrastim-20-mexico"]

    assert mobilisation.part_of == "cyclophosphamide-rituximab-mexico"


@pytest.mark.parametrize(("agent", "codes"), ATC.items(), ids=ATC)
def test_every_agent_has_its_atc_code(curated: Catalogue, agent: str, codes: list[str]) -> None:
    given = [code.code for code in curated.agents[agent].codes if code.system == "atc"]

    assert given == codes


def test_no_atc_code_stands_for_two_agents(curated: Catalogue) -> None:
    codes = [
        code.code
        for agent in curated.agents
        for code in agent.codes
        if code.system == "atc" and code.code
    ]

    assert len(codes) == len(set(codes))


def test_the_claims_stand_as_the_evidence_says(curated: Catalogue) -> None:
    verdicts = {claim.id: claim.verdict for claim in curated.claims}

    assert verdicts == VERDICTS
    assert list(verdicts) == list(VERDICTS)


def test_claims_are_numbered_from_one(curated: Catalogue) -> None:
    assert [claim.order for claim in curated.claims] == list(range(1, len(VERDICTS) + 1))


def test_the_whole_course_is_one_of_days_around_day_zero(curated: Catalogue) -> None:
    axis = [stage.axis for stage in curated.stages]

    assert {window.anchor for window in axis} == {Anchor.DAY_ZERO}
    assert axis[-1].from_day == 0  # the cells return on day 0
