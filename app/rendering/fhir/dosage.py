"""Dose lines -> Dosage and Timing, with what is not reported absent and marked so."""

from app.catalogue.agents import Agent
from app.catalogue.record import Quantity
from app.catalogue.regimens import CitedDays, DoseLine
from app.planning.wording import ROUTES, say_times
from app.rendering.fhir.elements import Json, absent, concept, duration, known, range_of
from app.rendering.fhir.extensions import evidence, extension
from app.rendering.format import About
from app.units import as_json


def dosage(about: About, agent: Agent, line: DoseLine) -> Json:
    """Make the Dosage of a dose line: an amount per kg or m2, not yet reckoned for a body."""
    return {
        "extension": [evidence(about, line.evidence)],
        "text": say_line(agent, line),
        "timing": timing_of_a_day(about, line),
        **route(about, line.route),
        "doseAndRate": [
            {"extension": [evidence(about, line.dose.evidence)], **amount(line.dose)}
        ],
    }  # fmt: skip


def say_line(agent: Agent, line: DoseLine) -> str:
    """Say a dose line as sentences that cannot be misread."""
    said = f"{agent.name}: {line.dose.text or 'dose not reported'}"
    if line.route is not None:
        said += f" {ROUTES[line.route]}"
    times = line.times_per_day.value
    said += ", how often is not reported" if times is None else f", {say_times(times)} on each day"
    if line.duration is not None and line.duration.text is not None:
        said += f", over {line.duration.text}"
    said += f", {line.days.text or 'days not reported'}."
    return said if line.timing is None else f"{said} {line.timing}"


def amount(dose: Quantity) -> Json:
    """Return the amount of one administration; a limit has no form in a dose but its text."""
    if dose.bound is not None:
        return {"doseQuantity": absent("as-text")}
    if dose.value is None and dose.low is not None and dose.unit is not None:
        return {"doseRange": range_of(dose.low, dose.high, dose.unit)}
    return {"doseQuantity": known(dose)}


def route(about: About, route: str | None) -> Json:
    return {"route": absent() if route is None else concept(about, "route", route)}


def timing(about: About, line: DoseLine) -> Json:
    """Return how often and for how many days; which days they are, the actions of a plan say."""
    until = line.days.until
    ends = [] if until is None else [extension(about, "until", until)]
    return {
        "extension": [evidence(about, line.days.evidence), *ends],
        "repeat": {**_bounds(line.days), **_each_day(about, line)},
    }


def timing_of_a_day(about: About, line: DoseLine) -> Json:
    """Return how often on one day, for a definition that is applied on each of the days."""
    bounds = absent() if line.days.value is None else duration(1)
    return {
        "extension": [evidence(about, line.days.evidence)],
        "repeat": {"boundsDuration": bounds, **_each_day(about, line)},
    }


def _each_day(about: About, line: DoseLine) -> Json:
    times = line.times_per_day
    return {**_infusion(line), **often(times.value, evidence(about, times.evidence))}


def often(times: int | None, *extensions: Json) -> Json:
    """Return the administrations on each day; without a number no day is said to have one."""
    if times is None:
        return {"_frequency": {"extension": [*extensions, *absent()["extension"]]}}
    marked = {"_frequency": {"extension": list(extensions)}} if extensions else {}
    return {"frequency": times, **marked, "period": 1, "periodUnit": "d"}


def _bounds(days: CitedDays) -> Json:
    """Return for how long, where the days follow one another and end."""
    if days.value is None:
        return {"boundsDuration": absent()}
    first, last = days.value[0], days.value[-1]
    if days.until is not None or last - first + 1 != len(days.value):
        return {}
    return {"boundsDuration": duration(len(days.value))}


def _infusion(line: DoseLine) -> Json:
    """Return how long one infusion takes, from the least to the most where it is a range."""
    taken = line.duration
    if taken is None or taken.unit is None or taken.bound is not None:
        return {}
    if taken.value is not None:
        return {"duration": as_json(taken.value), "durationUnit": taken.unit}
    assert taken.low is not None
    assert taken.high is not None
    ends = {"duration": as_json(taken.low), "durationMax": as_json(taken.high)}
    return {**ends, "durationUnit": taken.unit}
