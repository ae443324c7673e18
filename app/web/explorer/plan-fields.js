// Things to fill in: a label, a control, a hint, and a place where a fault is said.

import { h } from "./library/dom.js";

/**
 * @typedef {object} Field
 * @property {string} pointer Where its value stands in the request, as a JSON pointer.
 * @property {string} name What it is called.
 * @property {HTMLElement} row
 * @property {() => string} value As it was filled in; empty where nothing was.
 * @property {(value: string) => void} set
 * @property {() => void} focus
 * @property {(hint: string) => void} explain Replace the hint.
 * @property {(fault: string | null) => void} mark Say a fault, or that there is none.
 */

/** @typedef {{pointer: string, name: string, hint?: string, optional?: boolean, label?: string}} Described */

/**
 * A line of text, for a number; no browser then changes it by the wheel of a mouse.
 *
 * @param {Described & {unit?: string}} described
 */
export function numberField({ unit = "", ...described }) {
  const input = h("input", { type: "text", inputmode: "decimal", size: 7, autocomplete: "off" });
  return field(described, input, h("span", { class: "measure" }, input, unit && h("span", { class: "unit" }, unit)));
}

/** @param {Described} described */
export function dateField(described) {
  return field(described, h("input", { type: "date", autocomplete: "off" }));
}

/**
 * @param {Described} described
 * @param {readonly import("./library/dom.js").Child[]} options
 */
export function choiceField(described, options) {
  return field(described, h("select", { autocomplete: "off" }, [...options]));
}

/**
 * One of a few, all of them seen.
 *
 * @param {Described} described
 * @param {Readonly<Record<string, string>>} options Value -> name.
 * @returns {Field}
 */
export function radioField({ pointer, name, hint = "" }, options) {
  const id = idOf(pointer);
  const radios = Object.entries(options).map(([value, text]) => ({
    text,
    input: h("input", { type: "radio", name: id, value, id: `${id}-${value}`, autocomplete: "off" }),
  }));
  const group = h(
    "fieldset",
    { class: "radios", role: "radiogroup", id, "aria-required": "true" },
    h("legend", null, name),
    radios.map(({ input, text }) => h("label", null, input, ` ${text}`)),
  );
  const said = remarks(id, group, hint);
  return {
    pointer,
    name,
    row: h("div", { class: "row" }, group, said.hint, said.fault),
    value: () => radios.find(({ input }) => input.checked)?.input.value ?? "",
    set: (value) => radios.forEach(({ input }) => (input.checked = input.value === value)),
    focus: () => radios[0]?.input.focus(),
    explain: said.explain,
    mark: said.mark,
  };
}

/**
 * @param {Described} described
 * @param {HTMLInputElement | HTMLSelectElement} control
 * @param {HTMLElement} shown
 * @returns {Field}
 */
function field({ pointer, name, hint = "", optional = false, label = name }, control, shown = control) {
  const id = idOf(pointer);
  control.id = id;
  control.required = !optional;
  const said = remarks(id, control, hint);
  const mark = optional && h("span", { class: "optional" }, " (optional)");
  return {
    pointer,
    name,
    row: h("div", { class: "row" }, h("label", { for: id }, label, mark), shown, said.hint, said.fault),
    // A date that is half filled in has no value, and is not the same as none.
    value: () => (control.validity.badInput ? "?" : control.value.trim()),
    set: (value) => (control.value = value),
    focus: () => control.focus(),
    explain: said.explain,
    mark: said.mark,
  };
}

/** @param {string} pointer */
function idOf(pointer) {
  return `field${pointer.replace(/[^a-z0-9-]/g, "-")}`;
}

/**
 * The hint and the fault of a control, which it is described by.
 *
 * @param {string} id
 * @param {HTMLElement} control
 * @param {string} text
 */
function remarks(id, control, text) {
  const hint = h("p", { class: "hint", id: `${id}-hint` });
  const fault = h("p", { class: "fault", id: `${id}-fault` });
  const describe = () => {
    const ids = [hint, fault].filter((remark) => !remark.hidden).map((remark) => remark.id);
    if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
    else control.removeAttribute("aria-describedby");
  };
  const explain = (/** @type {string} */ said) => {
    hint.textContent = said;
    hint.hidden = !said;
    describe();
  };
  const mark = (/** @type {string | null} */ said) => {
    fault.textContent = said ?? "";
    fault.hidden = !said;
    if (said) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    describe();
  };
  explain(text);
  mark(null);
  return { hint, fault, explain, mark };
}
