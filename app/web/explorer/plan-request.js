// The form as it was filled in -> what a plan is asked with, or what is wrong with it.

import { isWithin, sayLimits } from "./plan-contract.js";
import { UNITS } from "./plan-words.js";

/** @import { agentFields } from "./plan-agents.js" */
/** @import { Limits } from "./plan-contract.js" */
/** @import { Fault } from "./plan-faults.js" */
/** @import { Field } from "./plan-fields.js" */
/** @import { Fields } from "./plan-form.js" */
/** @import { PlanRequest } from "./plan-words.js" */

/**
 * Read the form; everything that is wrong is found at once.
 *
 * @param {Fields} f
 * @param {ReturnType<typeof agentFields>} agents
 * @param {ReadonlyMap<string, Limits>} limits
 * @returns {{request: PlanRequest | null, faults: Fault[]}}
 */
export function readForm(f, agents, limits) {
  /** @type {Fault[]} */
  const faults = [];
  const fault = (/** @type {Field} */ { pointer }, /** @type {string} */ detail) => void faults.push({ pointer, detail });
  const given = (/** @type {Field} */ field, /** @type {string} */ otherwise) => field.value() || (fault(field, otherwise), "");
  const number = (/** @type {Field} */ field, required = false) => {
    const text = field.value();
    if (!text) return required ? (fault(field, "It is needed."), null) : null;
    const read = readNumber(text, limits.get(field.pointer.replace(/^(\/rounding_step_mg\/).*/, "$1*")), UNITS[field.pointer] ?? "mg");
    if (typeof read === "number") return read;
    fault(field, read);
    return null;
  };
  const date = (/** @type {Field} */ field) => {
    if (field.value() !== "?") return field.value() || null;
    fault(field, "This is not a whole date.");
    return null;
  };
  if (!f.day_zero.value()) fault(f.day_zero, "It is needed.");
  const cells = number(f.cd34);
  const [volume, share] = [number(f.volume), number(f.dmso)];
  if (!f.cd34.value() && (f.volume.value() || f.dmso.value())) fault(f.cd34, "Give the cells too, or leave all three empty.");
  const conditioning = given(f.conditioning, "Choose one.");
  const day_zero = date(f.day_zero);
  const [height_cm, weight_kg] = [number(f.height, true), number(f.weight, true)];
  const sex = given(f.sex, "Choose one.");
  const request = {
    conditioning,
    mobilisation: f.mobilisation.value() || null,
    day_zero,
    body: { weight_kg, height_cm, sex },
    weight_basis: f.weight_basis.value(),
    weight_basis_by_agent: agents.bases(),
    bsa_formula: f.bsa_formula.value(),
    bsa_cap_m2: number(f.bsa_cap),
    rounding_step_mg: agents.steps((field) => number(field)),
    harvest_on: date(f.harvest_on),
    graft: cells === null ? null : { cd34_million_per_kg: cells, volume_ml: volume, dmso_percent: share },
  };
  return { request: faults.length > 0 ? null : /** @type {PlanRequest} */ (request), faults };
}

/**
 * A number, or what is wrong with the text. A comma is never guessed at: 1,500 is not 1.5.
 *
 * @param {string} text
 * @param {Limits | undefined} limits
 * @param {string} unit
 * @returns {number | string}
 */
function readNumber(text, limits, unit) {
  if (!/^[0-9]+(\.[0-9]+)?$/.test(text)) return "Write a number with a point for decimals, such as 72.5.";
  const number = Number(text);
  return isWithin(number, limits) ? number : `It must be ${sayLimits(limits, unit)}.`;
}
