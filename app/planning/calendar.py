"""Days and dates: where each anchor lies, and which of them is assumed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from app.catalogue import Catalogue
from app.catalogue.regimens import Anchor, DoseLine, Regimen
from app.planning.errors import CannotPlan
from app.planning.request import PlanRequest

REST_DAYS = 7
"""Fewest days between collection and conditioning that a source reports (HALT-MS)."""

LONGEST_WAIT = 3650
"""Days a graft may wait in a plan; frozen cells keep for years."""

REST_SOURCES = ("nct00288626",)


@dataclass(frozen=True)
class Anchors:
    """The dates that days are counted from; None where nothing tells."""

    day_zero: date
    conditioning_from: int
    """First day of conditioning, counted from day 0."""

    mobilisation_start: date
    collection: date
    last_collection: date
    neutrophil_recovery: date | None
    assumed: Mapping[Anchor, str]
    """Anchor -> the sentence that says how it was placed, for those that were not given."""

    conditioning_assumed: str | None
    """How the first day of conditioning was placed; None where the regimen gives all its days."""

    @property
    def conditioning_on(self) -> date:
        """The first day of conditioning."""
        return self.day_zero + timedelta(days=self.conditioning_from)

    @cached_property
    def starts(self) -> Mapping[Anchor, date | None]:
        """The day 0 of each anchor; None where nothing tells."""
        return {
            Anchor.DAY_ZERO: self.day_zero,
            Anchor.MOBILISATION_START: self.mobilisation_start - timedelta(days=1),
            Anchor.COLLECTION: self.collection,
            Anchor.NEUTROPHIL_RECOVERY: self.neutrophil_recovery,
        }

    def at(self, anchor: Anchor, day: int) -> date | None:
        """Return the date of a day counted from an anchor; None if the anchor is unknown."""
        start = self.starts[anchor]
        return None if start is None else start + timedelta(days=day)


def place(
    catalogue: Catalogue, request: PlanRequest, conditioning: Regimen, mobilisation: Regimen | None
) -> Anchors:
    """Place every anchor; raise CannotPlan if the harvest does not come before day 0."""
    first_day, told = _first_day(catalogue, conditioning)
    assumed: dict[Anchor, str] = {}
    mobilising = [day for line in conditioning.dose_lines for day in _mobilising(line)]
    if mobilising:
        start = request.day_zero + timedelta(days=min(mobilising))
        collection, last = _inside(request, conditioning, start, assumed)
    else:
        begins = request.day_zero + timedelta(days=first_day)
        start, collection, last = _before(catalogue, request, mobilisation, begins, assumed)
    recovery = conditioning.recovery.value if conditioning.recovery else None
    if recovery is not None:
        assumed[Anchor.NEUTROPHIL_RECOVERY] = (
            f"Recovery of the neutrophils is placed on day {round(recovery)}, as reported for "
            "this regimen; the real day decides."
        )
    return Anchors(
        day_zero=request.day_zero,
        conditioning_from=first_day,
        mobilisation_start=start,
        collection=collection,
        last_collection=last,
        neutrophil_recovery=(
            None if recovery is None else request.day_zero + timedelta(days=round(recovery))
        ),
        assumed=assumed,
        conditioning_assumed=told,
    )


def _mobilising(line: DoseLine) -> tuple[int, ...]:
    """Return the days, counted from day 0, on which a line mobilises."""
    counted = line.purpose == "mobilisation" and line.days.anchor is Anchor.DAY_ZERO
    return (line.days.value or ()) if counted else ()


def _inside(
    request: PlanRequest, conditioning: Regimen, start: date, assumed: dict[Anchor, str]
) -> tuple[date, date]:
    """Place a harvest that lies inside the conditioning regimen, on the days that it gives."""
    days = conditioning.collection_days
    if days is None or days.value is None or days.anchor is not Anchor.DAY_ZERO:
        collection = request.harvest_on
        if collection is None:
            collection = request.day_zero - timedelta(days=1)
            assumed[Anchor.COLLECTION] = "Collection is placed on the day before the graft."
        if not start <= collection < request.day_zero:
            raise CannotPlan(
                "/harvest_on",
                "harvest_on must be after mobilisation begins, on day"
                f" {(start - request.day_zero).days}, and before day 0.",
            )
        return collection, collection
    first, last = (request.day_zero + timedelta(days=days.value[at]) for at in (0, -1))
    if request.harvest_on not in (None, first):
        raise CannotPlan(
            "/harvest_on",
            f"This regimen collects on day {days.value[0]}; leave harvest_on out.",
        )
    return first, last


def _before(
    catalogue: Catalogue,
    request: PlanRequest,
    mobilisation: Regimen | None,
    begins: date,
    assumed: dict[Anchor, str],
) -> tuple[date, date, date]:
    """Place a harvest before conditioning: where it was given, or by the reported interval."""
    first, last, told = _collection_days(catalogue, mobilisation)
    assumed[Anchor.MOBILISATION_START] = told
    collection = request.harvest_on
    if collection is None:
        collection = begins - timedelta(days=REST_DAYS + last - first)
        assumed[Anchor.COLLECTION] = (
            f"Collection is placed so that it ends {REST_DAYS} days before conditioning begins, "
            "the shortest interval reported."
        )
    ends = collection + timedelta(days=last - first)
    if ends >= begins:
        raise CannotPlan(
            "/harvest_on",
            "Collection must end before conditioning begins: harvest_on must be before day "
            f"{(begins - request.day_zero - (ends - collection)).days}.",
        )
    if (begins - collection).days > LONGEST_WAIT:
        raise CannotPlan(
            "/harvest_on",
            f"harvest_on must be at most {LONGEST_WAIT:,} days before conditioning begins.",
        )
    return collection - timedelta(days=first - 1), collection, ends


def _first_day(catalogue: Catalogue, conditioning: Regimen) -> tuple[int, str | None]:
    """Return the first day of conditioning, and how it was placed if not every day is known."""
    lines = [
        line.days
        for line in conditioning.dose_lines
        if line.days.anchor is Anchor.DAY_ZERO
        and line.purpose in ("conditioning", "lymphodepletion")
    ]
    known = [days.value[0] for days in lines if days.value and days.value[0] < 0]
    if not known:
        day = catalogue.stages["conditioning"].axis.from_day or -1
        return day, (
            f"Conditioning is placed from day {day}, as is usual for the stage; this regimen does "
            "not report its first day."
        )
    day = min(known)
    if all(days.value for days in lines):
        return day, None
    return day, (
        f"Conditioning is placed from day {day}, the first that is reported; the days of some of "
        "its agents are not."
    )


def _collection_days(catalogue: Catalogue, mobilisation: Regimen | None) -> tuple[int, int, str]:
    """Return the first and last day of collection, and how mobilisation is placed from them."""
    known = mobilisation.collection_days if mobilisation is not None else None
    if known is not None and known.value and known.anchor is Anchor.MOBILISATION_START:
        told = f"Mobilisation is counted back from collection on {known.text} of it."
        return known.value[0], known.value[-1], told
    day = max(_usual_days(catalogue, mobilisation))
    told = (
        f"Mobilisation is counted back from collection on day {day} of it, the last day that is "
        "usual or listed; the real day of collection is not reported."
    )
    return day, day, told


def _usual_days(catalogue: Catalogue, mobilisation: Regimen | None) -> Iterator[int]:
    """Yield the days that collection cannot come before, where none is reported."""
    yield 1
    window = catalogue.stages["harvest"].window
    if window.anchor is Anchor.MOBILISATION_START and window.to_day is not None:
        yield window.to_day
    for line in mobilisation.dose_lines if mobilisation is not None else ():
        if line.purpose == "mobilisation" and line.days.anchor is Anchor.MOBILISATION_START:
            yield from line.days.value or ()
