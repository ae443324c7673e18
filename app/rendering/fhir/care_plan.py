"""A plan -> CarePlan: the requests as one activity, every step as one of its own."""

from collections.abc import Iterator

from app.planning.plan import Entry
from app.rendering.fhir.applied import Applied, issue_name
from app.rendering.fhir.elements import Json, absent
from app.rendering.fhir.request_group import is_requested, protocols
from app.rendering.fhir.requests import notes


def care_plan(applied: Applied) -> Json:
    """Make the CarePlan of a plan."""
    plan = applied.plan
    title = f"{plan.conditioning_name}, day 0 on {plan.day_zero}"
    text = f"Dataset {applied.about.dataset_version}. Reference and education."
    issues = [
        applied.reference("DetectedIssue", issue_name(number))
        for number in range(len(plan.warnings))
    ]
    return {
        **applied.begin("CarePlan", "care-plan", title, text),
        "identifier": [applied.identifier],
        "instantiatesCanonical": protocols(applied),
        "status": "draft",
        "intent": "proposal",
        "title": title,
        "description": text,
        "subject": applied.patient,
        "period": {
            "start": str(min(window.from_date for window in plan.stages)),
            "end": str(max(window.to_date for window in plan.stages)),
        },
        **({"supportingInfo": issues} if issues else {}),
        "activity": [
            {"reference": applied.reference("RequestGroup", "request-group")},
            *(
                {"detail": _detail(applied, entry)}
                for entry in plan.entries
                if not is_requested(entry)
            ),
        ],
        **notes(*_notes(applied)),
    }


def _detail(applied: Applied, entry: Entry) -> Json:
    """Describe a step or a milestone, which no request stands for."""
    said = entry.text if entry.note is None else f"{entry.text} {entry.note}"
    return {
        "extension": applied.traced(entry),
        "code": {"text": entry.title},
        "status": "not-started",
        **_scheduled(entry),
        "description": said,
    }


def _scheduled(entry: Entry) -> Json:
    """Return the dates; the last alone where only that is known."""
    if entry.date is None and entry.until is None:
        return {"_scheduledString": absent()}
    ends = {"start": entry.date, "end": entry.until or entry.date}
    return {"scheduledPeriod": {name: str(on) for name, on in ends.items() if on is not None}}


def _notes(applied: Applied) -> Iterator[str]:
    """Say what a plan has and R4 has no place for: assumptions, measures, totals, the graft."""
    plan = applied.plan
    yield from plan.assumptions
    yield from (f"{measure.name}: {measure.working}." for measure in plan.measures)
    for total in plan.totals:
        whole = "" if total.complete else ", as far as it is known"
        said = total.planned.text or "unknown"
        yield f"{total.name}, total of the {total.covers}{whole}: {said}."
    for other in plan.alternatives:
        yield f"{applied.about.agent_names[other.agent]}: {other.working}."
    if plan.graft is not None:
        for check in plan.graft.checks:
            yield f"{check.statement} {'Reached' if check.met else 'Not reached'} by this graft."
        if plan.graft.dimethyl_sulfoxide is not None:
            yield f"Dimethyl sulfoxide: {plan.graft.dimethyl_sulfoxide.working}."
    yield from (fact.statement for fact in plan.care if fact.statement is not None)
