// What the dose lines of a regimen have in common with one another, and how they are worded.

/** @import { Schemas } from "../library/types" */

/** @typedef {Schemas["DoseLine"]} DoseLine */
/** @typedef {Schemas["Anchor"]} Anchor */
/** @typedef {"same" | "differs" | "unknown"} Verdict `unknown`: a gap keeps the two from being compared. */

/** In the order of time. @type {readonly Anchor[]} */
export const ANCHORS = ["mobilisation_start", "collection", "day_zero", "neutrophil_recovery"];

/** What is counted from each. @type {Record<Anchor, string>} */
export const COUNTED = {
  mobilisation_start: "Days of mobilisation",
  collection: "Days from the first collection",
  day_zero: "Days around day 0",
  neutrophil_recovery: "Days from neutrophil recovery",
};

/** @type {Record<NonNullable<Schemas["CitedDays"]["until"]>, string>} */
export const UNTIL = {
  last_collection: "then daily until the last collection",
  neutrophil_recovery: "then daily until neutrophil recovery",
};

/** How much of a regimen a plan can date and dose. @type {Record<Schemas["Plannable"], string>} */
export const PLANNABLE = {
  yes: "Days and doses known",
  partly: "Some days or doses missing",
  dates_only: "Days known, doses not",
  no: "Cannot be planned",
};

/**
 * @param {number | null} times
 * @returns {string | null} Null where it is not reported.
 */
export function timesPerDay(times) {
  if (times === null) return null;
  return ["", "once a day", "twice a day"][times] ?? `${times} times a day`;
}

/**
 * The days on which the cells go back: day 0 by its meaning, unless the regimen says otherwise.
 *
 * @param {{stage: string, graft: Schemas["GraftHandling"] | null}} regimen
 * @returns {readonly number[]} None for a mobilisation regimen.
 */
export function graftDays({ stage, graft }) {
  if (stage !== "conditioning") return [];
  return graft?.infusion_days?.value ?? [0];
}

/**
 * The day on which something that goes on daily ends; null where nobody reports it.
 *
 * @param {Pick<Schemas["RegimenDocument"], "collection_days">} regimen
 * @param {DoseLine} line
 */
export function endOf({ collection_days: collected }, { days }) {
  if (days.until !== "last_collection" || collected?.anchor !== days.anchor || !collected.value) return null;
  return Math.max(...collected.value);
}

/** Unit -> the one it is reckoned in here, and how many of that it is. @type {Record<string, readonly [string, number]>} */
const UNITS = { g: ["mg", 1000], ug: ["mg", 0.001], Gy: ["cGy", 100] };

/** @typedef {{value: number | null, low: number | null, high: number | null, bound: string | null, unit: string | null, text: string | null}} Dose */

/**
 * Hold two doses against each other; 2 g and 2,000 mg are the same.
 *
 * @param {Dose} one
 * @param {Dose} other
 * @returns {Verdict}
 */
export function compareDoses(one, other) {
  if (one.text === null || other.text === null) return "unknown";
  const [a, b] = [reckoned(one), reckoned(other)];
  return a.length === b.length && a.every((part, place) => part === b[place]) ? "same" : "differs";
}

/** @param {Dose} dose */
function reckoned({ value, low, high, bound, unit }) {
  const [stem = "", ...rest] = (unit ?? "").split("/");
  const [name, factor] = UNITS[stem] ?? [stem, 1];
  const times = (/** @type {number | null} */ number) => (number === null ? "" : (number * factor).toPrecision(12));
  return [times(value), times(low), times(high), bound ?? "", [name, ...rest].join("/")];
}

/**
 * Hold what is given on a day against what another regimen gives of the same agent.
 *
 * @param {DoseLine} one
 * @param {DoseLine} other
 * @returns {Verdict}
 */
export function compareLines(one, other) {
  return worst([
    compareDoses(one.dose, other.dose),
    compareKnown(one.times_per_day.value, other.times_per_day.value),
    compareKnown(one.route, other.route),
  ]);
}

/**
 * @template T
 * @param {T | null} one
 * @param {T | null} other
 * @returns {Verdict}
 */
export function compareKnown(one, other) {
  if (one === null || other === null) return "unknown";
  return one === other ? "same" : "differs";
}

/** A difference outweighs a gap, a gap what is the same. @param {readonly Verdict[]} verdicts @returns {Verdict} */
export function worst(verdicts) {
  if (verdicts.includes("differs")) return "differs";
  return verdicts.includes("unknown") ? "unknown" : "same";
}
