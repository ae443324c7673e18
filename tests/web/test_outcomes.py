"""/v1/outcomes: the same figures as JSON, as CSV and as a picture."""

import csv
import io
import re
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest

from app.catalogue import Catalogue
from app.catalogue.outcomes import MEASURES
from app.units import say_number
from tests.conftest import Client
from tests.web.test_bad_input import MARKER, check_problem

ALL: Final = [
    "exam-1-neda-60", "exam-1-neda-24", "exam-1-progression", "exam-1-edss-change", "exam-1-trm",
]  # fmt: skip

FILTERED: Final = {
    "": ALL,
    "measure=neda": ["exam-1-neda-60", "exam-1-neda-24"],
    "measure=disability_progression": ["exam-1-progression"],
    "measure=thyroid_disease": [],
    "study=exam-1": ALL,
    "study=first-exam": ALL,  # an alias
    "study=exam-2": [],
    "regimen=exemplan-200": ALL,  # a figure of the whole study is of its transplant arms
    "regimen=ex200": ALL,
    "regimen=growan-10": [],
    "ms_course=relapsing_remitting": ["exam-1-neda-60"],
    "ms_course=progressive": [],
    "months_from=24": ["exam-1-neda-60", "exam-1-neda-24"],
    "months_from=25": ["exam-1-neda-60"],
    "months_from=0": ["exam-1-neda-60", "exam-1-neda-24", "exam-1-edss-change"],
    "months_to=0": [],
    "months_to=12": ["exam-1-edss-change"],
    "months_to=24": ["exam-1-neda-24", "exam-1-edss-change"],
    "months_from=60&months_to=60": ["exam-1-neda-60"],
    "months_from=13&months_to=59": ["exam-1-neda-24"],
    "months_from=61&months_to=60": [],
    "months_to=600": ["exam-1-neda-60", "exam-1-neda-24", "exam-1-edss-change"],
    "measure=neda&months_from=60&months_to=60&regimen=exemplan-200": ["exam-1-neda-60"],
    "ids=exam-1-trm,exam-1-neda-24": ["exam-1-neda-24", "exam-1-trm"],
    "q=exam-1": ALL,
    "q=exam-2": [],
    "sort=-id": sorted(ALL, reverse=True),
    "sort=months,-estimate": [
        "exam-1-progression", "exam-1-trm", "exam-1-edss-change", "exam-1-neda-24",
        "exam-1-neda-60",
    ],
    "sort=measure,id": [
        "exam-1-progression", "exam-1-edss-change", "exam-1-neda-24", "exam-1-neda-60",
        "exam-1-trm",
    ],
    "sort=-study": ALL,
    "sort=study_year": ALL,
}  # fmt: skip
"""A query -> the ids of the fictional outcomes that it leaves, in order."""

WRONG: Final = {
    f"measure={MARKER}": "measure",
    "measure=NEDA": "measure",
    "measure=": "measure",
    f"measure={'x' * 61}": "measure",
    f"study={MARKER}": "study",
    f"regimen={MARKER}": "regimen",
    f"ms_course={MARKER}": "ms_course",
    "months_from=-1": "months_from",
    "months_from=601": "months_from",
    "months_to=12.5": "months_to",
    f"months_to={MARKER}": "months_to",
    f"format={MARKER}": "format",
    "format=CSV": "format",
    "format=ics": "format",
    "arm=transplant": "arm",
    "sort=note": "sort",
    "ids=exam-1": "ids",
}
"""A wrong query -> the parameter that is named."""

SVG: Final = "{http://www.w3.org/2000/svg}"


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def drawn(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  our own picture


def texts_of(content: bytes) -> list[str]:
    return [text.text or "" for text in drawn(content).iter(f"{SVG}text")]


@pytest.mark.parametrize("query", FILTERED)
def test_a_filter_leaves_the_outcomes_asked_for(query: str, client: Client) -> None:
    page = client.get(f"/v1/outcomes?{query}").json()

    assert [outcome["id"] for outcome in page["data"]] == FILTERED[query]
    assert page["page"]["total"] == len(FILTERED[query])


@pytest.mark.parametrize("query", FILTERED)
def test_a_file_has_the_same_rows_in_the_same_order(query: str, client: Client) -> None:
    rows = rows_of(client.get(f"/v1/outcomes?{query}&format=csv").content)

    assert [row["id"] for row in rows] == FILTERED[query]


@pytest.mark.parametrize("format", ["json", "csv", "svg"])
@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_filter_is_refused_by_name(query: str, format: str, client: Client) -> None:
    asked = query if query.startswith("format") else f"{query}&format={format}"

    answer = client.raw(f"/v1/outcomes?{asked}")

    check_problem(answer, 400, "invalid-parameter")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [WRONG[query]]


def test_an_unknown_measure_is_answered_with_the_list(client: Client) -> None:
    (fault,) = client.get("/v1/outcomes?measure=happiness").json()["errors"]

    assert fault["allowed"] == list(MEASURES)


def test_an_unknown_study_is_answered_with_near_ones(client: Client) -> None:
    (fault,) = client.get("/v1/outcomes?study=exam-3").json()["errors"]

    assert set(fault["allowed"]) == {"exam-1", "exam-2"}


def test_an_outcome_is_served_with_its_study(client: Client) -> None:
    (outcome,) = client.get("/v1/outcomes?ids=exam-1-progression").json()["data"]

    assert outcome == {
        "id": "exam-1-progression", "measure": "disability_progression", "months": None,
        "estimate": 0.07, "unit": "1",
        "interval": {"low": 0.02, "high": 0.24, "level": 95, "kind": "confidence"},
        "events": None, "total": None, "arm": "transplant", "comparator": "drug", "p_value": None,
        "ms_course": None, "population": None, "type": "hazard_ratio", "study": "exam-1",
        "study_name": "EXAM-1", "study_year": 2020, "design": "randomised", "study_n": 40,
        "arm_name": "Transplantation", "arm_n": 20, "comparator_name": "Drug",
        "regimens": ["exemplan-200"],
        "evidence": "reported", "sources": ["doe-2020"], "note": None,
        "measure_label": "Disability progression",
    }  # fmt: skip


def test_members_can_be_chosen_whatever_the_kind_of_figure(client: Client) -> None:
    page = client.get("/v1/outcomes?fields=estimate,interval.low").json()

    assert page["data"][2] == {
        "id": "exam-1-progression", "type": "hazard_ratio", "estimate": 0.07,
        "interval": {"low": 0.02},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("format", "media_type"),
    [
        ("json", "application/json"),
        ("csv", "text/csv; charset=utf-8"),
        ("svg", "image/svg+xml"),
    ],
)
def test_accept_and_format_give_the_same_bytes(
    format: str, media_type: str, client: Client
) -> None:
    by_format = client.get(f"/v1/outcomes?measure=neda&format={format}")
    by_accept = client.get("/v1/outcomes?measure=neda", accept=media_type.partition(";")[0])

    assert by_format.status_code == by_accept.status_code == 200
    assert by_format.headers["content-type"] == by_accept.headers["content-type"] == media_type
    assert "Accept" in by_accept.headers["vary"]
    if format == "json":
        assert by_format.json()["data"] == by_accept.json()["data"]
    else:
        assert by_format.content == by_accept.content


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("text/csv, application/json;q=0.5", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, image/svg+xml", "image/svg+xml"),
        ("image/*", "image/svg+xml"),
    ],
)
def test_the_type_that_is_wanted_most_is_served(
    accept: str, media_type: str, client: Client
) -> None:
    answer = client.get("/v1/outcomes", accept=accept)

    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize("accept", ["text/html", "application/pdf"])
def test_a_type_that_is_not_served_is_a_problem(accept: str, client: Client) -> None:
    answer = client.raw("/v1/outcomes", (b"accept", accept.encode()))

    check_problem(answer, 406, "not-acceptable")


def test_each_type_has_its_own_validator(client: Client) -> None:
    tags = {
        client.get(f"/v1/outcomes?format={format}").headers["etag"]
        for format in ("json", "csv", "svg")
    }

    assert len(tags) == 3


def as_cell(value: object) -> str:
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def test_json_and_csv_hold_the_same_numbers_for_every_outcome(curated_client: Client) -> None:
    outcomes: list[Any] = []
    cursor = ""
    while True:
        page = curated_client.get(f"/v1/outcomes?limit=200{cursor}").json()
        outcomes += page["data"]
        if page["page"]["next_cursor"] is None:
            break
        cursor = f"&cursor={page['page']['next_cursor']}"

    rows = rows_of(curated_client.get("/v1/outcomes?format=csv").content)

    assert len(rows) == len(outcomes) == page["page"]["total"]
    for row, outcome in zip(rows, outcomes, strict=True):
        spread = outcome.pop("interval") or {}
        assert {name: row[f"interval_{name}"] for name in ("low", "high", "level", "kind")} == {
            name: as_cell(spread.get(name)) for name in ("low", "high", "level", "kind")
        }
        assert {name: row[name] for name in outcome} == {
            name: as_cell(value) for name, value in outcome.items()
        }


@pytest.mark.parametrize("measure", MEASURES)
def test_the_picture_says_every_figure_of_the_list(
    measure: str, curated: Catalogue, curated_client: Client
) -> None:
    outcomes = [one for one in curated.outcomes if one.measure == measure]

    answer = curated_client.get(f"/v1/outcomes?measure={measure}&format=svg")

    texts = texts_of(answer.content)
    spoken = drawn(answer.content).findtext(f"{SVG}desc") or ""
    assert texts[0] == MEASURES[measure]
    for outcome in outcomes:
        if outcome.estimate is not None:
            said = say_number(outcome.estimate) + ("%" if outcome.unit == "%" else "")
            spread = outcome.interval
            if spread is not None:
                high = "?" if spread.high is None else say_number(spread.high)
                said += f" ({say_number(spread.low)} to {high})"
            assert any(text.startswith(said) for text in texts), outcome.id
            assert said in spoken


def test_a_picture_has_a_row_for_each_figure_and_none_for_what_nobody_reports(
    client: Client,
) -> None:
    texts = texts_of(client.get("/v1/outcomes?format=svg").content)

    figures = [text for text in texts if re.fullmatch(r"-?[\d.]+%? \(.*\)|\d+ of \d+", text)]
    assert figures == ["73% (66 to 81)", "15 of 20", "0.07 (0.02 to 0.24)", "-1.7 (-2.03 to -1.29)"]


def test_a_picture_of_nothing_says_so(client: Client) -> None:
    texts = texts_of(client.get("/v1/outcomes?measure=thyroid_disease&format=svg").content)

    assert [text for text in texts if text.startswith("No outcome")]


def test_a_picture_of_every_measure_has_a_plain_title(client: Client) -> None:
    assert texts_of(client.get("/v1/outcomes?format=svg").content)[0] == "Outcomes"


def test_a_file_of_nothing_is_a_header(client: Client) -> None:
    answer = client.get("/v1/outcomes?measure=thyroid_disease&format=csv")

    assert answer.content.count(b"\r\n") == 1
    assert answer.content.startswith(b"id,study,")


def test_a_file_has_all_rows_whatever_the_page(client: Client) -> None:
    rows = rows_of(client.get("/v1/outcomes?limit=1&format=csv").content)

    assert [row["id"] for row in rows] == ALL


def test_the_links_of_a_page_keep_the_filters(client: Client) -> None:
    first = client.get("/v1/outcomes?measure=neda&months_from=1&limit=1").json()

    second = client.get(first["links"]["next"]).json()

    assert [outcome["id"] for outcome in second["data"]] == ["exam-1-neda-24"]
    assert second["links"]["first"] == first["links"]["self"]


def test_a_regimen_leads_to_its_outcomes_and_they_lead_back(
    curated: Catalogue, curated_client: Client
) -> None:
    for regimen in curated.regimens:
        record = curated_client.get(f"/v1/regimens/{regimen.id}").json()

        listed = curated_client.get(f"{record['links']['outcomes']}&limit=200").json()

        assert sorted(record["outcomes"]) == sorted(one["id"] for one in listed["data"])
        assert all(regimen.id in one["regimens"] for one in listed["data"])


def test_sweden_reads_the_same_in_every_format(curated_client: Client) -> None:
    asked = "/v1/outcomes?measure=neda&months_from=60&months_to=60&study=silfverberg-2024"

    (outcome,) = curated_client.get(asked).json()["data"]
    (row,) = rows_of(curated_client.get(f"{asked}&format=csv").content)
    texts = texts_of(curated_client.get(f"{asked}&format=svg").content)

    spread = outcome["interval"]
    assert (outcome["estimate"], spread["low"], spread["high"]) == (73, 66, 81)
    assert (row["estimate"], row["interval_low"], row["interval_high"]) == ("73", "66", "81")
    assert "73% (66 to 81)" in texts
