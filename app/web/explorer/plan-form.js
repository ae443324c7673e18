// The form: what can be asked for, what was asked, and what is wrong with it.

import { h } from "./library/dom.js";
import { words } from "./library/quantity.js";
import { agentFields } from "./plan-agents.js";
import { sayLimits } from "./plan-contract.js";
import { tell } from "./plan-faults.js";
import { choiceField, dateField, numberField, radioField } from "./plan-fields.js";
import { readForm } from "./plan-request.js";
import { FORMULAS, SEXES, UNITS, WEIGHTS } from "./plan-words.js";

/** @import { Schemas } from "./library/types" */
/** @import { Limits } from "./plan-contract.js" */
/** @import { Field } from "./plan-fields.js" */
/** @import { Fault } from "./plan-faults.js" */
/** @import { PlanRequest } from "./plan-words.js" */

/** @typedef {Schemas["RegimenResource"]} Regimen */

/** How much of a regimen can be planned, best first. @type {Readonly<Record<string, string>>} */
const PLANNABLE = {
  yes: "Every dose and day",
  partly: "Some doses or days are not reported",
  dates_only: "Dates only, no doses",
};

/** What the example fills in; the regimen only where none was chosen. */
const EXAMPLE = { regimen: "mist", day_zero: "2030-01-10", height: "165", weight: "110", sex: "female" };

/** @param {Regimen} regimen */
export const isPlannable = ({ plannable, part_of }) => plannable !== "no" && part_of === null;

/**
 * Make the form.
 *
 * @param {readonly Regimen[]} regimens
 * @param {(id: string) => string} nameOf Id of an agent -> its name.
 */
export function planForm(regimens, nameOf) {
  const of = (/** @type {string} */ stage) => regimens.filter((regimen) => regimen.stage === stage);
  const fields = fixedFields(of("conditioning"), of("harvest"));
  const agents = agentFields(nameOf);
  const summary = h("div", { class: "failure faults", role: "group", tabindex: -1, hidden: true });
  const submit = h("button", { type: "submit", class: "main" }, "Make the plan");
  const example = h("button", { type: "button" }, "Fill in an example");
  const clear = h("button", { type: "button" }, "Clear");
  const form = h(
    "form",
    { class: "plan-form", method: "post", novalidate: true, autocomplete: "off", "aria-label": "Plan" },
    summary,
    ...partsOf(fields, agents.element),
    outsiders(of("conditioning")),
    h("div", { class: "actions" }, submit, example, clear),
  );
  /** @type {ReadonlyMap<string, Limits>} */
  let limits = new Map();

  const all = () => [...Object.values(fields), ...agents.fields()];
  const chosen = (/** @type {Field} */ field) => find(regimens, field.value());
  const fit = () => {
    fitMobilisation(fields.mobilisation, chosen(fields.conditioning));
    describe(fields.conditioning, chosen(fields.conditioning));
    agents.show([chosen(fields.mobilisation), chosen(fields.conditioning)]);
    agents.limit(limits);
  };
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && /conditioning|mobilisation/.test(target.id)) fit();
  });
  const showFaults = (/** @type {readonly Fault[]} */ faults) => tell(summary, all(), faults);
  const empty = () => {
    showFaults([]);
    for (const field of Object.values(fields)) field.set("");
    fields.weight_basis.set("actual");
    fields.bsa_formula.set("mosteller");
    agents.show([]);
    fit();
  };
  clear.addEventListener("click", () => {
    empty();
    form.dispatchEvent(new Event("cleared"));
    fields.conditioning.focus();
  });
  example.addEventListener("click", () => {
    const { conditioning } = fields;
    const regimen = conditioning.value() || find(regimens, EXAMPLE.regimen)?.id || "";
    empty();
    conditioning.set(regimen);
    fields.day_zero.set(EXAMPLE.day_zero);
    fields.height.set(EXAMPLE.height);
    fields.weight.set(EXAMPLE.weight);
    fields.sex.set(EXAMPLE.sex);
    fit();
    form.dispatchEvent(new Event("filled", { bubbles: true }));
  });
  fit();
  return {
    element: form,
    submit,
    showFaults,
    /** @returns {{request: PlanRequest | null, faults: Fault[]}} */
    read: () => readForm(fields, agents, limits),
    /** What was chosen, by the names that the address has for it. */
    chosen: () => ({ conditioning: fields.conditioning.value(), mobilisation: fields.mobilisation.value() }),
    /** @param {Regimen} regimen */
    choose: (regimen) => {
      (regimen.stage === "harvest" ? fields.mobilisation : fields.conditioning).set(regimen.id);
      fit();
    },
    /** @param {ReadonlyMap<string, Limits>} known */
    limit: (known) => {
      limits = known;
      for (const field of Object.values(fields)) {
        const said = sayLimits(limits.get(field.pointer), UNITS[field.pointer] ?? "");
        if (said) field.explain(`${said[0]?.toUpperCase()}${said.slice(1)}.`);
      }
      agents.limit(limits);
    },
  };
}

/**
 * Find a regimen by its id, or by the slug of another of its names.
 *
 * @param {readonly Regimen[]} regimens
 * @param {string} name
 */
export function find(regimens, name) {
  const slug = (/** @type {string} */ alias) => alias.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return (
    regimens.find(({ id }) => id === name) ??
    regimens.find(({ aliases }) => aliases.some((alias) => slug(alias) === name))
  );
}

/** @typedef {ReturnType<typeof fixedFields>} Fields */

/**
 * @param {readonly Regimen[]} conditionings
 * @param {readonly Regimen[]} mobilisations
 */
function fixedFields(conditionings, mobilisations) {
  /** @param {string} pointer @param {string} name */
  const number = (pointer, name, optional = true, hint = "") =>
    numberField({ pointer, name, optional, hint, unit: UNITS[pointer] });
  return {
    conditioning: choiceField(
      { pointer: "/conditioning", name: "Conditioning regimen" },
      [h("option", { value: "" }, "Choose a regimen"), ...options(conditionings)],
    ),
    mobilisation: choiceField(
      { pointer: "/mobilisation", name: "Mobilisation", optional: true },
      [h("option", { value: "" }, "Plan without it"), ...options(mobilisations)],
    ),
    day_zero: dateField({ pointer: "/day_zero", name: "Day 0", hint: "The day on which the graft is infused." }),
    harvest_on: dateField({
      pointer: "/harvest_on", name: "First day of harvest", optional: true,
      hint: "Left empty, it is placed by the intervals that are reported.",
    }),
    height: number("/body/height_cm", "Height", false),
    weight: number("/body/weight_kg", "Weight", false),
    sex: radioField(
      { pointer: "/body/sex", name: "Sex", hint: "For the formula of the ideal weight." },
      SEXES,
    ),
    weight_basis: choiceField({ pointer: "/weight_basis", name: "Weight that doses are reckoned on" }, optionsOf(WEIGHTS)),
    bsa_formula: choiceField({ pointer: "/bsa_formula", name: "Formula of the body surface area" }, optionsOf(FORMULAS)),
    bsa_cap: number("/bsa_cap_m2", "Largest body surface area"),
    cd34: number("/graft/cd34_million_per_kg", "CD34+ cells collected"),
    volume: number("/graft/volume_ml", "Volume to be infused"),
    dmso: number("/graft/dmso_percent", "Dimethyl sulfoxide (DMSO) by volume"),
  };
}

/** @param {Readonly<Record<string, string>>} names */
function optionsOf(names) {
  return Object.entries(names).map(([value, name]) => h("option", { value }, name));
}

/**
 * The regimens that can be planned, grouped by how much of them can.
 *
 * @param {readonly Regimen[]} regimens
 */
function options(regimens) {
  return Object.entries(PLANNABLE).flatMap(([plannable, label]) => {
    const found = regimens.filter((regimen) => regimen.plannable === plannable && isPlannable(regimen));
    const group = found.map(({ id, name }) => h("option", { value: id }, name));
    return group.length > 0 ? [h("optgroup", { label }, group)] : [];
  });
}

/**
 * The parts of the form in order.
 *
 * @param {Fields} f
 * @param {HTMLElement} agents
 */
function partsOf(f, agents) {
  return [
    part("Regimen", f.conditioning, f.mobilisation),
    part("Dates", f.day_zero, f.harvest_on),
    part("Body", f.height, f.weight, f.sex),
    part("Reckoning", f.weight_basis, f.bsa_formula, f.bsa_cap),
    more("Advanced: weight and rounding for each agent", agents),
    more("Check a collected graft", h("div", { class: "part" }, f.cd34.row, f.volume.row, f.dmso.row)),
  ];
}

/**
 * @param {string} name
 * @param {...Field} fields
 */
function part(name, ...fields) {
  return h("fieldset", { class: "part" }, h("legend", null, name), fields.map(({ row }) => row));
}

/**
 * @param {string} name
 * @param {HTMLElement} content
 */
function more(name, content) {
  return h("details", { class: "group" }, h("summary", null, h("h2", null, name)), content);
}

/**
 * The regimens of which no plan can be made, and why.
 *
 * @param {readonly Regimen[]} regimens
 */
function outsiders(regimens) {
  const others = regimens.filter((regimen) => !isPlannable(regimen));
  if (others.length === 0) return null;
  const link = (/** @type {Regimen} */ { id, name }) => h("a", { href: `/regimens?id=${encodeURIComponent(id)}` }, name);
  return more(
    `${others.length} ${others.length === 1 ? "regimen" : "regimens"} that cannot be planned, and why`,
    h("ul", { class: "outsiders" }, others.map((regimen) => h("li", null, link(regimen), `: ${regimen.plannable_reason}`))),
  );
}

/**
 * A regimen that brings its mobilisation takes no other.
 *
 * @param {Field} field
 * @param {Regimen | undefined} conditioning
 */
function fitMobilisation(field, conditioning) {
  const brings = Boolean(conditioning?.dose_lines.some(({ purpose }) => purpose === "mobilisation"));
  const select = field.row.querySelector("select");
  if (!select) return;
  select.disabled = brings;
  if (brings) field.set("");
  field.explain(brings ? "The conditioning regimen contains its own." : "");
}

/**
 * @param {Field} field
 * @param {Regimen | undefined} regimen
 */
function describe(field, regimen) {
  field.explain(regimen ? `${PLANNABLE[regimen.plannable] ?? words(regimen.plannable)}: ${regimen.plannable_reason}` : "");
}
