"""Integrity: the rules that curated data must keep, each a function, all in one table."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from app.catalogue.collection import alias_slugs
from app.catalogue.procedure import Procedure
from app.catalogue.prose import Dose, dose_of_ucum, doses_in, misreadable
from app.catalogue.record import Cited, Curated, Evidence, Quantity, Record
from app.catalogue.references import Reference
from app.catalogue.regimens import DoseLine, Plannable, Regimen, Total
from app.catalogue.stages import StageRecord
from app.catalogue.walk import ids_in, models_in, texts_in
from app.units import UNITS

Records = Mapping[str, Mapping[str, Curated]]
"""Kind -> id -> record, as loaded, before anything is known to be right."""

Rule = Callable[[Records], Iterator[str]]
"""A rule yields a fault for each breach, as `file: path: sentence`."""

PROSE: Final = frozenset(
    {"summary", "detail", "statement", "note", "value", "correction", "what_to_expect", "timing",
     "plannable_reason", "intended_use"}
)  # fmt: skip
"""Fields that hold prose of our own."""


def every_id_names_a_record(records: Records) -> Iterator[str]:
    for file, record in _each(records):
        for path, kind, id in ids_in(record):
            if id not in records[kind]:
                yield f"{file}: {path}: names '{id}', which is not among the {kind}."


def every_claim_has_a_source(records: Records) -> Iterator[str]:
    for file, path, claim in _claims(records):
        if not claim.sources and claim.evidence is not Evidence.NOT_REPORTED:
            yield f"{file}: {path}: is {claim.evidence} but names no source."


def what_is_not_reported_is_null(records: Records) -> Iterator[str]:
    for file, path, claim in _claims(records):
        if claim.evidence is Evidence.NOT_REPORTED and not claim.claim_is_null:
            yield f"{file}: {path}: has a value and says not_reported."


def what_is_null_is_not_reported(records: Records) -> Iterator[str]:
    for file, path, claim in _claims(records):
        if claim.claim_is_null and claim.evidence is not Evidence.NOT_REPORTED:
            yield f"{file}: {path}: is null and says {claim.evidence}."


def what_is_derived_shows_its_sum(records: Records) -> Iterator[str]:
    for file, path, claim in _claims(records):
        if claim.evidence is Evidence.DERIVED and not claim.note:
            yield f"{file}: {path}: is derived and has no note with the sum."


def what_is_reported_was_read(records: Records) -> Iterator[str]:
    references = records["references"]
    for file, path, claim in _claims(records):
        cited = [references[id] for id in claim.sources if id in references]
        if claim.evidence is Evidence.REPORTED and cited and all(map(_is_secondary, cited)):
            yield f"{file}: {path}: is reported but rests on secondary sources alone."


def every_source_has_an_identifier(records: Records) -> Iterator[str]:
    for id, reference in records["references"].items():
        if isinstance(reference, Reference) and reference.identifiers.is_empty:
            yield f"references/{id}: identifiers: are all empty."


def every_unit_is_known_ucum(records: Records) -> Iterator[str]:
    for file, record in _each(records):
        for path, model in models_in(record):
            if isinstance(model, Quantity) and model.unit is not None and model.unit not in UNITS:
                yield f"{file}: {path}: the unit '{model.unit}' is not in the table of UCUM units."


def totals_equal_their_dose_lines(records: Records) -> Iterator[str]:
    for file, regimen in _regimens(records):
        for total in regimen.totals:
            value, summed = total.dose.value, _sum_of_lines(regimen, total)
            if summed is not None and value is not None and summed != (value, total.dose.unit):
                yield (
                    f"{file}: totals: {total.agent} is {value} {total.dose.unit}, but its dose"
                    f" lines add up to {summed[0]} {summed[1]}."
                )


def totals_name_dosed_agents(records: Records) -> Iterator[str]:
    for file, regimen in _regimens(records):
        for total in regimen.totals:
            if total.agent not in regimen.agents_dosed:
                yield f"{file}: totals: {total.agent} has no dose line."


def no_two_regimens_share_doses_and_schedule(records: Records) -> Iterator[str]:
    seen: dict[object, str] = {}
    for file, regimen in _regimens(records):
        identity = (
            regimen.stage,
            frozenset(line.schedule for line in regimen.dose_lines),
            frozenset((t.agent, t.dose.value, t.dose.unit) for t in regimen.totals),
        )
        if identity in seen:
            yield f"{file}: dose_lines: are the same as those of {seen[identity]}."
        seen.setdefault(identity, file)


def plannable_says_what_the_lines_allow(records: Records) -> Iterator[str]:
    for file, regimen in _regimens(records):
        allowed = _plannable(regimen)
        if regimen.plannable is not allowed:
            yield f"{file}: plannable: says {regimen.plannable}, but its lines allow {allowed}."


def doses_are_on_days_in_order(records: Records) -> Iterator[str]:
    for file, regimen in _regimens(records):
        for index, line in enumerate(regimen.dose_lines):
            days = line.days.value or ()
            if any(later <= earlier for earlier, later in pairwise(days)):
                yield f"{file}: dose_lines.{index}.days: are not in rising order."


def stage_windows_are_in_order(records: Records) -> Iterator[str]:
    stages = _stages(records)
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


def stages_that_may_not_overlap_do_not(records: Records) -> Iterator[str]:
    stages = {stage.id: stage for stage in _stages(records)}
    for file, record in _each(records):
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


def what_a_stage_needs_another_leaves(records: Records) -> Iterator[str]:
    stages = {stage.id: stage for stage in _stages(records)}
    for stage in stages.values():
        for need in stage.inputs:
            giver = stages.get(need.stage or "")
            left = {output.id for output in giver.outputs} if giver else {need.id}
            if need.id not in left:
                yield f"stages/{stage.id}: inputs: {giver and giver.id} leaves no '{need.id}'."


def ids_within_a_stage_are_unique(records: Records) -> Iterator[str]:
    for stage in _stages(records):
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


def aliases_do_not_collide(records: Records) -> Iterator[str]:
    for kind, of_kind in records.items():
        owner: dict[str, str] = {id: id for id in of_kind}
        for id, record in of_kind.items():
            for slug in alias_slugs(record) if isinstance(record, Record | Reference) else ():
                if owner.setdefault(slug, id) != id:
                    yield f"{kind}/{id}: aliases: '{slug}' already stands for {owner[slug]}."


def no_record_is_an_orphan(records: Records) -> Iterator[str]:
    named = {
        (kind, id)
        for file, record in _each(records)
        for _, kind, id in ids_in(record)
        if file != f"{kind}/{id}"
    }
    for kind in ("agents", "references"):
        for id in records[kind]:
            if (kind, id) not in named:
                yield f"{kind}/{id}: is named by no other record."


def prose_has_no_dose_of_its_own(records: Records) -> Iterator[str]:
    known = {file: _doses(record) for file, record in _each(records)}
    for file, record in _each(records):
        linked = {f"{kind}/{id}" for _, kind, id in ids_in(record) if kind != "references"}
        allowed = known[file].union(*(known.get(other, set()) for other in linked))
        for path, text in texts_in(record, PROSE):
            for dose in doses_in(text):
                if dose not in allowed:
                    said = f"{dose.amount:f} {'mg' if dose.kind == 'mass' else 'Gy'}"
                    per = f" per {dose.per}" if dose.per else ""
                    yield f"{file}: {path}: has the dose {said}{per}, which the data has not."


def prose_cannot_be_misread(records: Records) -> Iterator[str]:
    for file, record in _each(records):
        for path, text in texts_in(record, PROSE | {"name"}):
            for advice in misreadable(text):
                yield f"{file}: {path}: {advice}."


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
    no_record_is_an_orphan,
    prose_has_no_dose_of_its_own,
    prose_cannot_be_misread,
)
"""Every rule. A new rule is a function above and its name here."""


def faults_in(records: Records) -> list[str]:
    """Return every breach of every rule, in the order of the table."""
    return [fault for rule in RULES for fault in rule(records)]


def _each(records: Records) -> Iterator[tuple[str, Curated]]:
    for kind, of_kind in records.items():
        for id, record in of_kind.items():
            yield (kind if kind == id else f"{kind}/{id}"), record


def _claims(records: Records) -> Iterator[tuple[str, str, Cited]]:
    for file, record in _each(records):
        for path, model in models_in(record):
            if isinstance(model, Cited):
                yield file, path, model


def _regimens(records: Records) -> Iterator[tuple[str, Regimen]]:
    for file, record in _each(records):
        if isinstance(record, Regimen):
            yield file, record


def _stages(records: Records) -> list[StageRecord]:
    stages = [stage for stage in records["stages"].values() if isinstance(stage, StageRecord)]
    return sorted(stages, key=lambda stage: stage.order)


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


def _doses(record: Curated) -> set[Dose]:
    return {
        dose
        for _, model in models_in(record)
        if isinstance(model, Quantity) and model.unit is not None
        for number in (model.value, model.low, model.high)
        if number is not None
        if (dose := dose_of_ucum(number, model.unit)) is not None
    }
