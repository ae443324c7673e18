"""Totals: the whole of each agent, against what is published, and on other weights."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from app.catalogue import Catalogue
from app.catalogue.record import Quantity
from app.catalogue.regimens import DoseLine, Regimen, Total
from app.planning.body import BASES, EXACT, Measures, shown
from app.planning.dosing import WORDS, basis_for, exact_amount, say_factor
from app.planning.entries import is_open
from app.planning.plan import Alternative, Entry, PlannedTotal
from app.planning.request import PlanRequest, WeightBasis
from app.units import say, say_number

Amount = tuple[Decimal, str]
"""An exact amount and its unit."""


def totals(
    catalogue: Catalogue,
    request: PlanRequest,
    regimen: Regimen,
    entries: Iterable[Entry],
    measures: Measures,
) -> Iterator[PlannedTotal]:
    """Yield the total of each agent of a regimen, and of each part that is published apart."""
    given = tuple(entries)
    for agent in regimen.agents_dosed:
        published: list[Total | None] = [t for t in regimen.totals if t.agent == agent]
        for total in published or [None]:
            covers = "regimen" if total is None else total.covers
            own = [e for e in given if e.agent == agent and _covered(e.purpose, covers)]
            open_ended = any(
                is_open(line.days)
                for line in regimen.dose_lines
                if line.agent == agent and _covered(line.purpose, covers)
            )
            whole = None if total is None else _published(total, request, measures)
            yield PlannedTotal(
                regimen=regimen.id,
                agent=agent,
                name=catalogue.agents[agent].name,
                covers=covers,
                published=None if total is None else total.dose,
                **_sums(own, whole, open_ended=open_ended),
            )


def _covered(purpose: str | None, covers: str) -> bool:
    return covers == "regimen" or (purpose == "mobilisation") == (covers == "mobilisation")


def _sums(entries: list[Entry], whole: Amount | None, *, open_ended: bool) -> dict[str, Any]:
    """Add up some entries; the difference only where nothing is open and units agree."""
    amounts = [amount for entry in entries if (amount := _amount(entry)) is not None]
    planned = None
    if len({unit for _, unit in amounts}) == 1:
        planned = (sum((amount for amount, _ in amounts), Decimal(0)), amounts[0][1])
    complete = planned is not None and len(amounts) == len(entries) and not open_ended
    difference = None
    if complete and planned and whole and planned[1] == whole[1]:
        difference = percent(planned[0], whole[0])
    return {
        "planned": _quantity(planned),
        "complete": complete,
        "published_amount": _quantity(whole),
        "difference_percent": difference,
    }


def _quantity(amount: Amount | None) -> Quantity:
    return Quantity() if amount is None else Quantity(value=shown(amount[0]), unit=amount[1])


def percent(value: Decimal, of: Decimal) -> Decimal:
    """Return by how much a value differs from another, in percent.

    >>> percent(Decimal(11), Decimal(10))
    Decimal('10.0000')
    """
    return shown(EXACT.multiply(EXACT.divide(EXACT.subtract(value, of), of), Decimal(100)))


def _amount(entry: Entry) -> Amount | None:
    """Return the amount of a day; None where the dose, the times or the day is not known."""
    if entry.dose is None or entry.anchor_day is None:
        return None
    per_day = entry.dose.per_day
    return None if per_day.value is None or per_day.unit is None else (per_day.value, per_day.unit)


def _published(total: Total, request: PlanRequest, measures: Measures) -> Amount | None:
    if total.dose.value is None or total.dose.unit is None:
        return None
    basis = basis_for(total.agent, request)
    unit, _, per = total.dose.unit.partition("/")
    by = {"kg": measures.weights[basis], "m2": measures.surface(basis)}.get(per, Decimal(1))
    assert by is not None  # a basis without a weight has been refused
    return EXACT.multiply(total.dose.value, by), unit


def alternatives(
    request: PlanRequest, regimens: Iterable[Regimen], measures: Measures
) -> Iterator[Alternative]:
    """Yield the total of each agent that goes by weight or surface, on every other weight."""
    for regimen in regimens:
        for agent in regimen.agents_dosed:
            lines = [line for line in regimen.dose_lines if line.agent == agent]
            if are_summable(lines):
                yield from _alternatives(regimen, request, lines, measures)


def are_summable(lines: Iterable[DoseLine]) -> bool:
    """Whether all of some lines can be added up, by weight or all by surface."""
    return len({line.dose.unit for line in lines}) == 1 and all(
        line.sum is not None and line.basis in {"body_weight", "body_surface"} for line in lines
    )


def _alternatives(
    regimen: Regimen, request: PlanRequest, lines: list[DoseLine], measures: Measures
) -> Iterator[Alternative]:
    agent = lines[0].agent
    chosen = basis_for(agent, request)
    own = sum_of(lines, measures, chosen)
    for basis in BASES:
        if basis == chosen:
            continue
        total = sum_of(lines, measures, basis)
        unit = (lines[0].dose.unit or "").partition("/")[0]
        difference = None
        if total is not None and own:
            difference = percent(total, own)
        yield Alternative(
            regimen=regimen.id,
            agent=agent,
            weight_basis=basis,
            total=Quantity(
                value=None if total is None else shown(total), unit=None if total is None else unit
            ),
            difference_percent=difference,
            working=_working(lines, measures, basis, total, unit),
        )


def sum_of(lines: list[DoseLine], measures: Measures, basis: WeightBasis) -> Decimal | None:
    """Add up all administrations of some lines on a weight basis; None without a weight."""
    whole = Decimal(0)
    for line in lines:
        amount = exact_amount(line, measures, basis)
        if amount is None:
            return None
        administrations = (line.times_per_day.value or 0) * len(line.days.value or ())
        whole = EXACT.add(whole, EXACT.multiply(amount, Decimal(administrations)))
    return whole


def _working(
    lines: list[DoseLine],
    measures: Measures,
    basis: WeightBasis,
    total: Decimal | None,
    unit: str,
) -> str:
    by = say_factor(lines[0], measures, basis)
    if by is None or total is None:
        return f"The {WORDS[basis]} weight is not defined for this height."
    per_body = sum((line.sum[0] for line in lines if line.sum), Decimal(0))
    dose = say(say_number(per_body), lines[0].dose.unit or unit)
    return f"{dose} in all, times {by} is {say(say_number(shown(total)), unit)}"
