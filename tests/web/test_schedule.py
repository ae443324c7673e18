"""/v1/regimens/{id}/schedule: dates that anyone may keep, and never a dose."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.catalogue.regimens import Plannable
from tests.conftest import Client
from tests.web.test_bad_input import MARKER, check_problem

MIST: Final = "cyclophosphamide-200-ratg-6"
MOBILISATION: Final = "cyclophosphamide-2-filgrastim-10"
PATH: Final = f"/v1/regimens/{MIST}/schedule"
ASKED: Final = f"{PATH}?day_zero=2030-01-10"

AMOUNT: Final = re.compile(
    r"\b[0-9][0-9,.]* ?(?:mg|g|ug|mcg|micrograms?|grams?|Gy|cGy|units?|million)\b(?! per dL)"
)
"""An amount of a drug, of radiation or of cells."""


def planned(catalogue: Catalogue) -> list[str]:
    """Return the ids of the conditioning regimens that can be dated."""
    return [
        regimen.id
        for regimen in catalogue.regimens
        if regimen.stage == "conditioning" and regimen.plannable is not Plannable.NO
    ]


def test_a_schedule_has_the_days_of_the_regimen_as_dates(curated_client: Client) -> None:
    schedule = curated_client.get(ASKED).json()

    days = [
        (one["date"], one["day"])
        for one in schedule["entries"]
        if one["agent"] == "cyclophosphamide"
    ]
    assert (schedule["type"], schedule["conditioning"]) == ("schedule", MIST)
    assert schedule["day_zero"] == "2030-01-10"
    assert schedule["mobilisation"] is None
    assert [one["stage"] for one in schedule["stages"]] == [
        "harvest", "processing", "conditioning", "reinfusion",
    ]  # fmt: skip
    assert days == [
        ("2030-01-05", -5), ("2030-01-06", -4), ("2030-01-07", -3), ("2030-01-08", -2),
    ]  # fmt: skip
    assert "Not a prescription" in schedule["caveat"]


def test_a_mobilisation_and_a_day_of_harvest_are_dated_too(curated_client: Client) -> None:
    target = f"{ASKED}&mobilisation={MOBILISATION}&harvest_on=2029-12-20"

    schedule = curated_client.get(target).json()

    (harvest, *_) = schedule["stages"]
    first = next(one for one in schedule["entries"] if one["title"] == "Leukapheresis")
    assert schedule["mobilisation"] == MOBILISATION
    assert first["date"] == "2029-12-20"
    assert harvest["from_date"] < "2029-12-20" <= harvest["to_date"]


@pytest.mark.parametrize(
    "rest",
    ["", f"&mobilisation={MOBILISATION}", "&harvest_on=2029-12-20",
     f"&mobilisation={MOBILISATION}&harvest_on=2029-12-20"],
)  # fmt: skip
def test_links_lead_to_the_same_dates_again(rest: str, curated_client: Client) -> None:
    schedule = curated_client.get(ASKED + rest)

    links = schedule.json()["links"]
    calendar = curated_client.get(links["calendar"])
    assert links["self"] == ASKED + rest
    assert curated_client.get(links["self"]).content == schedule.content
    assert calendar.content == curated_client.get(f"{ASKED}{rest}&format=ics").content
    assert f'<{links["self"]}>; rel="canonical"' in schedule.headers["link"]


def without_names(value: Any, catalogue: Catalogue) -> Any:  # noqa: ANN401  any JSON value
    """Return every text of an answer but the published names of regimens and the meta."""
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if name != "meta"}
        return {name: without_names(inner, catalogue) for name, inner in kept.items()}
    if isinstance(value, list):
        return [without_names(inner, catalogue) for inner in value]
    return strip(value, catalogue) if isinstance(value, str) else value


def strip(text: str, catalogue: Catalogue) -> str:
    for regimen in catalogue.regimens:
        text = text.replace(regimen.name, "")
    for fact in STEP_NOTES:
        text = text.replace(fact, "")
    return text


STEP_NOTES: Final = ("after cyclophosphamide 2 g per m\N{SUPERSCRIPT TWO}",)
"""Words of the note of a step of a stage, which says which programmes it speaks of."""


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401  any JSON value
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def test_there_is_no_dose_in_any_schedule(curated: Catalogue, curated_client: Client) -> None:
    for regimen in planned(curated):
        target = f"/v1/regimens/{regimen}/schedule?day_zero=2030-01-10"
        for mobilisation in ("", f"&mobilisation={MOBILISATION}"):
            answer = curated_client.get(target + mobilisation)
            if answer.status_code == 400:  # it has its mobilisation in it
                continue

            body = answer.json()
            assert [one["dose"] for one in body["entries"] if one["dose"] is not None] == []
            said = texts(without_names(body, curated))
            assert [text for text in said if AMOUNT.search(text)] == [], regimen
            assert not {"totals", "alternatives", "measures", "calculation"} & set(body)


def test_there_is_no_dose_in_any_calendar(curated: Catalogue, curated_client: Client) -> None:
    for regimen in planned(curated):
        target = f"/v1/regimens/{regimen}/schedule?day_zero=2030-01-10&format=ics"

        lines = curated_client.get(target).text.replace("\r\n ", "").replace("\\,", ",")

        said = [strip(line, curated) for line in lines.split("\r\n")]
        assert said[0] == "BEGIN:VCALENDAR"
        assert [line for line in said if AMOUNT.search(line)] == [], regimen


def test_no_dose_is_found_by_what_finds_doses(curated_client: Client) -> None:
    regimen = curated_client.get(f"/v1/regimens/{MIST}").json()

    assert all(AMOUNT.search(line["dose"]["text"]) for line in regimen["dose_lines"][:3])


@pytest.mark.parametrize("format", ["json", "ics"])
def test_anyone_may_keep_a_schedule(format: str, curated_client: Client) -> None:
    target = f"{ASKED}&format={format}"
    answer = curated_client.get(target)

    again = curated_client.get(target, if_none_match=answer.headers["etag"])

    assert answer.headers["cache-control"].startswith("public, max-age=300")
    assert answer.headers["etag"].startswith('W/"')
    assert answer.headers["last-modified"].endswith("00:00:00 GMT")
    assert "accept-query" not in answer.headers
    assert (again.status_code, again.content) == (304, b"")


def test_the_same_dates_are_the_same_bytes(
    curated_client: Client, storeless_client: Client
) -> None:
    for format in ("json", "ics"):
        target = f"{ASKED}&format={format}"

        answers = {client.raw(target).content for client in (curated_client, storeless_client)}

        assert answers == {storeless_client.raw(target).content}


def test_a_calendar_is_asked_for_by_format_or_by_accept(curated_client: Client) -> None:
    named = curated_client.get(f"{ASKED}&format=ics")
    wanted = curated_client.get(ASKED, accept="text/calendar")

    assert named.headers["content-type"] == "text/calendar; charset=utf-8"
    assert named.content == wanted.content
    assert (
        named.headers["content-disposition"]
        == wanted.headers["content-disposition"]
        == (f'attachment; filename="{MIST}-2030-01-10.ics"')
    )


@pytest.mark.parametrize(
    ("target", "accept"),
    [(ASKED, "text/html"), (ASKED, "text/csv"), (f"{ASKED}&format=json", "text/calendar")],
)
def test_a_type_that_is_not_served_is_a_problem(
    target: str, accept: str, curated_client: Client
) -> None:
    answer = curated_client.raw(target, (b"accept", accept.encode()))

    check_problem(answer, 406, "not-acceptable")


@pytest.mark.parametrize("alias", ["mist", "MIST"])
def test_an_alias_leads_to_the_schedule_with_the_query_kept(
    alias: str, curated_client: Client
) -> None:
    query = f"day_zero=2030-01-10&format=ics&mobilisation={MOBILISATION}"

    answer = curated_client.get(f"/v1/regimens/{alias}/schedule?{query}")

    assert answer.status_code == 308
    assert answer.headers["location"] == f"{PATH}?{query}"
    assert curated_client.get(answer.headers["location"]).status_code == 200


def test_a_mobilisation_may_be_named_by_its_alias(client: Client) -> None:
    path = "/v1/regimens/exemplan-200/schedule?day_zero=2030-01-10"

    plain = client.get(f"{path}&mobilisation=growan-10").json()

    assert plain["mobilisation"] == "growan-10"
    assert plain["links"]["self"] == f"{path}&mobilisation=growan-10"


BAD_DATES: Final = [
    "", "2030-1-10", "20300110", "2030-02-29", "2030-13-01", "0000-01-01", "0001-01-01",
    "1969-12-31", "2200-01-01", "9999-12-31", "10000-01-01", "1893456000", "0", "-1", "NaN",
    "2030-01-10T00:00:00", "2030-01-10T00:00:00Z", "2030-01-10%20", "2030-W02-4", "today",
    "%D9%A2%D9%A0%D9%A3%D9%A0-01-10", MARKER, "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("day", BAD_DATES, ids=lambda day: day[:20])
@pytest.mark.parametrize("parameter", ["day_zero", "harvest_on"])
def test_a_bad_date_is_a_problem(parameter: str, day: str, curated_client: Client) -> None:
    rest = "" if parameter == "day_zero" else "day_zero=2030-01-10&"

    answer = curated_client.raw(f"{PATH}?{rest}{parameter}={day}")

    check_problem(answer, 400, "invalid-parameter")
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == parameter
    assert fault["detail"].startswith("must be ")
    assert answer.headers["cache-control"] == "no-store"


def test_day_zero_is_needed(curated_client: Client) -> None:
    answer = curated_client.raw(PATH)

    check_problem(answer, 400, "invalid-parameter")
    (fault,) = answer.json()["errors"]
    assert (fault["parameter"], fault["code"]) == ("day_zero", "missing")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("mobilisation=MARKER", "mobilisation"),
        ("mobilisation=", "mobilisation"),
        ("mobilisation=marker7f3a", "mobilisation"),
        (f"mobilisation={'a' * 65}", "mobilisation"),
        (f"mobilisation={MIST}", "mobilisation"),
        ("harvest_on=2030-01-06", "harvest_on"),
        ("harvest_on=1999-12-31", "harvest_on"),
        ("format=csv", "format"),
        ("format=marker7f3a", "format"),
        ("weight_kg=marker7f3a", "weight_kg"),
        ("fields=entries", "fields"),
    ],
)
def test_a_parameter_that_fits_nothing_is_named(
    query: str, parameter: str, curated_client: Client
) -> None:
    for format in ("", "&format=ics" if parameter != "format" else ""):
        answer = curated_client.raw(f"{ASKED}&{query}{format}")

        check_problem(answer, 400, "invalid-parameter")
        assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


def test_an_unknown_mobilisation_is_answered_with_near_ones(curated_client: Client) -> None:
    answer = curated_client.raw(f"{ASKED}&mobilisation=filgrastim-11")

    (fault,) = answer.json()["errors"]
    assert "filgrastim-10" in fault["allowed"]


def test_a_regimen_without_dates_has_no_schedule(
    curated: Catalogue, curated_client: Client
) -> None:
    others = [regimen.id for regimen in curated.regimens if regimen.id not in planned(curated)]

    for regimen in others:
        answer = curated_client.raw(f"/v1/regimens/{regimen}/schedule?day_zero=2030-01-10")

        check_problem(answer, 404, "not-found")
        (fault,) = answer.json()["errors"]
        assert fault["code"] == "cannot_plan"
        assert set(fault["allowed"]) <= set(planned(curated))
        assert MIST in fault["allowed"]
    assert len(others) > 10


def test_an_unknown_regimen_has_no_schedule(curated_client: Client) -> None:
    answer = curated_client.raw(f"/v1/regimens/{MARKER}/schedule?day_zero=2030-01-10")

    check_problem(answer, 404, "not-found")


@given(day=st.dates().map(str), format=st.sampled_from(["json", "ics"]))
@settings(max_examples=60, deadline=None)
def test_every_day_is_dated_or_refused(day: str, format: str, curated_client: Client) -> None:
    answer = curated_client.raw(f"{PATH}?day_zero={day}&format={format}")

    assert answer.status_code == (200 if "1970" <= day[:4] <= "2199" else 400)


def test_a_calendar_of_dates_does_not_say_that_there_are_no_warnings(
    curated_client: Client,
) -> None:
    path = "/v1/regimens/cyclophosphamide-200-ratg-6/schedule?day_zero=2030-01-10&format=ics"

    calendar = curated_client.get(path).text

    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "Warnings" not in calendar
