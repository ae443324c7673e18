"""The graft against the reported thresholds, and the dimethyl sulfoxide in it."""

from collections.abc import Iterator
from decimal import Decimal

from app.catalogue import Catalogue
from app.catalogue.record import Fact, Quantity
from app.planning.body import EXACT, Measures, shown
from app.planning.plan import DimethylSulfoxide, GraftAssessment, GraftCheck
from app.planning.request import Graft
from app.units import say, say_number

CELLS = "10*6/kg"


def assess(catalogue: Catalogue, graft: Graft | None, measures: Measures) -> GraftAssessment | None:
    """Hold a graft against each reported threshold of cells; None without a graft."""
    if graft is None:
        return None
    return GraftAssessment(
        checks=tuple(_checks(catalogue, graft)),
        dimethyl_sulfoxide=_dimethyl_sulfoxide(graft, measures),
    )


def thresholds(catalogue: Catalogue) -> Iterator[Fact]:
    """Yield the facts of the harvest stage that say how many cells are needed.

    A fact with an upper bound says who mobilises poorly and not what is needed.
    """
    stage = catalogue.stages["harvest"]
    assert stage.id == "harvest"
    for fact in stage.thresholds:
        quantity = fact.quantity
        if fact.statement is None or quantity is None or not quantity.is_known:
            continue
        if quantity.unit == CELLS and quantity.bound not in {"below", "at_most"}:
            yield fact


def _checks(catalogue: Catalogue, graft: Graft) -> Iterator[GraftCheck]:
    for fact in thresholds(catalogue):
        assert fact.quantity is not None
        assert fact.statement is not None
        yield GraftCheck(
            name=fact.name,
            threshold=fact.quantity,
            met=meets(graft, fact.quantity),
            statement=fact.statement,
            evidence=fact.evidence,
            sources=fact.sources,
        )


def meets(graft: Graft, threshold: Quantity) -> bool:
    """Say whether a graft reaches a threshold, or the lower end of a range."""
    needed = threshold.low if threshold.value is None else threshold.value
    assert needed is not None
    cells = graft.cd34_million_per_kg
    return cells > needed if threshold.bound == "above" else cells >= needed


def _dimethyl_sulfoxide(graft: Graft, measures: Measures) -> DimethylSulfoxide | None:
    if graft.volume_ml is None or graft.dmso_percent is None:
        return None
    amount = EXACT.divide(EXACT.multiply(graft.volume_ml, graft.dmso_percent), Decimal(100))
    per_kg = EXACT.divide(amount, measures.body.weight_kg)
    return DimethylSulfoxide(
        amount=Quantity(value=shown(amount), unit="mL"),
        per_kg=Quantity(value=shown(per_kg), unit="mL/kg"),
        working=(
            f"{say(say_number(graft.volume_ml), 'mL')} with {say_number(graft.dmso_percent)} "
            f"percent is {say(say_number(shown(amount)), 'mL')}, divided by "
            f"{say(say_number(measures.body.weight_kg), 'kg')}"
        ),
    )
