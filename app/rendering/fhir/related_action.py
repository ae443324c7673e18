"""Days counted from an event -> relatedAction: how long before or after the event's action."""

from decimal import Decimal
from typing import Final

from app.catalogue.regimens import Anchor
from app.rendering.fhir.elements import Json, duration, range_of

EVENTS: Final = {
    Anchor.DAY_ZERO: ("day-zero", "Infusion of the graft, day 0", 0),
    Anchor.MOBILISATION_START: ("mobilisation-start", "First day of mobilisation, day 1 of it", 1),
    Anchor.COLLECTION: ("collection", "First leukapheresis, day 0 of the collection", 0),
    Anchor.NEUTROPHIL_RECOVERY: ("neutrophil-recovery", "Recovery of the neutrophils", 0),
}
"""Anchor -> id and title of the action that is the event, and the day that its source calls it."""


def on_day(anchor: Anchor, day: int) -> Json:
    """Relate an action to an event by one day.

    >>> on_day(Anchor.DAY_ZERO, -5)["relationship"], on_day(Anchor.DAY_ZERO, 0)["relationship"]
    ('before-start', 'concurrent-with-start')
    """
    id, _, counted_as = EVENTS[anchor]
    after = day - counted_as
    if after == 0:
        return {"actionId": id, "relationship": "concurrent-with-start"}
    return {
        "actionId": id,
        "relationship": "after-start" if after > 0 else "before-start",
        "offsetDuration": duration(abs(after)),
    }


def between_days(anchor: Anchor, first: int | None, last: int | None) -> Json | None:
    """Relate an action to an event by a window; None where it has neither end."""
    id, _, counted_as = EVENTS[anchor]
    low, high = (None if day is None else Decimal(day - counted_as) for day in (first, last))
    if low is None and high is None:
        return None
    relationship = "after-start"
    if high is not None and high < 0:
        relationship = "before-start"
        low, high = -high, None if low is None else -low
    return {
        "actionId": id,
        "relationship": relationship,
        "offsetRange": range_of(low, high, "d"),
    }
