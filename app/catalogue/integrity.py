"""Integrity: the rules that curated data must keep, each a function, all in one table."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Final

from app.catalogue.adverse_events import Observation
from app.catalogue.collection import alias_slugs
from app.catalogue.flat_outcomes import id_of
from app.catalogue.guidelines import Condition
from app.catalogue.procedure import Procedure
from app.catalogue.prose import Dose, dose_of_ucum, doses_in, misreadable
from app.catalogue.record import Cited, Curated, Evidence, Quantity, Record
from app.catalogue.references import Reference
from app.catalogue.regimens import DoseLine, Plannable, Regimen, Total
from app.catalogue.stages import StageRecord
from app.catalogue.studies import Status, Study
from app.catalogue.walk import ids_of, models_in, texts_of
from app.units import UNITS

Records = Mapping[str, Mapping[str, Curated]]
"""Kind -> id -> record, as loaded, before anything is known to be right."""


@dataclass(frozen=True)
class World:
    """Everything that was loaded, and every model inside it, walked once for all rules."""

    records: Records

    @cached_property
    def each(self) -> tuple[tuple[str, Curated], ...]:
        """File and record, for every record."""
        return tuple(
            ((kind if kind == id else f"{kind}/{id}"), record)
            for kind, of_kind in self.records.items()
            for id, record in of_kind.items()
        )

    @cached_property
    def models(self) -> tuple[tuple[str, str, Curated], ...]:
        """File, path and model, for every model inside every record."""
        return tuple(
            (file, path, model) for file, record in self.each for path, model in models_in(record)
        )

    @cached_property
    def claims(self) -> tuple[tuple[str, str, Cited], ...]:
        """File, path and claim, for everything that carries evidence."""
        return tuple(
            (file, path, model) for file, path, model in self.models if isinstance(model, Cited)
        )

    @cached_property
    def names(self) -> tuple[tuple[str, str, str, str], ...]:
        """File, path, kind and id, for every id of another record."""
        return tuple(
            (file, here, kind, id)
            for file, path, model in self.models
            for here, kind, id in ids_of(path, model)
        )

    @cached_property
    def texts(self) -> tuple[tuple[str, str, str], ...]:
        """File, path and text, for every text of our own."""
        return tuple(
            (file, here, text)
            for file, path, model in self.models
            for here, text in texts_of(path, model, PROSE)
        )

    @cached_property
    def regimens(self) -> tuple[tuple[str, Regimen], ...]:
        """File and regimen, for every regimen."""
        return tuple((file, one) for file, one in self.each if isinstance(one, Regimen))

    @cached_property
    def studies(self) -> tuple[tuple[str, Study], ...]:
        """File and study, for every study."""
        return tuple((file, one) for file, one in self.each if isinstance(one, Study))

    @cached_property
    def stages(self) -> tuple[StageRecord, ...]:
        """Every stage, in order."""
        stages = (one for _, one in self.each if isinstance(one, StageRecord))
        return tuple(sorted(stages, key=lambda stage: stage.order))


Rule = Callable[[World], Iterator[str]]
"""A rule yields a fault for each breach, as `file: path: sentence`."""

PROSE: Final = frozenset(
    {"name", "summary", "detail", "statement", "note", "value", "correction", "what_to_expect",
     "timing", "plannable_reason", "intended_use", "description"}
)  # fmt: skip
"""Fields that hold prose of our own."""


def every_id_names_a_record(world: World) -> Iterator[str]:
    for file, path, kind, id in world.names:
        if id not in world.records[kind]:
            yield f"{file}: {path}: names '{id}', which is not among the {kind}."


def every_claim_has_a_source(world: World) -> Iterator[str]:
    for file, path, claim in world.claims:
        if not claim.sources and claim.evidence is not Evidence.NOT_REPORTED:
            yield f"{file}: {path}: is {claim.evidence} but names no source."


def what_is_not_reported_is_null(world: World) -> Iterator[str]:
    for file, path, claim in world.claims:
        if claim.evidence is Evidence.NOT_REPORTED and not claim.claim_is_null:
            yield f"{file}: {path}: has a value and says not_reported."


def what_is_null_is_not_reported(world: World) -> Iterator[str]:
    for file, path, claim in world.claims:
        if claim.claim_is_null and claim.evidence is not Evidence.NOT_REPORTED:
            yield f"{file}: {path}: is null and says {claim.evidence}."


def what_is_derived_shows_its_sum(world: World) -> Iterator[str]:
    for file, path, claim in world.claims:
        if claim.evidence is Evidence.DERIVED and not claim.note:
            yield f"{file}: {path}: is derived and has no note with the sum."


def what_is_reported_was_read(world: World) -> Iterator[str]:
    references = world.records["references"]
    for file, path, claim in world.claims:
        cited = [references[id] for id in claim.sources if id in references]
        if claim.evidence is Evidence.REPORTED and cited and all(map(_is_secondary, cited)):
            yield f"{file}: {path}: is reported but rests on secondary sources alone."


def every_source_has_an_identifier(world: World) -> Iterator[str]:
    for id, reference in world.records["references"].items():
        if isinstance(reference, Reference) and reference.identifiers.is_empty:
            yield f"references/{id}: identifiers: are all empty."


def every_unit_is_known_ucum(world: World) -> Iterator[str]:
    for file, path, model in world.models:
        if isinstance(model, Quantity) and model.unit is not None and model.unit not in UNITS:
            yield f"{file}: {path}: the unit '{model.unit}' is not in the table of UCUM units."


def totals_equal_their_dose_lines(world: World) -> Iterator[str]:
    for file, regimen in world.regimens:
        for total in regimen.totals:
            value, summed = total.dose.value, _sum_of_lines(regimen, total)
            if summed is not None and value is not None and summed != (value, total.dose.unit):
                yield (
                    f"{file}: totals: {total.agent} is {value} {total.dose.unit}, but its dose"
                    f" lines add up to {summed[0]} {summed[1]}."
                )


def totals_name_dosed_agents(world: World) -> Iterator[str]:
    for file, regimen in world.regimens:
        for total in regimen.totals:
            if total.agent not in regimen.agents_dosed:
                yield f"{file}: totals: {total.agent} has no dose line."


def no_two_regimens_share_doses_and_schedule(world: World) -> Iterator[str]:
    seen: dict[object, str] = {}
    for file, regimen in world.regimens:
        identity = (
            regimen.stage,
            frozenset(line.schedule for line in regimen.dose_lines),
            frozenset((t.agent, t.dose.value, t.dose.unit) for t in regimen.totals),
        )
        if identity in seen:
            yield f"{file}: dose_lines: are the same as those of {seen[identity]}."
        seen.setdefault(identity, file)


def plannable_says_what_the_lines_allow(world: World) -> Iterator[str]:
    for file, regimen in world.regimens:
        allowed = _plannable(regimen)
        if regimen.plannable is not allowed:
            yield f"{file}: plannable: says {regimen.plannable}, but its lines allow {allowed}."


def doses_are_on_days_in_order(world: World) -> Iterator[str]:
    for file, regimen in world.regimens:
        for index, line in enumerate(regimen.dose_lines):
            days = line.days.value or ()
            if any(later <= earlier for earlier, later in pairwise(days)):
                yield f"{file}: dose_lines.{index}.days: are not in rising order."


def stage_windows_are_in_order(world: World) -> Iterator[str]:
    stages = world.stages
    for stage in stages:
        for name, window in (("window", stage.window), ("axis", stage.axis)):
            if (
                window.from_day is not None
                and window.to_day is not None
                and window.from_day > window.to_day
            ):
                yield f"stages/{stage.id}: {name}: ends before it begins."
    for earlier, later in pairwise(stages):
        if (earlier.axis.from_day or 0) > (later.axis.from_day or 0):
            yield f"stages/{later.id}: axis: begins before the stage {earlier.id}."


def stages_that_may_not_overlap_do_not(world: World) -> Iterator[str]:
    stages = {stage.id: stage for stage in world.stages}
    for file, record in world.each:
        for transition in record.transitions if isinstance(record, Procedure) else ():
            before, after = stages.get(transition.before), stages.get(transition.after)
            if before is None or after is None or transition.may_overlap:
                continue
            ends, begins = before.axis.to_day, after.axis.from_day
            if ends is not None and begins is not None and begins < ends:
                yield (
                    f"{file}: transitions: {after.id} begins on day {begins}, before {before.id}"
                    f" ends on day {ends}."
                )


def what_a_stage_needs_another_leaves(world: World) -> Iterator[str]:
    stages = {stage.id: stage for stage in world.stages}
    for stage in stages.values():
        for need in stage.inputs:
            giver = stages.get(need.stage or "")
            left = {output.id for output in giver.outputs} if giver else {need.id}
            if need.id not in left:
                yield f"stages/{stage.id}: inputs: {giver and giver.id} leaves no '{need.id}'."


def ids_within_a_stage_are_unique(world: World) -> Iterator[str]:
    for stage in world.stages:
        for name, ids in (
            ("steps", [step.id for step in stage.steps]),
            ("inputs", [need.id for need in stage.inputs]),
            ("outputs", [output.id for output in stage.outputs]),
        ):
            for id, times in Counter(ids).items():
                if times > 1:
                    yield f"stages/{stage.id}: {name}: '{id}' stands {times} times."
        if [step.order for step in stage.steps] != list(range(1, len(stage.steps) + 1)):
            yield f"stages/{stage.id}: steps: are not numbered 1, 2, 3 and so on."


def aliases_do_not_collide(world: World) -> Iterator[str]:
    for kind, of_kind in world.records.items():
        owner: dict[str, str] = {id: id for id in of_kind}
        for id, record in of_kind.items():
            for slug in alias_slugs(record) if isinstance(record, Record | Reference) else ():
                if owner.setdefault(slug, id) != id:
                    yield f"{kind}/{id}: aliases: '{slug}' already stands for {owner[slug]}."


def no_record_is_an_orphan(world: World) -> Iterator[str]:
    named = {(kind, id) for file, _, kind, id in world.names if file != f"{kind}/{id}"}
    for kind in ("agents", "references"):
        for id in world.records[kind]:
            if (kind, id) not in named:
                yield f"{kind}/{id}: is named by no other record."


def prose_has_no_dose_of_its_own(world: World) -> Iterator[str]:
    known = _doses(world)
    linked: dict[str, set[str]] = {file: {file} for file, _ in world.each}
    for file, _, kind, id in world.names:
        if kind != "references":
            linked[file].add(f"{kind}/{id}")
    for file, path, text in world.texts:
        for dose in doses_in(text):
            if not any(dose in known.get(other, ()) for other in linked[file]):
                said = f"{dose.amount:f} {'mg' if dose.kind == 'mass' else 'Gy'}"
                per = f" per {dose.per}" if dose.per else ""
                yield f"{file}: {path}: has the dose {said}{per}, which the data has not."


def prose_cannot_be_misread(world: World) -> Iterator[str]:
    for file, path, text in world.texts:
        for advice in misreadable(text):
            yield f"{file}: {path}: {advice}."


def arms_of_outcomes_exist(world: World) -> Iterator[str]:
    for file, study in world.studies:
        arms = {arm.id for arm in study.arms}
        for outcome in study.outcomes:
            for arm in (outcome.arm, outcome.comparator):
                if arm is not None and arm not in arms:
                    yield f"{file}: outcomes: '{outcome.id}' names no arm of the study, '{arm}'."


def ids_within_a_study_or_guideline_are_unique(world: World) -> Iterator[str]:
    for file, record in world.each:
        for name in ("arms", "outcomes", "criteria"):
            ids = [part.id for part in getattr(record, name, ())]
            for id, times in Counter(ids).items():
                if times > 1:
                    yield f"{file}: {name}: '{id}' stands {times} times."


def outcomes_of_two_studies_do_not_share_an_id(world: World) -> Iterator[str]:
    owner: dict[str, str] = {}
    for file, study in world.studies:
        for outcome in study.outcomes:
            id = id_of(study, outcome)
            if owner.setdefault(id, file) != file:
                yield f"{file}: outcomes: '{id}' is the id of an outcome of {owner[id]} too."


def every_completed_study_says_its_mortality(world: World) -> Iterator[str]:
    for file, study in world.studies:
        measures = {outcome.measure for outcome in study.outcomes}
        if study.status is Status.COMPLETED and "treatment_related_mortality" not in measures:
            yield f"{file}: outcomes: say nothing of treatment_related_mortality."


def shares_equal_their_counts(world: World) -> Iterator[str]:
    for file, path, seen in world.models:
        if not isinstance(seen, Observation) or seen.note or seen.share is None:
            continue
        if seen.events is not None and seen.total and seen.share.value is not None:
            exact = Decimal(100 * seen.events) / seen.total
            if abs(exact - seen.share.value) > Decimal("0.5"):
                yield (
                    f"{file}: {path}: {seen.events} of {seen.total} is {exact:.1f} %, not"
                    f" {seen.share.value} %, and no note says why."
                )


def conditions_have_what_they_compare_with(world: World) -> Iterator[str]:
    for file, path, model in world.models:
        if isinstance(model, Condition):
            listed = model.operator == "one_of"
            if listed != bool(model.values) or listed != (model.value is None):
                yield f"{file}: {path}: {model.operator} needs {'values' if listed else 'a value'}."
            if listed != (model.member == "ms_course"):
                yield f"{file}: {path}: {model.member} cannot be compared by {model.operator}."


RULES: Final[tuple[Rule, ...]] = (
    every_id_names_a_record,
    every_claim_has_a_source,
    what_is_not_reported_is_null,
    what_is_null_is_not_reported,
    what_is_derived_shows_its_sum,
    what_is_reported_was_read,
    every_source_has_an_identifier,
    every_unit_is_known_ucum,
    totals_equal_their_dose_lines,
    totals_name_dosed_agents,
    no_two_regimens_share_doses_and_schedule,
    plannable_says_what_the_lines_allow,
    doses_are_on_days_in_order,
    stage_windows_are_in_order,
    stages_that_may_not_overlap_do_not,
    what_a_stage_needs_another_leaves,
    ids_within_a_stage_are_unique,
    aliases_do_not_collide,
    arms_of_outcomes_exist,
    ids_within_a_study_or_guideline_are_unique,
    outcomes_of_two_studies_do_not_share_an_id,
    every_completed_study_says_its_mortality,
    shares_equal_their_counts,
    conditions_have_what_they_compare_with,
    no_record_is_an_orphan,
    prose_has_no_dose_of_its_own,
    prose_cannot_be_misread,
)
"""Every rule. A new rule is a function above and its name here."""


def faults_in(records: Records) -> list[str]:
    """Return every breach of every rule, in the order of the table."""
    world = World(records)
    return [fault for rule in RULES for fault in rule(world)]


def _is_secondary(reference: Curated) -> bool:
    return isinstance(reference, Reference) and reference.read == "secondary"


def _sum_of_lines(regimen: Regimen, total: Total) -> tuple[Decimal, str] | None:
    lines = [line for line in regimen.dose_lines if _counts(line, total)]
    sums = [line.sum for line in lines]
    known = [each for each in sums if each is not None]
    if not known or len(known) < len(sums) or len({unit for _, unit in known}) > 1:
        return None
    return sum((amount for amount, _ in known), Decimal(0)), known[0][1]


def _counts(line: DoseLine, total: Total) -> bool:
    return line.agent == total.agent and (
        total.covers == "regimen"
        or (line.purpose == "mobilisation") == (total.covers == "mobilisation")
    )


def _plannable(regimen: Regimen) -> Plannable:
    lines = regimen.dose_lines
    dated = [line for line in lines if line.days.value is not None]
    both = [line for line in dated if line.dose.value is not None and line.times_per_day.value]
    if both:
        return Plannable.YES if len(both) == len(lines) else Plannable.PARTLY
    return Plannable.DATES_ONLY if dated else Plannable.NO


def _doses(world: World) -> dict[str, set[Dose]]:
    """Return the doses that each file holds as quantities."""
    doses: dict[str, set[Dose]] = {file: set() for file, _ in world.each}
    for file, _, model in world.models:
        if isinstance(model, Quantity) and model.unit is not None:
            numbers = (model.value, model.low, model.high)
            found = (dose_of_ucum(n, model.unit) for n in numbers if n is not None)
            doses[file].update(dose for dose in found if dose is not None)
    return doses
