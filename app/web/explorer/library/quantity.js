// Numbers in the words of the API, days on the axis, and gaps shown as gaps.

import { h } from "./dom.js";

/** @import { Window } from "./types" */

/** @type {Record<Window["anchor"], string>} */
const ANCHORS = {
  day_zero: "",
  mobilisation_start: "of mobilisation",
  collection: "from the first collection",
  neutrophil_recovery: "from neutrophil recovery",
};

/** A value that nobody we could read reports. */
export function gap(text = "not reported") {
  return h("span", { class: "gap" }, text);
}

/**
 * A quantity as the API words it; a gap where it is null.
 *
 * @param {{text: string | null} | null} value
 */
export function quantity(value) {
  return value?.text ? h("span", { class: "quantity" }, value.text) : gap();
}

/**
 * A number with a true minus sign.
 *
 * @param {number} day
 */
export function sayDay(day) {
  return String(day).replace("-", "−");
}

/**
 * From which day to which, in words; null where neither is known.
 *
 * @param {Window} window
 * @returns {string | null}
 */
export function sayWindow({ anchor, from_day: from, to_day: to }) {
  const of = ANCHORS[anchor] ? ` ${ANCHORS[anchor]}` : "";
  if (from === null && to === null) return null;
  if (from === null) return `until day ${sayDay(/** @type {number} */ (to))}${of}`;
  if (to === null) return `from day ${sayDay(from)}${of}`;
  return from === to ? `day ${sayDay(from)}${of}` : `days ${sayDay(from)} to ${sayDay(to)}${of}`;
}

/** Codes that are written otherwise than with spaces. @type {Record<string, string>} */
const SPELT = {
  anti_infective: "anti-infective",
  anti_thymocyte_globulin: "anti-thymocyte globulin",
  b_cell_depletion: "B-cell depletion",
  cd34_selected: "CD34-selected",
  non_myeloablative: "non-myeloablative",
};

/**
 * A code of the API as words: `not_reported` is "not reported".
 *
 * @param {string} code
 */
export function words(code) {
  return SPELT[code] ?? code.replaceAll("_", " ");
}
