// What can be chosen for one agent alone: the weight its dose is reckoned on, and its rounding.

import { h } from "./library/dom.js";
import { sayLimits } from "./plan-contract.js";
import { choiceField, numberField } from "./plan-fields.js";
import { WEIGHTS } from "./plan-words.js";

/** @import { Limits } from "./plan-contract.js" */
/** @import { Field } from "./plan-fields.js" */
/** @import { Regimen } from "./plan-form.js" */
/** @import { WeightBasis } from "./plan-words.js" */

/** A dose that is a mass and can be rounded to mg, and one that is reckoned on a body. */
const MASS = /^(?:mg|ug|g)(?:\/|$)/;
const BY_BODY = /\/(?:kg|m2)$/;

/**
 * @typedef {object} OfAgent
 * @property {string} id
 * @property {Field | null} basis Null for a dose that is the same for every body.
 * @property {Field | null} step Null for a dose that is no mass.
 */

/** @param {(id: string) => string} nameOf Id of an agent -> its name. */
export function agentFields(nameOf) {
  const element = h("div", { class: "by-agent" });
  /** @type {OfAgent[]} */
  let shown = [];
  const fields = () => shown.flatMap(({ basis, step }) => [basis, step]).filter((field) => field !== null);
  return {
    element,
    fields,
    /** @param {readonly (Regimen | undefined)[]} regimens Keeps what was filled in for an agent that stays. */
    show: (regimens) => {
      const before = new Map(fields().map((field) => [field.pointer, field.value()]));
      shown = dosed(regimens)
        .map(({ id, units }) => fieldsOf(id, nameOf(id), units))
        .filter(({ basis, step }) => basis ?? step);
      for (const field of fields()) field.set(before.get(field.pointer) ?? "");
      element.replaceChildren(...(shown.length > 0 ? shown.map((of) => group(of, nameOf(of.id))) : [nothing()]));
    },
    /** @param {ReadonlyMap<string, Limits>} limits */
    limit: (limits) => {
      const said = sayLimits(limits.get("/rounding_step_mg/*"), "mg");
      for (const { step } of shown) step?.explain(said && `Left empty, nothing is rounded. ${said[0]?.toUpperCase()}${said.slice(1)}.`);
    },
    /** @returns {Record<string, WeightBasis>} */
    bases: () => {
      const chosen = shown.map(({ id, basis }) => [id, basis?.value() ?? ""]).filter(([, value]) => value);
      return Object.fromEntries(chosen);
    },
    /**
     * @param {(field: Field) => number | null} read
     * @returns {Record<string, number>}
     */
    steps: (read) => {
      const chosen = shown.flatMap(({ id, step }) => {
        const value = step && read(step);
        return value === null ? [] : [[id, value]];
      });
      return Object.fromEntries(chosen);
    },
  };
}

/**
 * The agents of some regimens that have a dose, with the units of their doses.
 *
 * @param {readonly (Regimen | undefined)[]} regimens
 */
function dosed(regimens) {
  /** @type {Map<string, string[]>} */
  const units = new Map();
  for (const { agent, dose } of regimens.flatMap((regimen) => regimen?.dose_lines ?? [])) {
    if (dose.unit) units.set(agent, [...(units.get(agent) ?? []), dose.unit]);
  }
  return [...units].map(([id, known]) => ({ id, units: known }));
}

/**
 * @param {string} id
 * @param {string} name
 * @param {readonly string[]} units
 * @returns {OfAgent}
 */
function fieldsOf(id, name, units) {
  const same = h("option", { value: "" }, "As for the whole plan");
  const others = Object.entries(WEIGHTS).map(([value, text]) => h("option", { value }, text));
  const basis = { pointer: `/weight_basis_by_agent/${id}`, name: `Weight for ${name}`, label: "Weight", optional: true };
  const step = { pointer: `/rounding_step_mg/${id}`, name: `Rounding of ${name}`, label: "Round each dose to", optional: true };
  return {
    id,
    basis: units.some((unit) => BY_BODY.test(unit)) ? choiceField(basis, [same, ...others]) : null,
    step: units.every((unit) => MASS.test(unit)) ? numberField({ ...step, unit: "mg" }) : null,
  };
}

/**
 * @param {OfAgent} of
 * @param {string} name
 */
function group({ basis, step }, name) {
  return h("fieldset", { class: "part" }, h("legend", null, name), basis?.row, step?.row);
}

function nothing() {
  return h("p", { class: "quiet" }, "Choose a regimen first: its agents then stand here.");
}
