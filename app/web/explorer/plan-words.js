// Words and dates that the form and the plan share.

import { h } from "./library/dom.js";

/** @import { Schemas } from "./library/types" */

/** @typedef {Schemas["PlanDocument"]} Plan */
/** @typedef {Schemas["PlanRequest"]} PlanRequest */
/** @typedef {NonNullable<PlanRequest["weight_basis"]>} WeightBasis */

/** @type {Readonly<Record<WeightBasis, string>>} */
export const WEIGHTS = {
  actual: "Actual weight",
  ideal: "Ideal weight (Devine)",
  adjusted_25: "Adjusted weight, 25 %",
  adjusted_40: "Adjusted weight, 40 %",
  lesser_of_actual_and_ideal: "Lesser of actual and ideal",
};

/** @type {Readonly<Record<NonNullable<PlanRequest["bsa_formula"]>, string>>} */
export const FORMULAS = { mosteller: "Mosteller", du_bois: "Du Bois" };

/** @type {Readonly<Record<PlanRequest["body"]["sex"], string>>} */
export const SEXES = { female: "Female", male: "Male" };

/** The units of the numbers of the form, by their place in the request. @type {Readonly<Record<string, string>>} */
export const UNITS = {
  "/body/height_cm": "cm", "/body/weight_kg": "kg", "/bsa_cap_m2": "m²",
  "/graft/cd34_million_per_kg": "million per kg", "/graft/volume_ml": "mL", "/graft/dmso_percent": "%",
};

const calendar = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric",
});

/**
 * A date in words that no country reads differently.
 *
 * @param {string} date
 */
export function sayDate(date) {
  return calendar.format(new Date(`${date}T00:00:00Z`)).replace(",", "");
}

/**
 * The same, as an element.
 *
 * @param {string} date
 */
export function showDate(date) {
  return h("time", { datetime: date }, sayDate(date));
}

/**
 * A difference in percent, with its sign.
 *
 * @param {number | null} percent
 */
export function sayDifference(percent) {
  if (percent === null) return null;
  return `${percent > 0 ? "+" : ""}${String(percent).replace("-", "−")} %`;
}

/**
 * Put what belongs together under one key, in the order in which the keys first come.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @returns {Map<string, T[]>}
 */
export function grouped(items, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
