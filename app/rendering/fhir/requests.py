"""Doses and grafts of a plan -> MedicationRequest and ServiceRequest, one for each day."""

from app.planning.plan import Entry, PlannedDose
from app.rendering.fhir.applied import Applied, issue_name, request_name
from app.rendering.fhir.dosage import often, route
from app.rendering.fhir.elements import Json, absent, concept, known
from app.rendering.fhir.extensions import extension
from app.rendering.fhir.medication import agent_concept, is_medication
from app.rendering.format import About


def request(applied: Applied, position: int, entry: Entry) -> Json:
    """Make the request of an entry that is a dose or the graft."""
    if entry.agent is None:
        return _graft(applied, position, entry)
    make = _drug if is_medication(applied.about.agents[entry.agent]) else _radiation
    return make(applied, position, entry)


def _begin(applied: Applied, type: str, position: int, entry: Entry) -> Json:
    """Begin a request: a proposal that nobody has made his own."""
    begun = applied.begin(type, request_name(position), entry.title, entry.text)
    return {
        **begun,
        "extension": [*begun["extension"], *applied.traced(entry)],
        "basedOn": [applied.reference("CarePlan", "care-plan")],
        "status": "draft",
        "intent": "proposal",
        "subject": applied.patient,
    }


def _drug(applied: Applied, position: int, entry: Entry) -> Json:
    about = applied.about
    assert entry.agent is not None
    issues = [
        applied.reference("DetectedIssue", issue_name(number))
        for number, warning in enumerate(applied.plan.warnings)
        if entry.agent in warning.agents
    ]
    return {
        **_begin(applied, "MedicationRequest", position, entry),
        "medicationCodeableConcept": agent_concept(about, about.agents[entry.agent]),
        "groupIdentifier": applied.identifier,
        **_reason(about, entry),
        **notes(entry.note),
        "dosageInstruction": [
            {
                "text": entry.text,
                "timing": {"repeat": _on_day(entry)},
                **route(about, entry.route),
                "doseAndRate": [_dose(about, entry.dose)],
            }
        ],
        **({"detectedIssue": issues} if issues else {}),
    }


def _radiation(applied: Applied, position: int, entry: Entry) -> Json:
    about = applied.about
    assert entry.agent is not None
    dose = _dose(about, entry.dose)
    quantity = {**dose["doseQuantity"]}
    quantity["extension"] = [*quantity.get("extension", ()), *dose.get("extension", ())]
    return {
        **_begin(applied, "ServiceRequest", position, entry),
        "requisition": applied.identifier,
        "code": agent_concept(about, about.agents[entry.agent]),
        "quantityQuantity": {name: said for name, said in quantity.items() if said},
        "occurrenceTiming": {"repeat": _on_day(entry)},
        **_reason(about, entry),
        **notes(entry.text, entry.note),
    }


def _graft(applied: Applied, position: int, entry: Entry) -> Json:
    return {
        **_begin(applied, "ServiceRequest", position, entry),
        "requisition": applied.identifier,
        "code": {"text": entry.title},
        "occurrenceDateTime": str(entry.date),
        **notes(entry.text, entry.note),
    }


def _reason(about: About, entry: Entry) -> Json:
    """Return why an agent is given."""
    return (
        {} if entry.purpose is None else {"reasonCode": [concept(about, "purpose", entry.purpose)]}
    )


def notes(*texts: str | None) -> Json:
    said = [{"text": text} for text in texts if text is not None]
    return {"note": said} if said else {}


def _on_day(entry: Entry) -> Json:
    """Return the day as bounds that begin and end on it, and how often within them."""
    on = absent() if entry.date is None else {"start": str(entry.date), "end": str(entry.date)}
    return {"boundsPeriod": on, **often(entry.times_per_day)}


def _dose(about: About, dose: PlannedDose | None) -> Json:
    """Return the amount of one administration and how it was reckoned; absent if not known."""
    if dose is None:
        return {"doseQuantity": absent()}
    reckoned = {
        "unrounded": known(dose.unrounded),
        "difference-percent": dose.difference_percent,
        "per-day": known(dose.per_day) if dose.per_day.is_known else None,
        "weight-basis": dose.weight_basis,
        "working": dose.working,
    }
    return {
        "extension": [
            extension(about, name, value) for name, value in reckoned.items() if value is not None
        ],
        "doseQuantity": known(dose.per_administration),
    }
