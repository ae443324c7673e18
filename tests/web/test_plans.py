"""/v1/plans: dated and dosed, in six formats, the same each time, and nothing kept."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue import Catalogue
from tests.conftest import Answer, Client
from tests.web.test_bad_input import MARKER, check_problem
from tests.web.test_bodies import JSON, MALFORMED, send

PATH: Final = "/v1/plans"

MIST: Final = "cyclophosphamide-200-ratg-6"
MOBILISATION: Final = "cyclophosphamide-2-filgrastim-10"

BODY: Final = {"weight_kg": 110, "height_cm": 165, "sex": "female"}
"""The worked example: 165 cm, 110 kg, female."""

SHORT: Final = {**BODY, "height_cm": 152.3}
"""Below 152.4 cm, so without an ideal weight."""

ASKED: Final = {"conditioning": MIST, "day_zero": "2030-01-10", "body": BODY}

FULL: Final = {
    **ASKED,
    "mobilisation": MOBILISATION,
    "weight_basis": "adjusted_25",
    "weight_basis_by_agent": {"anti-thymocyte-globulin-rabbit": "actual"},
    "bsa_formula": "du_bois",
    "bsa_cap_m2": 2,
    "rounding_step_mg": {"cyclophosphamide": 50},
    "harvest_on": "2029-12-20",
    "graft": {"cd34_million_per_kg": 4.5, "volume_ml": 100, "dmso_percent": 10},
}  # fmt: skip
"""A request with every member."""

FORMATS: Final = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "fhir": "application/fhir+json",
}
"""Format -> the type it is served as."""

Ask = Callable[..., Answer]


@pytest.fixture
def ask(curated_client: Client, runner: asyncio.Runner) -> Ask:
    """Ask for a plan with some members changed."""

    def asked(method: str = "POST", target: str = PATH, **members: Any) -> Answer:  # noqa: ANN401  any JSON
        return send(curated_client, runner, ASKED | members, method=method, target=target)

    return asked


def faults(answer: Answer) -> list[tuple[str, list[str] | None]]:
    """Return the pointer of each fault and what would be accepted."""
    return [(fault["pointer"], fault["allowed"]) for fault in answer.json()["errors"]]


def test_the_worked_example(ask: Ask) -> None:
    plan = ask().json()

    (total,) = [one for one in plan["totals"] if one["agent"] == "cyclophosphamide"]
    others = {
        one["weight_basis"]: (one["total"]["value"], one["total"]["unit"])
        for one in plan["alternatives"]
        if one["agent"] == "cyclophosphamide"
    }
    # 200 mg/kg of 110 kg; of 45.5 + 2.3 x (165 / 2.54 - 60) kg; and of that and a quarter, and two
    # fifths, of what 110 kg is above it.
    assert (total["planned"]["value"], total["planned"]["unit"]) == (22000, "mg")
    assert total["difference_percent"] == 0
    assert others == {
        "ideal": (11381.8898, "mg"),
        "adjusted_25": (14036.4173, "mg"),
        "adjusted_40": (15629.1339, "mg"),
        "lesser_of_actual_and_ideal": (11381.8898, "mg"),
    }
    assert all(one["working"] for one in plan["alternatives"])


def test_a_dose_is_the_published_one_of_its_days(ask: Ask) -> None:
    entries = [one for one in ask().json()["entries"] if one["agent"] == "cyclophosphamide"]

    # 50 mg/kg of 110 kg on days -5 to -2
    assert [(one["date"], one["day"]) for one in entries] == [
        ("2030-01-05", -5), ("2030-01-06", -4), ("2030-01-07", -3), ("2030-01-08", -2),
    ]  # fmt: skip
    assert {one["dose"]["per_day"]["value"] for one in entries} == {5500}


def test_a_plan_says_what_it_is_and_what_it_is_not(ask: Ask, curated: Catalogue) -> None:
    plan = ask().json()

    assert plan["type"] == "plan"
    assert "Not a prescription" in plan["caveat"]
    assert plan["meta"]["dataset_version"] == curated.dataset.version
    assert set(plan["links"]) == {"conditioning", "schedule", "vectors"}


@pytest.mark.parametrize("members", [{}, FULL], ids=["least", "full"])
def test_links_lead_to_what_the_plan_is_made_of(
    members: dict[str, Any], ask: Ask, curated_client: Client
) -> None:
    plan = ask(**members).json()

    schedule = curated_client.get(plan["links"]["schedule"]).json()

    assert curated_client.get(plan["links"]["conditioning"]).json()["id"] == MIST
    assert curated_client.get(plan["links"]["vectors"]).json()["type"] == "vectors"
    assert schedule["links"]["self"] == plan["links"]["schedule"]
    assert schedule["stages"] == plan["stages"]
    assert [one["date"] for one in schedule["entries"]] == [one["date"] for one in plan["entries"]]


def test_no_body_measure_is_in_a_link(ask: Ask) -> None:
    links = json.dumps(ask(**FULL).json()["links"])

    assert not [word for word in ("110", "165", "female", "weight", "height") if word in links]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("members", [{}, FULL], ids=["least", "full"])
def test_the_same_request_gives_the_same_bytes_by_post_and_by_query(
    members: dict[str, Any], format: str, ask: Ask
) -> None:
    target = f"{PATH}?format={format}"

    first, second = ask(target=target, **members), ask(target=target, **members)
    queried = ask("QUERY", target, **members)

    assert first.status_code == 200
    assert first.content == second.content == queried.content
    assert first.lasting == second.lasting == queried.lasting


def test_what_is_spelled_out_or_named_by_an_alias_is_the_same_plan(ask: Ask) -> None:
    spelt = ask(
        conditioning="mist", mobilisation=None, weight_basis="actual", bsa_formula="mosteller",
        weight_basis_by_agent={"cyclophosphamide": "actual"}, rounding_step_mg={}, graft=None,
        harvest_on=None, bsa_cap_m2=None,
    )  # fmt: skip

    assert spelt.content == ask().content


def test_the_order_and_the_spelling_of_the_json_do_not_matter(
    ask: Ask, curated_client: Client, runner: asyncio.Runner
) -> None:
    turned = dict(reversed([*ASKED.items()]))
    spelt = json.dumps(turned, indent=3).replace("110", "1.10e2").replace("165", "165.0")

    assert send(curated_client, runner, spelt.encode(), target=PATH).content == ask().content


@pytest.mark.parametrize(
    "members",
    [{"day_zero": "2030-01-11"}, {"body": {**BODY, "weight_kg": 110.1}}, {"bsa_cap_m2": 2},
     {"mobilisation": MOBILISATION}, {"graft": {"cd34_million_per_kg": 2}}],
)  # fmt: skip
def test_another_request_is_another_plan(members: dict[str, Any], ask: Ask) -> None:
    assert ask(**members).json()["id"] != ask().json()["id"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_is_chosen_by_parameter_or_by_accept(
    format: str, ask: Ask, curated_client: Client, runner: asyncio.Runner
) -> None:
    accept = (b"accept", f"{FORMATS[format].partition(';')[0]}, */*;q=0.1".encode())

    named = ask(target=f"{PATH}?format={format}")
    wanted = send(curated_client, runner, ASKED, target=PATH, headers=[JSON, accept])

    assert named.status_code == 200
    assert named.headers["content-type"] == FORMATS[format]
    assert named.content == wanted.content
    assert named.lasting == wanted.lasting
    assert named.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"


def test_the_parameter_goes_before_accept(curated_client: Client, runner: asyncio.Runner) -> None:
    accept = (b"accept", b"text/html, text/csv;q=0.5")

    answer = send(
        curated_client, runner, ASKED, target=f"{PATH}?format=csv", headers=[JSON, accept]
    )

    assert answer.headers["content-type"] == FORMATS["csv"]


@pytest.mark.parametrize(
    ("accept", "target"),
    [(b"application/pdf", PATH), (b"text/csv", f"{PATH}?format=json"),
     (b"application/json;q=0", PATH)],
)  # fmt: skip
def test_a_type_that_is_not_served_is_a_problem(
    accept: bytes, target: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    answer = send(curated_client, runner, ASKED, target=target, headers=[JSON, (b"accept", accept)])

    check_problem(answer, 406, "not-acceptable")


def test_an_unknown_format_is_refused_with_the_known_ones(ask: Ask) -> None:
    answer = ask(target=f"{PATH}?format=pdf")

    check_problem(answer, 400, "invalid-parameter")
    (fault,) = answer.json()["errors"]
    assert (fault["parameter"], fault["allowed"]) == ("format", list(FORMATS))


@pytest.mark.parametrize("format", FORMATS)
def test_nobody_may_keep_a_plan(format: str, ask: Ask, curated_client: Client) -> None:
    kept = len(curated_client.app.store)

    answer = ask(target=f"{PATH}?format={format}")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["accept-query"] == '"application/json"'
    assert not {"etag", "last-modified", "location", "set-cookie"} & set(answer.headers)
    assert len(curated_client.app.store) == kept


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_saved_under_a_name_that_says_nothing_of_a_person(format: str, ask: Ask) -> None:
    answer = ask(target=f"{PATH}?format={format}")

    disposition = answer.headers.get("content-disposition")
    assert disposition == (
        f'attachment; filename="plan-{ask().json()["id"]}.{format}"'
        if format in ("csv", "ics")
        else None
    )


def test_a_print_sheet_runs_nothing_and_loads_nothing(ask: Ask) -> None:
    policy = ask(target=f"{PATH}?format=html").headers["content-security-policy"]

    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


MEMBERS: Final = sorted(FULL)

NOT_A_DATE: Final = [
    "20300110", "1893456000", "1893456000000", "2030.5", "true", "null", "[]", "{}", '""',
    '"2030-01-10T00:00:00"', '"2030-01-10T00:00:00Z"', '"2030-01-10 "', '"2030-1-10"',
    '"20300110"', '"2030-W02-4"', '"2030-010"', '"2030-02-29"', '"2030-13-01"', '"0000-01-01"',
    '"0001-01-01"', '"1969-12-31"', '"2200-01-01"', '"9999-12-31"', '"10000-01-01"',
    '"-2030-01-10"', '"1893456000"', '"marker7f3a"', '"\\u0662\\u0660\\u0663\\u0660-01-10"',
]  # fmt: skip

NOT_A_MEASURE: Final = [
    "null", "true", "false", '"110"', '"marker7f3a"', "[110]", "{}", "0", "-110", "1e400", "-1e400",
    "1e-400", "110.00001", "99999999999999999999999999", "19.9999", "350.0001",
]  # fmt: skip

WRONG: Final[Mapping[str, tuple[str, str]]] = {
    **{f"day_zero {value}": ("/day_zero", value) for value in NOT_A_DATE},
    **{f"harvest_on {value}": ("/harvest_on", value) for value in NOT_A_DATE if value != "null"},
    **{f"weight_kg {value}": ("/body/weight_kg", value) for value in NOT_A_MEASURE},
    **{
        f"{pointer} {value}": (pointer, value)
        for pointer, values in {
            "/body": ("null", "[]", "110", '"marker7f3a"'),
            "/body/height_cm": ("99.9999", "230.0001", "true", '"165"', "null", "1e400"),
            "/body/sex": ('"Female"', '"marker7f3a"', "0", "true", "null"),
            "/conditioning": ("null", "3", '""', '"MIST"', '"a b"', "[]", f'"{"a" * 65}"'),
            "/mobilisation": ("3", '""', '"marker 7f3a"', "true"),
            "/weight_basis": ("null", '"lean"', "25", "true"),
            "/weight_basis_by_agent": ("null", "[]", '"ideal"', "1"),
            "/weight_basis_by_agent/cyclophosphamide": ("null", '"marker7f3a"', "1"),
            "/bsa_formula": ("null", '"haycock"', "1"),
            "/bsa_cap_m2": ("true", '"2"', "0.9999", "4.0001", "1e400"),
            "/rounding_step_mg": ("null", "[]", "50"),
            "/rounding_step_mg/cyclophosphamide": ("null", "0", "-1", "1000.0001", '"50"', "true"),
            "/graft": ("[]", "4", '"marker7f3a"'),
            "/graft/cd34_million_per_kg": ("null", "-0.0001", "100.0001", '"4"', "true"),
            "/graft/volume_ml": ("0", "5000.0001", '"4"', "true"),
            "/graft/dmso_percent": ("-0.0001", "20.0001", '"4"', "true"),
        }.items()
        for value in values
    },
}
"""What is wrong -> the pointer to it and the JSON of its value."""


def with_value(pointer: str, value: str) -> bytes:
    """Write the full request with one value put in as it is."""
    asked: Any = json.loads(json.dumps(FULL))
    place = asked
    *way, last = pointer.removeprefix("/").split("/")
    for name in way:
        place = place[name]
    place[last] = "put it here"
    return json.dumps(asked).replace('"put it here"', value).encode()


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_member_is_pointed_to(
    case: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    pointer, value = WRONG[case]

    answer = send(curated_client, runner, with_value(pointer, value), target=PATH)

    check_problem(answer, 422, "invalid-body")
    assert [named for named, _ in faults(answer)] == [pointer]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("pointer", "low", "high"),
    [
        ("/body/weight_kg", 20, 350), ("/body/height_cm", 100, 230), ("/bsa_cap_m2", 1, 4),
        ("/graft/cd34_million_per_kg", 0, 100), ("/graft/dmso_percent", 0, 20),
    ],
)  # fmt: skip
def test_the_ends_of_a_range_are_taken_and_what_is_beyond_is_told_the_range(
    pointer: str, low: int, high: int, curated_client: Client, runner: asyncio.Runner
) -> None:
    def answer(value: str) -> Answer:
        sent = with_value(pointer, value).replace(b'"adjusted_25"', b'"actual"')
        return send(curated_client, runner, sent, target=PATH)

    assert [answer(str(end)).status_code for end in (low, high)] == [200, 200]
    assert faults(answer(f"{low - 1}")) == [(pointer, [f"at least {low}"])]
    assert faults(answer(f"{high}.0001")) == [(pointer, [f"at most {high}"])]


@pytest.mark.parametrize("day", ["1970-01-01", "2024-02-29", "2199-12-31"])
def test_the_first_and_the_last_day_can_be_planned_in_every_format(day: str, ask: Ask) -> None:
    statuses = {format: ask(target=f"{PATH}?format={format}", day_zero=day).status_code
                for format in FORMATS}  # fmt: skip

    assert set(statuses.values()) == {200}


@pytest.mark.parametrize("member", ["conditioning", "day_zero", "body"])
def test_a_missing_member_is_pointed_to(
    member: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    sent = {name: value for name, value in ASKED.items() if name != member}

    answer = send(curated_client, runner, sent, target=PATH)

    check_problem(answer, 422, "invalid-body")
    assert faults(answer) == [(f"/{member}", None)]


@pytest.mark.parametrize("member", BODY)
def test_a_missing_measure_is_pointed_to(member: str, ask: Ask) -> None:
    answer = ask(body={name: value for name, value in BODY.items() if name != member})

    assert faults(answer) == [(f"/body/{member}", None)]


def test_an_unknown_member_is_refused_wherever_it_stands(ask: Ask) -> None:
    answer = ask(weight=110, body={**BODY, "age": 44}, graft={"cd34_million_per_kg": 2, "x": 1})

    check_problem(answer, 422, "invalid-body")
    assert faults(answer) == [("/body/age", None), ("/graft/x", None), ("/weight", MEMBERS)]


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_body_is_a_problem(
    case: str, method: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    answer = send(curated_client, runner, MALFORMED[case], method=method, target=PATH)

    check_problem(answer, 400, "invalid-request")


@pytest.mark.parametrize(
    "twice",
    [
        '"day_zero": "2030-01-11"',
        '"body": {}',
        '"conditioning": "mist"',
        '"graft": {}, "graft": {}',
    ],
)
def test_a_member_that_stands_twice_is_refused(
    twice: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    sent = json.dumps(ASKED)[:-1] + f", {twice}}}"

    answer = send(curated_client, runner, sent.encode(), target=PATH)

    check_problem(answer, 400, "invalid-request")
    assert answer.json()["detail"] == "A member of an object stands twice."


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("pointer", ["/body/weight_kg", "/bsa_cap_m2", "/day_zero"])
def test_what_is_no_number_of_json_is_refused(
    pointer: str, value: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    answer = send(curated_client, runner, with_value(pointer, value), target=PATH)

    check_problem(answer, 400, "invalid-request")


def test_a_megabyte_is_too_large(curated_client: Client, runner: asyncio.Runner) -> None:
    sent = json.dumps({**ASKED, "conditioning": "a" * 1_000_000}).encode()

    answer = send(curated_client, runner, sent, target=PATH)

    check_problem(answer, 413, "content-too-large")


@pytest.mark.parametrize("media_type", [b"text/plain", b"application/x-www-form-urlencoded", b""])
def test_only_json_is_read(
    media_type: bytes, curated_client: Client, runner: asyncio.Runner
) -> None:
    headers = [(b"content-type", media_type)]

    answer = send(curated_client, runner, ASKED, target=PATH, headers=headers)

    check_problem(answer, 415, "unsupported-media-type")


def test_a_body_measure_in_the_address_is_refused(ask: Ask) -> None:
    answer = ask(target=f"{PATH}?weight_kg=marker7f3a")

    check_problem(answer, 400, "invalid-parameter")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["weight_kg"]


OTHER_AGENT: Final = {"melphalan": "ideal"}

CANNOT: Final[dict[str, tuple[dict[str, Any], str, str]]] = {
    "unknown regimen": (
        {"conditioning": "cyclophosphamide-200-ratg-66"}, "/conditioning", "has this id"
    ),
    "mobilisation as conditioning": (
        {"conditioning": MOBILISATION}, "/conditioning", "stage conditioning"
    ),
    "regimen that cannot be dated": (
        {"conditioning": "cyclophosphamide-120"}, "/conditioning", "can be dated"
    ),
    "unknown mobilisation": ({"mobilisation": "filgrastim-11"}, "/mobilisation", "has this id"),
    "conditioning as mobilisation": ({"mobilisation": MIST}, "/mobilisation", "stage harvest"),
    "mobilisation twice": (
        {"conditioning": "cyclophosphamide-rituximab-mexico", "mobilisation": MOBILISATION},
        "/mobilisation", "already contains",
    ),
    "mobilisation of another regimen": (
        {"mobilisation": "cyclophosphamide-100-filgrastim-20-mexico"}, "/mobilisation", "part of"
    ),
    "ideal weight of the short": (
        {"body": SHORT, "weight_basis": "ideal"}, "/weight_basis", "152.4 cm"
    ),
    "adjusted weight of the short": (
        {"body": SHORT, "weight_basis": "adjusted_40"}, "/weight_basis", "152.4 cm"
    ),
    "ideal weight of the short for one agent": (
        {"body": SHORT, "weight_basis_by_agent": {"cyclophosphamide": "ideal"}},
        "/weight_basis_by_agent/cyclophosphamide", "152.4 cm",
    ),
    "weight for an agent not dosed": (
        {"weight_basis_by_agent": OTHER_AGENT}, "/weight_basis_by_agent/melphalan", "not dose"
    ),
    "weight for an unknown agent": (
        {"weight_basis_by_agent": {"melphalam": "ideal"}}, "/weight_basis_by_agent/melphalam",
        "has this id",
    ),
    "step for an agent not dosed": (
        {"rounding_step_mg": {"melphalan": 5}}, "/rounding_step_mg/melphalan", "not dose"
    ),
    "step for radiation": (
        {"conditioning": "tbi-8-cyclophosphamide-120-hatg-90",
         "rounding_step_mg": {"total-body-irradiation": 5}},
        "/rounding_step_mg/total-body-irradiation", "no mass",
    ),
    "step that leaves nothing": (
        {"rounding_step_mg": {"anti-thymocyte-globulin-rabbit": 1000}},
        "/rounding_step_mg/anti-thymocyte-globulin-rabbit", "to nothing",
    ),
    "agent by id and alias": (
        {"rounding_step_mg": {"cyclophosphamide": 5, "cy": 5}}, "/rounding_step_mg/", "twice"
    ),
    "harvest after conditioning": ({"harvest_on": "2030-01-06"}, "/harvest_on", "must be before"),
    "harvest after day 0": ({"harvest_on": "2031-01-06"}, "/harvest_on", "must be before"),
    "harvest long ago": ({"harvest_on": "1999-12-31"}, "/harvest_on", "3,650 days"),
}  # fmt: skip
"""What contradicts itself or the catalogue -> the members, the pointer, and some words."""


@pytest.mark.parametrize("case", CANNOT)
@pytest.mark.parametrize("format", ["json", "ics"])
def test_what_cannot_be_planned_is_pointed_to(format: str, case: str, ask: Ask) -> None:
    members, pointer, words = CANNOT[case]

    answer = ask(target=f"{PATH}?format={format}", **members)

    check_problem(answer, 422, "invalid-body")
    (fault,) = answer.json()["errors"]
    assert fault["code"] == "cannot_plan"
    assert fault["pointer"].startswith(pointer)
    assert words in fault["detail"]
    assert answer.json()["detail"] == f"Wrong: {fault['pointer']}."
    assert answer.headers["cache-control"] == "no-store"


def test_an_unknown_regimen_is_answered_with_near_ones(ask: Ask) -> None:
    ((_, near),) = faults(ask(conditioning="cyclophosphamide-200-ratg-66"))

    assert near is not None
    assert near[0] == MIST
    assert len(near) <= 3


def test_a_regimen_of_the_wrong_stage_is_answered_with_those_that_can_be_planned(
    ask: Ask, curated: Catalogue
) -> None:
    ((_, allowed),) = faults(ask(conditioning=MOBILISATION))

    assert allowed
    assert {curated.regimens[id].stage for id in allowed} == {"conditioning"}
    assert {ask(conditioning=id).status_code for id in allowed} == {200}


def test_an_undefined_weight_is_answered_with_the_one_that_is_defined(ask: Ask) -> None:
    assert faults(ask(body=SHORT, weight_basis="ideal")) == [("/weight_basis", ["actual"])]


def test_an_agent_that_is_not_dosed_is_answered_with_those_that_are(ask: Ask) -> None:
    ((_, allowed),) = faults(ask(weight_basis_by_agent=OTHER_AGENT))

    assert allowed is not None
    assert {"cyclophosphamide", "anti-thymocyte-globulin-rabbit"} <= set(allowed)
    assert "melphalan" not in allowed


def test_every_curated_regimen_is_planned_in_every_format_or_refused(
    ask: Ask, curated: Catalogue
) -> None:
    for regimen in curated.regimens:
        for format in FORMATS:
            answer = ask(target=f"{PATH}?format={format}", conditioning=regimen.id)

            planned = regimen.stage == "conditioning" and regimen.plannable != "no"
            assert answer.status_code == (200 if planned else 422), regimen.id


SENT: Final[Mapping[str, Mapping[str, Any]]] = {
    "good": {"body": {**BODY, "weight_kg": 77.7123, "height_cm": 166.6123}},
    "weight out of range": {"body": {**BODY, "weight_kg": 7771}},
    "words for a weight": {"body": {**BODY, "weight_kg": MARKER}},
    "words for a date": {"day_zero": MARKER},
    "date beyond": {"day_zero": "7771-01-01"},
    "unknown regimen": {"conditioning": MARKER},
    "unknown mobilisation": {"mobilisation": MARKER},
    "words for a basis": {"weight_basis": MARKER},
    "undefined weight": {"body": {**BODY, "height_cm": 152.3777}, "weight_basis": "ideal"},
    "step out of range": {"rounding_step_mg": {"cyclophosphamide": 7771}},
    "graft out of range": {"graft": {"cd34_million_per_kg": 7771}},
    "unknown member value": {"colour": MARKER},
}


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize("case", SENT)
def test_nothing_that_was_sent_is_logged_and_nothing_wrong_is_repeated(
    case: str,
    method: str,
    ask: Ask,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = ask(method, **SENT[case])

    said = answer.content.decode().replace(answer.headers["x-request-id"], "")
    values = (MARKER, "7771", "152.3777")
    assert answer.status_code == (200 if case == "good" else 422)
    assert not [value for value in values if value in said]
    assert not [value for value in (*values, "77.7123") if value in str(answer.headers)]
    assert [record for record in caplog.records if record.name != "asyncio"] == []
    assert capfd.readouterr() == ("", "")


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=6,
)


@given(member=st.sampled_from(MEMBERS), value=json_values)
@settings(max_examples=200, deadline=None)
def test_no_json_breaks_anything(
    member: str, value: object, curated_client: Client, runner: asyncio.Runner
) -> None:
    sent = json.dumps({**ASKED, member: value}).encode()

    answer = send(curated_client, runner, sent, target=PATH)

    assert answer.status_code in (200, 400, 422)


bodies = st.builds(
    '{{"weight_kg": {}, "height_cm": {}, "sex": "{}"}}'.format,
    st.decimals(20, 350, places=4),
    st.decimals(100, 230, places=4),
    st.sampled_from(["female", "male"]),
)


@given(body=bodies, day=st.dates().map(str))
@settings(max_examples=60, deadline=None)
def test_every_body_and_every_day_is_planned_or_refused(
    body: str, day: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    sent = f'{{"conditioning": "{MIST}", "day_zero": "{day}", "body": {body}}}'

    answer = send(curated_client, runner, sent.encode(), target=PATH)

    assert answer.status_code == (200 if "1970" <= day[:4] <= "2199" else 422)
