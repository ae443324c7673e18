"""Warnings: what a reader of a plan must see, each a named rule, all in one table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from app.catalogue import Catalogue
from app.catalogue.record import Evidence
from app.catalogue.regimens import DoseLine, Plannable, Regimen
from app.planning.body import BASES, Measures, shown
from app.planning.calendar import REST_DAYS, REST_SOURCES, Anchors
from app.planning.dosing import basis_for, factor
from app.planning.entries import sources_of
from app.planning.graft import meets, thresholds
from app.planning.plan import Entry, PlanWarning
from app.planning.request import PlanRequest, WeightBasis
from app.planning.totals import percent
from app.units import say, say_number

NOTABLE: Final = Decimal(10)
"""Percent from which a difference is worth a warning."""

NO_STANDARD: Final = ("bubalo-2014", "ebmt-handbook-2024-ch67")
"""Where it was read that no firm standard of dosing weights exists."""

LARGE_SURFACE: Final = Decimal(2)
"""Surface in m2 at which 44 of 100 centres asked cap it."""

Severity = Literal["information", "caution", "serious"]


@dataclass(frozen=True)
class Context:
    """Everything that a rule may look at."""

    catalogue: Catalogue
    request: PlanRequest
    conditioning: Regimen
    mobilisation: Regimen | None
    measures: Measures
    anchors: Anchors
    entries: tuple[Entry, ...]

    @property
    def regimens(self) -> tuple[Regimen, ...]:
        return tuple(r for r in (self.mobilisation, self.conditioning) if r is not None)

    @property
    def lines(self) -> tuple[DoseLine, ...]:
        """Every dose line of the plan."""
        return tuple(line for regimen in self.regimens for line in regimen.dose_lines)

    def basis(self, line: DoseLine) -> WeightBasis:
        """Return the weight basis that a line is reckoned on."""
        return basis_for(line.agent, self.request)


Found = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Detail, agents, sources."""

Finder = Callable[[Context], Iterator[Found]]


@dataclass(frozen=True)
class Rule:
    """A rule: its code, how much it matters, its title, and what finds it."""

    code: str
    severity: Severity
    title: str
    find: Finder


def weight_basis_matters(context: Context) -> Iterator[Found]:
    known = [line for line in context.lines if line.dose.value is not None]
    alike = {(line.basis, context.basis(line)): line for line in known}
    spread = {kind: _differs_between_bases(line, context) for kind, line in alike.items()}
    differing = (line.agent for line in known if spread[line.basis, context.basis(line)])
    for agent in dict.fromkeys(differing):
        facts = context.catalogue.agents[agent].dose_basis
        cited = (id for fact in facts for id in fact.sources)
        sources = tuple(dict.fromkeys((*NO_STANDARD, *cited)))
        yield (
            (
                "The dose differs by more than 10 percent between weight bases. No firm standard "
                "exists, and the local protocol decides."
            ),
            (agent,),
            sources,
        )


def _differs_between_bases(line: DoseLine, context: Context) -> bool:
    own = factor(line, context.measures, context.basis(line))
    others = (factor(line, context.measures, basis) for basis in BASES)
    return any(own and other and abs(percent(other, own)) > NOTABLE for other in others)


def surface_is_large_and_not_capped(context: Context) -> Iterator[Found]:
    if context.measures.cap is not None:
        return
    for surface, agents in _surfaces(context).items():
        if surface > LARGE_SURFACE:
            yield (
                (
                    f"The body surface area is {say(say_number(shown(surface)), 'm2')}. Some "
                    f"centres cap it at {say('2', 'm2')}; no cap was applied."
                ),
                agents,
                ("ebmt-alwp-2015-obesity",),
            )


def surface_is_capped(context: Context) -> Iterator[Found]:
    cap = context.measures.cap
    for surface, agents in _surfaces(context).items():
        if cap is not None and surface > cap:
            yield (
                (
                    f"The body surface area is {say(say_number(shown(surface)), 'm2')}; doses are "
                    f"reckoned with the cap of {say(say_number(cap), 'm2')} that was asked for."
                ),
                agents,
                (),
            )


def _surfaces(context: Context) -> Mapping[Decimal, tuple[str, ...]]:
    """Return each surface that doses are reckoned on, before any cap, with its agents."""
    agents: dict[Decimal, dict[str, None]] = {}
    for line in context.lines:
        surface = context.measures.uncapped(context.basis(line))
        if line.basis == "body_surface" and surface is not None:
            agents.setdefault(surface, {})[line.agent] = None
    return {surface: tuple(ids) for surface, ids in agents.items()}


def ideal_weight_is_undefined(context: Context) -> Iterator[Found]:
    if context.measures.weights["ideal"] is None:
        yield (
            (
                "Devine's ideal weight is not defined below 152.4 cm, so no ideal or adjusted "
                "weight is given."
            ),
            (),
            ("devine-1974",),
        )


def adjusted_weight_is_above_actual(context: Context) -> Iterator[Found]:
    agents = dict.fromkeys(
        line.agent
        for line in context.lines
        if line.basis in {"body_weight", "body_surface"} and _is_heavier(context, line)
    )
    if agents:
        yield (
            "The actual weight is below the ideal weight, so the weight chosen raises the dose.",
            tuple(agents),
            ("devine-1974",),
        )


def _is_heavier(context: Context, line: DoseLine) -> bool:
    weight = context.measures.weights[context.basis(line)]
    return weight is not None and weight > context.measures.body.weight_kg


def rounding_is_large(context: Context) -> Iterator[Found]:
    agents: dict[str, Decimal] = {}
    for entry in context.entries:
        if entry.agent is not None and entry.dose is not None:
            change = abs(entry.dose.difference_percent)
            agents[entry.agent] = max(change, agents.get(entry.agent, Decimal(0)))
    for agent, change in agents.items():
        if change > NOTABLE:
            yield (
                (
                    f"Rounding changes an administration by {say_number(shown(change))} percent, "
                    "which is more than 10 percent."
                ),
                (agent,),
                (),
            )


def dose_is_not_reported(context: Context) -> Iterator[Found]:
    yield from _per_agent(
        context,
        lambda entry: entry.dose is None,
        "A dose is not reported as a single number and stays open in the plan.",
    )


def times_are_not_reported(context: Context) -> Iterator[Found]:
    yield from _per_agent(
        context,
        lambda entry: entry.dose is not None and entry.times_per_day is None,
        "How often on a day it is given, or whether it is divided, is not reported.",
    )


def day_is_not_reported(context: Context) -> Iterator[Found]:
    yield from _per_agent(
        context,
        lambda entry: entry.anchor_day is None,
        "The days are not reported; the entry has no date.",
    )


def _per_agent(context: Context, fits: Callable[[Entry], bool], detail: str) -> Iterator[Found]:
    sources: dict[str, dict[str, None]] = {}
    for entry in context.entries:
        if entry.agent is not None and fits(entry):
            sources.setdefault(entry.agent, {}).update(dict.fromkeys(entry.sources))
    for agent, cited in sources.items():
        yield detail, (agent,), tuple(cited)


def dose_is_extrapolated(context: Context) -> Iterator[Found]:
    yield from _per_line(
        context,
        Evidence.EXTRAPOLATED,
        "A dose, its times or its days come from another disease or a general convention.",
    )


def dose_is_secondary(context: Context) -> Iterator[Found]:
    yield from _per_line(
        context,
        Evidence.SECONDARY,
        "A dose, its times or its days were read in a page about the source and not in the source.",
    )


def _per_line(context: Context, evidence: Evidence, detail: str) -> Iterator[Found]:
    """Find the agents with a claim of this evidence, also where another claim is weaker still."""
    sources: dict[str, dict[str, None]] = {}
    for line in context.lines:
        if evidence in {line.dose.evidence, line.times_per_day.evidence, line.days.evidence}:
            sources.setdefault(line.agent, {}).update(dict.fromkeys(sources_of(line)))
    for agent, cited in sources.items():
        yield detail, (agent,), tuple(cited)


def regimen_is_historic(context: Context) -> Iterator[Found]:
    for regimen in context.regimens:
        if regimen.standing == "historic":
            yield f"{regimen.name} is historic.", (), regimen.sources


def regimen_is_incomplete(context: Context) -> Iterator[Found]:
    for regimen in context.regimens:
        if regimen.plannable is not Plannable.YES:
            yield f"{regimen.name}: {regimen.plannable_reason}", (), ()


def cyclophosphamide_is_shared(context: Context) -> Iterator[Found]:
    mobilising = [
        line
        for regimen in context.regimens
        for line in regimen.dose_lines
        if line.purpose == "mobilisation" and line.agent == "cyclophosphamide"
    ]
    conditioning = [
        line
        for line in context.conditioning.dose_lines
        if line.purpose == "conditioning" and line.agent == "cyclophosphamide"
    ]
    if mobilising and conditioning:
        yield (
            (
                "Cyclophosphamide is given for mobilisation and again for conditioning; totals of "
                "programmes that count only one of them cannot be compared."
            ),
            ("cyclophosphamide",),
            tuple(dict.fromkeys(id for line in mobilising for id in line.dose.sources)),
        )


def rest_is_short(context: Context) -> Iterator[Found]:
    rest = (context.anchors.conditioning_on - context.anchors.last_collection).days
    if rest < REST_DAYS:
        begins = (
            f"Conditioning begins {say(str(rest), 'd')} after the last collection"
            if rest > 0
            else "Conditioning begins before collection has ended"
        )
        yield (
            f"{begins}; at least {say(str(REST_DAYS), 'd')} are reported elsewhere.",
            (),
            REST_SOURCES,
        )


def graft_is_below_minimum(context: Context) -> Iterator[Found]:
    yield from _missed(context, optimum=False)


def graft_is_below_optimum(context: Context) -> Iterator[Found]:
    yield from _missed(context, optimum=True)


def _missed(context: Context, *, optimum: bool) -> Iterator[Found]:
    """Find the thresholds that the graft does not reach; a range is what is best, not needed."""
    graft = context.request.graft
    for fact in thresholds(context.catalogue) if graft is not None else ():
        assert graft is not None
        assert fact.quantity is not None
        if not meets(graft, fact.quantity) and (fact.quantity.value is None) == optimum:
            yield f"{fact.name}: the graft does not reach {fact.quantity.text}.", (), fact.sources


def nothing_is_known_of_recovery(context: Context) -> Iterator[Found]:
    if context.anchors.neutrophil_recovery is None:
        yield (
            (
                "The day on which neutrophils recover is not reported for this regimen; what is "
                "counted from it has no date."
            ),
            (),
            (),
        )


RULES: Final[tuple[Rule, ...]] = (
    Rule("graft-below-minimum", "serious", "Graft below a minimum", graft_is_below_minimum),
    Rule("rest-is-short", "serious", "Short rest before conditioning", rest_is_short),
    Rule("dose-not-reported", "serious", "Dose not reported", dose_is_not_reported),
    Rule("times-not-reported", "serious", "Times per day not reported", times_are_not_reported),
    Rule("day-not-reported", "serious", "Days not reported", day_is_not_reported),
    Rule("regimen-historic", "serious", "Historic regimen", regimen_is_historic),
    Rule("weight-basis-matters", "caution", "Weight basis matters", weight_basis_matters),
    Rule("surface-not-capped", "caution", "Large body surface, no cap",
         surface_is_large_and_not_capped),
    Rule("rounding-large", "caution", "Rounding above 10 percent", rounding_is_large),
    Rule("dose-extrapolated", "caution", "Extrapolated", dose_is_extrapolated),
    Rule("dose-secondary", "caution", "Read at second hand", dose_is_secondary),
    Rule("cyclophosphamide-shared", "caution", "Cyclophosphamide twice",
         cyclophosphamide_is_shared),
    Rule("adjusted-above-actual", "caution", "Light body", adjusted_weight_is_above_actual),
    Rule("graft-below-optimum", "information", "Graft below what is best", graft_is_below_optimum),
    Rule("surface-capped", "information", "Body surface capped", surface_is_capped),
    Rule("ideal-weight-undefined", "information", "Ideal weight undefined",
         ideal_weight_is_undefined),
    Rule("regimen-incomplete", "information", "Regimen not fully reported",
         regimen_is_incomplete),
    Rule("recovery-unknown", "information", "Recovery not reported",
         nothing_is_known_of_recovery),
)  # fmt: skip
"""Every rule, the most serious first. A new rule is a function above and its line here."""


def warn(context: Context) -> tuple[PlanWarning, ...]:
    """Return every warning, in the order of the table."""
    return tuple(
        PlanWarning(
            code=rule.code,
            severity=rule.severity,
            title=rule.title,
            detail=detail,
            agents=agents,
            sources=sources,
        )
        for rule in RULES
        for detail, agents, sources in rule.find(context)
    )
