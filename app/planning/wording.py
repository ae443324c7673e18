"""Text of the entries of a plan, made from the same members as the numbers."""

from app.catalogue.agents import Agent
from app.catalogue.regimens import DoseLine
from app.planning.plan import PlannedDose

TIMES = {1: "once", 2: "twice"}

ROUTES = {
    "intravenous": "intravenously",
    "subcutaneous": "under the skin",
    "oral": "by mouth",
    "external_beam": "by external beam",
}


def say_times(times: int) -> str:
    """Say how often on a day, in words.

    >>> say_times(2), say_times(3)
    ('twice', '3 times')
    """
    return TIMES.get(times, f"{times} times")


def say_dose(agent: Agent, line: DoseLine, dose: PlannedDose | None) -> str:
    """Say one day of a dose line as a sentence that cannot be misread."""
    if dose is None:
        amount = line.dose.text or "dose not reported"
    else:
        amount = dose.per_administration.text or "dose not reported"
    said = f"{agent.name}: {amount}"
    if line.route is not None:
        said += f" {ROUTES[line.route]}"
    times = line.times_per_day.value
    said += ", how often is not reported" if times is None else f", {say_times(times)} on this day"
    if line.duration is not None and line.duration.text is not None:
        said += f", over {line.duration.text}"
    return f"{said}."
