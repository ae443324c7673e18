"""Dose lines + body measures -> amounts, with one rounding at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.catalogue.regimens import DoseLine
from app.planning.body import EXACT, Measures, shown
from app.planning.request import PlanRequest, WeightBasis
from app.units import say, say_number

FINEST: Final = Decimal("0.01")
"""Amounts are given to a hundredth of their unit where no rounding step is asked for."""

MILLIGRAMS: Final[Mapping[str, Decimal]] = {
    "mg": Decimal(1),
    "ug": Decimal("0.001"),
    "g": Decimal(1000),
}


@dataclass(frozen=True)
class Amount:
    """The amount of one administration: exact, rounded, and how it was reached."""

    exact: Decimal
    rounded: Decimal
    unit: str
    working: str

    @property
    def difference_percent(self) -> Decimal:
        """How much rounding changed the amount, in percent."""
        if not self.exact:
            return Decimal(0)
        change = EXACT.divide(self.rounded - self.exact, self.exact)
        return shown(EXACT.multiply(change, Decimal(100)))


def basis_for(agent: str, request: PlanRequest) -> WeightBasis:
    """Return the weight basis asked for, for one agent."""
    return request.weight_basis_by_agent.get(agent, request.weight_basis)


def factor(line: DoseLine, measures: Measures, basis: WeightBasis) -> Decimal | None:
    """Return what the dose is multiplied with: kg, m2 or one; None without a weight."""
    if line.basis == "body_weight":
        return measures.weights[basis]
    if line.basis == "body_surface":
        return measures.surface(basis)
    return Decimal(1)


def exact_amount(line: DoseLine, measures: Measures, basis: WeightBasis) -> Decimal | None:
    """Return the exact amount of one administration in the mass unit of the dose.

    None where the dose is not a single number, or the weight is not defined.
    """
    by = factor(line, measures, basis)
    if line.dose.value is None or by is None:
        return None
    return EXACT.multiply(line.dose.value, by)


def administer(
    line: DoseLine, measures: Measures, basis: WeightBasis, step_mg: Decimal | None
) -> Amount | None:
    """Return the amount of one administration; None where it cannot be reckoned."""
    exact = exact_amount(line, measures, basis)
    if exact is None or line.dose.unit is None:
        return None
    unit = line.dose.unit.partition("/")[0]
    rounded = round_to(exact, unit, step_mg)
    return Amount(exact, rounded, unit, _working(line, measures, basis, exact, rounded, step_mg))


def round_to(exact: Decimal, unit: str, step_mg: Decimal | None) -> Decimal:
    """Round half up: to the step, or to a hundredth where none is asked for.

    >>> round_to(Decimal("62.5"), "mg", Decimal(25)), round_to(Decimal("1.005"), "mg", None)
    (Decimal('75'), Decimal('1.01'))
    """
    if step_mg is None:
        return exact.quantize(FINEST, ROUND_HALF_UP)
    step = EXACT.divide(step_mg, MILLIGRAMS[unit])
    steps = EXACT.divide(exact, step).quantize(Decimal(1), ROUND_HALF_UP)
    return EXACT.multiply(steps, step)


def _working(  # noqa: PLR0913, PLR0917  each part of the sum is shown
    line: DoseLine,
    measures: Measures,
    basis: WeightBasis,
    exact: Decimal,
    rounded: Decimal,
    step_mg: Decimal | None,
) -> str:
    dose = line.dose.text or ""
    unit = (line.dose.unit or "").partition("/")[0]
    by = say_factor(line, measures, basis)
    if by is None:
        said = f"{dose}, the same for every body"
    else:
        said = f"{dose} times {by} is {say(say_number(shown(exact)), unit)}"
    if rounded != exact:
        to = "a hundredth" if step_mg is None else f"steps of {say(say_number(step_mg), 'mg')}"
        said += f", rounded half up to {to}: {say(say_number(rounded), unit)}"
    return said


def say_factor(line: DoseLine, measures: Measures, basis: WeightBasis) -> str | None:
    """Say what the dose is multiplied with; None for a dose that is the same for every body."""
    by = factor(line, measures, basis)
    if by is None or line.basis not in {"body_weight", "body_surface"}:
        return None
    if line.basis == "body_weight":
        return f"{say(say_number(shown(by)), 'kg')} ({WORDS[basis]} weight)"
    capped = ", capped" if measures.is_capped(basis) else ""
    return f"{say(say_number(shown(by)), 'm2')} (on {WORDS[basis]} weight{capped})"


WORDS: Final[Mapping[WeightBasis, str]] = {
    "actual": "actual",
    "ideal": "ideal",
    "adjusted_25": "25 percent adjusted",
    "adjusted_40": "40 percent adjusted",
    "lesser_of_actual_and_ideal": "the lesser of actual and ideal",
}
