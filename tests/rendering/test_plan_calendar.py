"""Plan -> iCalendar: the raw bytes, and the same dates in another project's parser."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from ical.calendar_stream import IcsCalendarStream

from app.planning.plan import Entry, Plan
from app.rendering import plan_calendar
from app.rendering.format import About
from app.rendering.plan_calendar import Dated
from tests.rendering.plans import entry, tainted
from tests.rendering.reading import lines_of, texts_of


def dated(plan: Plan) -> list[Entry]:
    return [entry for entry in plan.entries if entry.date is not None]


def days_of(first: date, last: date) -> bytes:
    return (f"DTSTART;VALUE=DATE:{first:%Y%m%d}\r\nDTEND;VALUE=DATE:{last:%Y%m%d}\r\n").encode()


def test_another_parser_reads_the_same_days(plan: Plan, about: About) -> None:
    written = plan_calendar.render(plan, about)

    events = IcsCalendarStream.calendar_from_ics(written.decode()).events

    assert [(event.dtstart, event.dtend) for event in events] == [
        (entry.date, (entry.until or entry.date or date.min) + timedelta(days=1))
        for entry in dated(plan)
    ]


def test_another_parser_reads_the_same_texts(plan: Plan, about: About) -> None:
    written = plan_calendar.render(plan, about)

    calendar = IcsCalendarStream.calendar_from_ics(written.decode())

    assert calendar.method == "PUBLISH"
    assert calendar.name == [f"{plan.conditioning_name}: day 0 on {plan.day_zero}"]
    for event, one in zip(calendar.events, dated(plan), strict=True):
        told = event.description or ""
        assert told.startswith(one.text)
        assert (one.note or "") in told
        assert told.endswith(about.intended_use)
        assert [name.value if hasattr(name, "value") else name for name in event.categories] == [
            window.name for window in plan.stages if window.stage == one.stage
        ]


def test_markup_and_separators_come_back_as_they_were(
    plans: Mapping[str, Plan], about: About
) -> None:
    plan = tainted(plans["mist"])

    events = IcsCalendarStream.calendar_from_ics(plan_calendar.render(plan, about).decode()).events

    for event, one in zip(events, dated(plan), strict=True):
        assert (event.description or "").startswith(one.text)


def test_lines_end_and_are_folded_as_the_standard_says(plan: Plan, about: About) -> None:
    written = plan_calendar.render(plan, about)

    lines = written.split(b"\r\n")

    assert lines[-1] == b""
    assert written.count(b"\n") == written.count(b"\r") == len(lines) - 1
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)  # no fold inside a character


def test_a_text_of_many_octets_per_character_is_folded_between_characters(
    plans: Mapping[str, Plan], about: About
) -> None:
    plan = plans["mist"].model_copy(
        update={"conditioning_name": "a" + "\N{SUPERSCRIPT TWO}\N{GRINNING FACE}" * 30}
    )

    written = plan_calendar.render(plan, about)

    assert max(map(len, written.split(b"\r\n"))) <= 75
    assert [line for line in written.split(b"\r\n") if not line.decode()] == [b""]
    assert f"NAME:{plan.conditioning_name}" in "\n".join(lines_of(written))


def test_the_end_is_the_day_after_the_last_day(plans: Mapping[str, Plan], about: About) -> None:
    plan = plans["mist"]  # leukapheresis on 28 and 29 December

    written = plan_calendar.render(plan, about)

    assert days_of(date(2029, 12, 28), date(2029, 12, 30)) in written


def test_the_end_goes_over_the_end_of_a_month(plans: Mapping[str, Plan], about: About) -> None:
    written = plan_calendar.render(plans["month end"], about)

    # Day -1 of 1 February is 31 January.
    assert days_of(date(2030, 1, 31), date(2030, 2, 1)) in written


def test_the_end_goes_over_a_leap_day(plans: Mapping[str, Plan], about: About) -> None:
    written = plan_calendar.render(plans["leap day"], about)

    # Days -2 and -1 of 1 March 2028 are 28 and 29 February.
    assert days_of(date(2028, 2, 28), date(2028, 2, 29)) in written
    assert days_of(date(2028, 2, 29), date(2028, 3, 1)) in written


def test_every_event_has_a_uid_of_its_own_that_begins_with_the_plan(
    plan: Plan, about: About
) -> None:
    lines = lines_of(plan_calendar.render(plan, about))

    uids = [line.removeprefix("UID:") for line in lines if line.startswith("UID:")]

    assert len(set(uids)) == len(uids) == len(dated(plan))
    assert all(uid.startswith(plan.id) for uid in uids)


def test_the_stamp_is_the_release_of_the_dataset(plan: Plan, about: About) -> None:
    lines = lines_of(plan_calendar.render(plan, about))
    calendar = IcsCalendarStream.calendar_from_ics("\r\n".join(lines))

    assert {line for line in lines if line.startswith("DTSTAMP")} == {"DTSTAMP:20291123T000000Z"}
    assert {e.dtstamp for e in calendar.events} == {datetime(2029, 11, 23, tzinfo=UTC)}


@pytest.mark.parametrize("line", ["SEQUENCE:0", "TRANSP:TRANSPARENT", "BEGIN:VEVENT", "END:VEVENT"])
def test_every_event_says_it(line: str, plan: Plan, about: About) -> None:
    lines = lines_of(plan_calendar.render(plan, about))

    assert lines.count(line) == len(dated(plan))


def test_a_calendar_begins_with_what_clients_ask_for(
    plans: Mapping[str, Plan], about: About
) -> None:
    written = plan_calendar.render(plans["mist"], about)

    assert written.startswith(
        b"BEGIN:VCALENDAR\r\nPRODID:-//Day Zero API//Plan//EN\r\nVERSION:2.0\r\n"
        b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nNAME:Cyclophosphamide 200 mg per kg"
    )


def summaries(plan: Plan, about: About) -> list[str]:
    lines = lines_of(plan_calendar.render(plan, about))
    return [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]


def test_a_summary_says_day_agent_and_amount(plans: Mapping[str, Plan], about: About) -> None:
    said = summaries(plans["mist"], about)

    assert "Day -5: cyclophosphamide 5\\,500 mg" in said
    assert "Day 0: Infusion of the graft" in said
    assert "Month 24: Varicella vaccine" in said


def test_a_summary_says_how_often_where_it_is_not_once(about: About) -> None:
    amount = {"value": 200, "unit": "mg"}
    dose = {
        "per_administration": amount, "unrounded": amount, "difference_percent": 0,
        "per_day": {"value": 400, "unit": "mg"}, "weight_basis": None, "working": "none",
    }  # fmt: skip
    entries = tuple(entry(dose=dose, times_per_day=times) for times in (1, 2, None))

    lines = lines_of(plan_calendar.write(schedule(entries), about))

    assert [line for line in lines if line.startswith("SUMMARY")] == [
        "SUMMARY:Day -1: exemplan 200 mg",
        "SUMMARY:Day -1: exemplan 200 mg\\, twice",
        "SUMMARY:Day -1: exemplan 200 mg",
    ]


def schedule(entries: tuple[Entry, ...]) -> Dated:
    return Dated(
        id="exemplan-200-2030-01-10", regimen="exemplan-200", name="Exemplan",
        mobilisation_name=None, day_zero=date(2030, 1, 10), stages=(), assumptions=(),
        entries=entries,
    )  # fmt: skip


def test_a_schedule_has_no_amounts_and_no_warnings(about: About) -> None:
    written = plan_calendar.write(schedule((entry(),)), about)

    said = texts_of("ics", written)

    assert "Day -1: exemplan, dose not shown" in said
    assert "Warnings" not in " ".join(said)
    assert b"UID:exemplan-200-2030-01-10-0-exemplan--1\r\n" in written


def test_what_has_no_first_date_has_no_event_and_stands_in_the_description(about: About) -> None:
    due = entry(date=None, until=date(2030, 1, 5), day=None, title="Line", agent=None, kind="step")

    written = plan_calendar.write(schedule((due,)), about)

    assert b"BEGIN:VEVENT" not in written
    assert "- up to 2030-01-05: Line\n" in texts_of("ics", written)[2]


def test_an_assumed_date_says_so(about: About) -> None:
    written = plan_calendar.write(schedule((entry(assumed=True), entry())), about)

    assert "\n".join(texts_of("ics", written)).count("The date is assumed") == 1
