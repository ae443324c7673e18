"""Who names whom."""

from app.catalogue import Catalogue


def test_an_agent_has_the_regimens_that_dose_it(small: Catalogue) -> None:
    assert small.regimens_of_agent == {
        "antiserum": ("exemplan-200",),
        "exemplan": ("exemplan-200", "exemplan-open"),
        "growan": ("growan-10",),
    }


def test_a_stage_has_the_agents_with_a_role_in_it(small: Catalogue) -> None:
    assert small.agents_of_stage == {
        "harvest": ("growan",),
        "processing": (),
        "conditioning": ("antiserum", "exemplan"),
        "reinfusion": ("growan",),
    }


def test_a_stage_has_its_regimens(small: Catalogue) -> None:
    assert small.regimens_of_stage == {
        "harvest": ("growan-10",),
        "processing": (),
        "conditioning": ("exemplan-200", "exemplan-open"),
        "reinfusion": (),
    }


def test_a_reference_has_the_records_that_cite_it_each_once(small: Catalogue) -> None:
    assert small.citations["roe-2024"] == (
        ("agents", "antiserum"),
        ("agents", "growan"),  # for its summary, its role and its mechanism
        ("regimens", "exemplan-200"),
        ("regimens", "growan-10"),
        ("studies", "exam-2"),
    )


def test_the_procedure_and_the_condition_cite_too(small: Catalogue) -> None:
    assert small.citations["doe-2020"][:3] == (
        ("procedure", "procedure"),
        ("condition", "condition"),
        ("stages", "harvest"),
    )


def test_an_agent_names_each_of_its_stages_once(small: Catalogue) -> None:
    agent = small.agents["growan"]
    twice = agent.model_copy(update={"roles": agent.roles * 2})

    assert twice.stages == ("harvest", "reinfusion")


def test_every_record_is_listed_with_its_kind(small: Catalogue) -> None:
    listed = [f"{kind}/{id}" for kind, id, _ in small.records()]

    assert listed == [
        *("procedure/procedure", "condition/condition"),
        *("stages/harvest", "stages/processing", "stages/conditioning", "stages/reinfusion"),
        *("agents/antiserum", "agents/exemplan", "agents/growan"),
        *("regimens/exemplan-200", "regimens/exemplan-open", "regimens/growan-10"),
        *("studies/exam-1", "studies/exam-2", "guidelines/exemplary-2030"),
        *("adverse_events/fever", "workup/heart"),
        *("claims/exemplan-cures", "claims/cells-are-own"),
        *("terms/day-zero", "terms/graft"),
        *("references/doe-2020", "references/roe-2024"),
    ]


def test_collections_come_in_the_order_of_the_pipeline(small: Catalogue) -> None:
    assert [collection.kind for collection in small.collections()] == [
        *("stages", "agents", "regimens", "studies", "guidelines", "adverse_events", "workup"),
        *("claims", "terms", "references"),
    ]
