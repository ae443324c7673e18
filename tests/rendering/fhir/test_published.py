"""What the published resources say, of the fictional catalogue and of the curated one."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import pytest
from ucumvert import get_ucum_parser

from app.catalogue import Catalogue
from app.catalogue.agents import AgentClass
from app.catalogue.prose import misreadable
from app.catalogue.record import Evidence, StageId
from app.catalogue.regimens import DoseLine, Plannable, Regimen
from app.planning.request import WeightBasis
from app.planning.warnings import RULES
from app.rendering.fhir.elements import UCUM
from app.rendering.fhir.face import MAKERS, Face
from app.rendering.fhir.origin import Origin
from tests.planning.clinic import open_clinic
from tests.rendering import plans as known
from tests.rendering.fhir.conftest import PROBLEMS
from tests.rendering.reading import fhir_texts

Json = dict[str, Any]

BASE = "https://example.org/fhir/"

ABSENT = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Face:
    """The face of the fictional world with regimens of every shape."""
    catalogue = open_clinic(Path(tmp_path_factory.mktemp("world")) / "clinic")
    return Face(Origin(catalogue, known.about(catalogue), PROBLEMS, "0.1.0"))


def parts(value: object) -> Iterator[Json]:
    """Yield every object in a resource."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)


def extensions(part: Json) -> dict[str, Any]:
    """Return the values of our extensions on a part, by their names."""
    return {
        one["url"].removeprefix(f"{BASE}StructureDefinition/"): next(
            value for name, value in one.items() if name != "url"
        )
        for one in part.get("extension", ())
    }


def action(plan: Json, id: str) -> Json:
    (found,) = [part for part in parts(plan["action"]) if part.get("id") == id]
    return found


def test_a_dose_line_is_an_activity_with_its_dose_its_times_and_its_days(small_face: Face) -> None:
    line = small_face["ActivityDefinition"]["exemplan-200.1"]

    (dosage,) = line["dosage"]
    (rate,) = dosage["doseAndRate"]
    assert dosage["text"] == (
        "Exemplan: 50 mg per kg intravenously, once on each day, days -5 to -2."
    )
    assert rate["doseQuantity"] == {
        "value": 50, "unit": "mg per kg", "system": UCUM, "code": "mg/kg"
    }  # fmt: skip
    repeat = dosage["timing"]["repeat"]
    assert repeat["boundsDuration"]["value"] == 1  # it is applied on each of its days
    assert (repeat["frequency"], repeat["period"], repeat["periodUnit"]) == (1, 1, "d")
    assert line["productReference"]["reference"] == "Medication/exemplan"
    assert (line["kind"], line["intent"], line["status"]) == (
        "MedicationRequest", "proposal", "active"
    )  # fmt: skip


def test_what_is_not_reported_is_absent_and_says_so(small_face: Face) -> None:
    line = small_face["ActivityDefinition"]["exemplan-open.1"]

    (dosage,) = line["dosage"]
    (rate,) = dosage["doseAndRate"]
    assert rate["doseQuantity"] == ABSENT
    assert extensions(rate) == {"evidence": "not_reported"}
    assert dosage["route"] == ABSENT
    assert "dose not reported" in dosage["text"]
    assert dosage["timing"]["repeat"]["frequency"] == 2  # what is reported stays


def test_what_is_extrapolated_carries_an_extension(small_face: Face) -> None:
    line = small_face["ActivityDefinition"]["growan-10.1"]

    (rate,) = line["dosage"][0]["doseAndRate"]
    assert extensions(rate) == {"evidence": "extrapolated"}
    assert extensions(line)["evidence"] == "extrapolated"
    published = small_face["StructureDefinition"]["evidence"]
    assert published["url"] == f"{BASE}StructureDefinition/evidence"
    codes = small_face["CodeSystem"]["evidence"]["concept"]
    assert "extrapolated" in [concept["code"] for concept in codes]


def test_days_and_times_that_are_not_known_have_no_number(clinic: Face) -> None:
    unknown = clinic["ActivityDefinition"]["undated.1"]["dosage"][0]["timing"]
    open_times = clinic["ActivityDefinition"]["aftercare.5"]["dosage"][0]["timing"]["repeat"]

    assert unknown["repeat"]["boundsDuration"] == ABSENT
    assert "frequency" not in open_times
    assert "period" not in open_times  # a period without a frequency would mean once
    assert ABSENT["extension"][0] in open_times["_frequency"]["extension"]


def test_a_line_lasts_as_many_days_as_follow_one_another(clinic: Face) -> None:
    plan = clinic["PlanDefinition"]["every-basis"]

    both, gaps = (action(plan, id)["timingTiming"]["repeat"] for id in ("line-1", "line-4"))

    assert both["boundsDuration"]["value"] == 2  # days -4 and -3
    assert "boundsDuration" not in gaps  # days -2 and 1
    assert action(plan, "line-4")["description"].endswith("days -2 and 1.")


def test_the_time_of_an_infusion_is_the_duration_of_each(clinic: Face, face: Face) -> None:
    two_hours = clinic["ActivityDefinition"]["every-basis.1"]["dosage"][0]
    ranges = [
        part["repeat"]
        for line in face["ActivityDefinition"].values()
        for part in parts(line)
        if "durationMax" in part.get("repeat", ())
    ]

    repeat = two_hours["timing"]["repeat"]
    assert (repeat["duration"], repeat["durationUnit"]) == (2, "h")
    assert two_hours["text"].endswith("over 2 hours, days -4 to -3. In the morning.")
    # Two lines of the curated catalogue: 6 to 8 hours, and 60 to 120 minutes.
    said = {(one["duration"], one["durationMax"], one["durationUnit"]) for one in ranges}
    assert said == {(6, 8, "h"), (60, 120, "min")}


def test_radiation_is_asked_for_as_a_service_and_is_no_medication(clinic: Face) -> None:
    rays = clinic["ActivityDefinition"]["every-basis.2"]

    assert rays["kind"] == "ServiceRequest"
    assert (rays["quantity"]["value"], rays["quantity"]["code"]) == (200, "cGy")
    assert rays["timingTiming"]["repeat"]["frequency"] == 3
    assert rays["code"]["text"] == "Rays"
    assert "total-body-irradiation" not in clinic["Medication"]


def offset(held: Json) -> tuple[str, str, int]:
    """Return the event, the relation and the days of the one related action."""
    (related,) = held["relatedAction"]
    days = related.get("offsetDuration", {"value": 0, "code": "d"})
    assert days["code"] == "d"
    return related["actionId"], related["relationship"], days["value"]


def test_each_day_is_an_offset_from_its_event(small_face: Face, clinic: Face) -> None:
    plan = small_face["PlanDefinition"]["exemplan-200"]
    mobilising = clinic["PlanDefinition"]["cyclophosphamide-2"]
    inside = clinic["PlanDefinition"]["inside"]

    days = [offset(held) for held in action(plan, "line-1")["action"]]
    # Days -5 to -2; day 1 of a mobilisation is its first, so day 5 is 4 days after it, and day 0
    # the day before.
    assert days == [("day-zero", "before-start", n) for n in (5, 4, 3, 2)]
    assert offset(action(mobilising, "line-1-1")) == (
        "mobilisation-start", "concurrent-with-start", 0
    )  # fmt: skip
    assert offset(action(mobilising, "line-2-1")) == ("mobilisation-start", "after-start", 4)
    assert offset(action(mobilising, "line-3-1")) == ("mobilisation-start", "before-start", 1)
    assert offset(action(mobilising, "line-4-1")) == ("collection", "after-start", 1)
    assert [offset(held) for held in action(mobilising, "collection")["action"]] == [
        ("mobilisation-start", "after-start", 11), ("mobilisation-start", "after-start", 12)
    ]  # fmt: skip
    assert [offset(held) for held in action(inside, "day-zero")["action"]] == [
        ("day-zero", "concurrent-with-start", 0), ("day-zero", "after-start", 1)
    ]  # fmt: skip
    assert offset(action(inside, "line-4-1"))[0] == "neutrophil-recovery"


def test_each_day_leads_to_the_definition_of_its_line(small_face: Face) -> None:
    plan = small_face["PlanDefinition"]["exemplan-200"]

    named = {held["definitionCanonical"] for held in action(plan, "line-2")["action"]}

    assert named == {f"{BASE}ActivityDefinition/exemplan-200.2|2030.01.0"}


def test_a_line_without_days_leads_to_its_definition_itself(clinic: Face) -> None:
    line = action(clinic["PlanDefinition"]["undated"], "line-1")

    assert line["definitionCanonical"].startswith(f"{BASE}ActivityDefinition/undated.1|")
    assert "action" not in line


def test_a_line_with_an_open_end_says_until_when(clinic: Face) -> None:
    rest = action(clinic["PlanDefinition"]["growan-5"], "line-1-rest")

    assert extensions(rest) == {"until": "last_collection"}
    assert "relatedAction" not in rest


def test_lines_stand_in_the_stage_in_which_they_are_given(clinic: Face) -> None:
    def stages(regimen: str) -> dict[str, list[str]]:
        return {
            stage["id"]: [held["id"] for held in stage["action"]]
            for stage in clinic["PlanDefinition"][regimen]["action"]
        }

    # Mobilisation, and the growth factor, the prevention and the antibody that follow the graft.
    assert stages("inside") == {
        "harvest": ["collection", "line-1"],
        "conditioning": ["line-2", "line-3"],
        "reinfusion": ["day-zero", "neutrophil-recovery", "line-4"],
    }
    assert stages("aftercare") == {
        "conditioning": ["line-1", "line-5"],
        "reinfusion": ["day-zero", "neutrophil-recovery", "line-2", "line-3", "line-4"],
    }
    assert stages("late") == {"reinfusion": ["day-zero", "line-1"]}
    assert stages("inside-unknown")["harvest"] == ["collection", "line-1"]


def test_actions_lead_to_actions_of_their_own_definition(face: Face, clinic: Face) -> None:
    for plan in (*face["PlanDefinition"].values(), *clinic["PlanDefinition"].values()):
        ids = [part["id"] for part in parts(plan["action"]) if "id" in part]
        led = {part["actionId"] for part in parts(plan["action"]) if "actionId" in part}

        assert len(set(ids)) == len(ids), plan["id"]
        assert led <= set(ids), plan["id"]


def test_every_line_and_every_day_of_the_catalogue_is_there(face: Face, curated: Catalogue) -> None:
    for regimen in curated.regimens:
        plan = face["PlanDefinition"][regimen.id]
        for number, line in enumerate(regimen.dose_lines, 1):
            held = action(plan, f"line-{number}")
            definition = face["ActivityDefinition"][f"{regimen.id}.{number}"]
            listed = [one for one in held.get("action", ()) if "relatedAction" in one]

            assert [one["title"] for one in listed] == [f"Day {n}" for n in line.days.value or ()]
            dose = line.dose
            numbers = (dose.value,) if dose.low is None else (dose.low, dose.high)
            assert dose_of(definition) == [(n, dose.unit) for n in numbers if n is not None]


def dose_of(definition: Json) -> list[tuple[Any, str]]:
    """Return the number of the dose of a definition with its unit, or both ends of its range."""
    if definition["kind"] == "ServiceRequest":
        dose = {"doseQuantity": definition["quantity"]}
    else:
        (dose,) = definition["dosage"][0]["doseAndRate"]
    ends = dose.get("doseRange", {"only": dose.get("doseQuantity")})
    return [(Decimal(str(end["value"])), end["code"]) for end in ends.values() if "value" in end]


def test_windows_of_steps_are_ranges(clinic: Face) -> None:
    plan = clinic["PlanDefinition"]["procedure"]

    def window(id: str) -> tuple[str, str, int | None, int | None]:
        (related,) = action(plan, id)["relatedAction"]
        ends = (related["offsetRange"].get(end, {}).get("value") for end in ("low", "high"))
        return related["actionId"], related["relationship"], *ends

    # Days -7 to -5 are 5 to 7 days before; up to day -5 is at least 5 before; day 1 to 13 of a
    # mobilisation is 0 to 12 after its first day.
    assert window("conditioning-admission-and-line") == ("day-zero", "before-start", 5, 7)
    assert window("conditioning-confirm-graft") == ("day-zero", "before-start", 5, None)
    assert window("harvest-growth-factor") == ("mobilisation-start", "after-start", 0, 12)
    assert window("processing-store") == ("collection", "after-start", 0, None)
    assert window("reinfusion-prophylaxis") == ("day-zero", "after-start", None, 365)
    assert action(plan, "reinfusion-watch")["_timingDateTime"] == ABSENT


def test_the_procedure_lets_choose_among_its_regimens(small_face: Face) -> None:
    plan = small_face["PlanDefinition"]["procedure"]

    choice = action(plan, "conditioning-regimen")

    assert [stage["id"] for stage in plan["action"]] == [*get_args(StageId)]
    assert choice["selectionBehavior"] == "exactly-one"
    assert [held["definitionCanonical"] for held in choice["action"]] == [
        f"{BASE}PlanDefinition/exemplan-200|2030.01.0",
        f"{BASE}PlanDefinition/exemplan-open|2030.01.0",
    ]


def test_a_historic_regimen_is_retired(small_face: Face) -> None:
    statuses = {id: plan["status"] for id, plan in small_face["PlanDefinition"].items()}

    assert statuses == {
        "procedure": "active", "exemplan-200": "active", "exemplan-open": "retired",
        "growan-10": "active",
    }  # fmt: skip
    assert small_face["ActivityDefinition"]["exemplan-open.1"]["status"] == "retired"


def test_a_regimen_cites_every_source_it_rests_on(small_face: Face) -> None:
    cited = small_face["PlanDefinition"]["exemplan-200"]["relatedArtifact"]

    assert {one["label"] for one in cited} == {"doe-2020", "roe-2024"}
    assert {one["type"] for one in cited} == {"citation"}
    assert cited[0]["url"] == "https://example.org/v1/references/doe-2020"


def codings(medication: Json) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for coding in medication["code"]["coding"]:
        found.setdefault(coding["system"], []).append(coding["code"])
    return found


def test_a_medication_has_the_codes_of_exactly_itself(face: Face) -> None:
    rabbit = face["Medication"]["anti-thymocyte-globulin-rabbit"]
    mixture = face["Medication"]["co-trimoxazole"]

    assert codings(rabbit) == {
        f"{BASE}CodeSystem/agent": ["anti-thymocyte-globulin-rabbit"],
        "http://www.nlm.nih.gov/research/umls/rxnorm": ["107044"],
        "http://www.whocc.no/atc": ["L04AA04"],
        "http://fdasis.nlm.nih.gov": ["D7RD81HE4W"],
    }
    # A brand and the parts of a mixture have codes of their own, which do not stand for the whole.
    assert codings(mixture).keys() == {f"{BASE}CodeSystem/agent", "http://www.whocc.no/atc"}
    related = [
        one["valueCoding"] for one in (*rabbit["extension"], *mixture["extension"])
        if "valueCoding" in one
    ]  # fmt: skip
    assert (related[0]["code"], related[0]["display"]) == (
        "225741", "Thymoglobulin, the brand"
    )  # fmt: skip
    assert len(related) == 5  # the brand, and two codes of each of two components


def test_every_code_of_the_catalogue_is_given_once_and_no_other(
    face: Face, curated: Catalogue
) -> None:
    for agent in curated.agents:
        if agent.agent_class is AgentClass.RADIATION:
            continue
        medication = face["Medication"][agent.id]
        said = {coding["code"] for coding in medication["code"]["coding"]} - {agent.id}
        said |= {
            one["valueCoding"]["code"] for one in medication["extension"] if "valueCoding" in one
        }

        assert said == {
            code.code for code in agent.codes
            if code.system in ("atc", "rxnorm", "unii") and code.code is not None
        }  # fmt: skip


CLOSED = {
    "evidence": {*Evidence},
    "agent-class": {*AgentClass},
    "plannable": {*Plannable},
    "weight-basis": {*get_args(WeightBasis)},
    "stage": {*get_args(StageId)},
    "purpose": {*get_args(DoseLine.model_fields["purpose"].annotation)},
    "standing": {*get_args(Regimen.model_fields["standing"].annotation)},
    "warning": {rule.code for rule in RULES},
    "problem": {*PROBLEMS},
}


@pytest.mark.parametrize("system", CLOSED)
def test_a_code_system_has_each_code_that_the_data_can_have(system: str, face: Face) -> None:
    concepts = face["CodeSystem"][system]["concept"]

    assert {concept["code"] for concept in concepts} == CLOSED[system]
    assert face["CodeSystem"][system]["count"] == len(concepts)


def test_every_code_of_ours_is_in_its_code_system(published: list[Json], face: Face) -> None:
    known_codes = {
        system["url"]: {concept["code"] for concept in system["concept"]}
        for system in face["CodeSystem"].values()
    }
    used = {
        (part["system"], part["code"])
        for resource in published
        for part in parts(resource)
        if str(part.get("system", "")).startswith(BASE) and "code" in part
    }

    assert len(used) > 30
    assert [one for one in used if one[1] not in known_codes[one[0]]] == []


def test_a_display_is_the_one_of_the_code_system(
    published: list[Json], bundles: list[Json], face: Face
) -> None:
    displays = {
        (system["url"], concept["code"]): concept["display"]
        for system in face["CodeSystem"].values()
        for concept in system["concept"]
    }
    said = {
        (part["system"], part["code"], part["display"])
        for resource in (*published, *bundles)
        for part in parts(resource)
        if str(part.get("system", "")).startswith(BASE) and "display" in part
    }

    assert len(said) > 50
    assert [one for one in said if displays[one[:2]] != one[2]] == []


def test_every_extension_is_published_and_has_the_type_and_code_it_promises(
    published: list[Json], bundles: list[Json], face: Face
) -> None:
    promised: dict[str, tuple[str, set[str] | None]] = {}
    for definition in face["StructureDefinition"].values():
        value = definition["differential"]["element"][-1]
        system = value.get("binding", {}).get("valueSet", "").rpartition("/")[2]
        codes = system and {c["code"] for c in face["CodeSystem"][system]["concept"]}
        promised[definition["url"]] = value["type"][0]["code"], codes or None
    used: set[str] = set()
    for part in (part for resource in (*published, *bundles) for part in parts(resource)):
        for one in part.get("extension", ()):
            if not one["url"].startswith(BASE):
                continue
            used.add(one["url"])
            type, codes = promised[one["url"]]
            value = one[f"value{type[0].upper()}{type[1:]}"]
            assert codes is None or value in codes

    assert used == promised.keys()


def test_every_unit_is_ucum(published: list[Json], bundles: list[Json]) -> None:
    units = {
        part["code"]
        for resource in (*published, *bundles)
        for part in parts(resource)
        if part.get("system") == UCUM
    }

    parser = get_ucum_parser()
    assert {"mg/kg", "mg/m2", "ug/kg", "cGy", "mg", "d"} <= units
    for unit in units:
        parser.parse(unit)


def test_every_reference_and_every_canonical_leads_to_a_resource(
    published: list[Json], bundles: list[Json], face: Face
) -> None:
    known_addresses = {f"{BASE}{type}/{id}" for type in MAKERS for id in face[type]}
    version = face.origin.about.dataset_version
    led: set[str] = set()
    for part in (part for resource in (*published, *bundles) for part in parts(resource)):
        for name in ("definitionCanonical", "valueSet", "definition", "reference", "resource"):
            said = part.get(name)
            if isinstance(said, str) and not said.startswith(
                ("urn:", "http://hl7.org", "Patient/")
            ):
                led.add(said)
        for name in ("instantiatesCanonical", "library"):
            led.update(part.get(name, ()))
    pointed = {one.removesuffix(f"|{version}") for one in led if one.startswith(BASE)}
    relative = {f"{BASE}{one}" for one in led if one.startswith("Medication/")}

    prose = {one for one in led if " " in one}  # a definition of a code is a text
    assert pointed | relative <= known_addresses
    assert {one for one in led if not one.startswith((BASE, "Medication/"))} == prose
    assert len(pointed) > 100
    assert len(relative) > 10


def test_the_intended_use_is_in_every_resource(
    published: list[Json], bundles: list[Json], curated: Catalogue
) -> None:
    statement = curated.procedure.intended_use
    for resource in published:
        assert extensions(resource)["intended-use"] == statement
        assert "not a prescription" in resource["text"]["div"]
    for bundle in bundles:
        said = extensions(bundle["meta"])["intended-use"]
        assert {extensions(entry["resource"])["intended-use"] for entry in bundle["entry"]} == {
            said
        }
    for resource in (*published, *bundles):
        (tag,) = resource["meta"]["tag"]
        assert tag["code"] == "reference-and-education"


def test_every_definition_is_for_education_and_of_nowhere(published: list[Json]) -> None:
    definitions = [one for one in published if one["resourceType"] != "Medication"]

    assert {one["experimental"] for one in definitions} == {True}
    assert {one["version"] for one in definitions} == {"2030.01.0"}
    assert {one["date"] for one in definitions} == {"2029-11-23"}
    assert [one for one in definitions if "jurisdiction" in one] == []
    assert {one["url"] for one in definitions} == {
        f"{BASE}{one['resourceType']}/{one['id']}" for one in definitions
    }


def test_every_narrative_is_well_formed(published: list[Json], bundles: list[Json]) -> None:
    for resource in (*published, *bundles):
        for part in parts(resource):
            if "div" in part:
                root = ET.fromstring(part["div"])  # noqa: S314  our own
                assert root.tag == "{http://www.w3.org/1999/xhtml}div"
                assert "".join(root.itertext()).strip()


def test_no_text_of_ours_can_be_misread(published: list[Json]) -> None:
    # References are cited as they call themselves, abbreviations and all.
    quoted = {"citation", "display", "title"}
    texts = {
        text
        for resource in published
        for part in parts(resource)
        for name, value in part.items()
        if name not in quoted
        for text in fhir_texts(value, name)
        if isinstance(value, str)
    }

    assert len(texts) > 300
    assert {(said, text) for text in texts for said in misreadable(text)} == set()


def test_the_names_for_programs_are_names(published: list[Json]) -> None:
    names = [one["name"] for one in published if "name" in one]

    assert [one for one in names if not (one.isidentifier() and one[0].isupper())] == []
