// What is wrong with the form: a list above it, and a sentence at each field.

import { h } from "./library/dom.js";

/** @import { Field } from "./plan-fields.js" */

/** @typedef {{pointer: string, detail: string}} Fault */

/**
 * Mark the fields, and list what is wrong above the form, where the focus goes.
 *
 * @param {HTMLElement} summary
 * @param {readonly Field[]} fields
 * @param {readonly Fault[]} faults
 */
export function tell(summary, fields, faults) {
  for (const field of fields) {
    const own = faults.filter(({ pointer }) => pointer === field.pointer).map(({ detail }) => detail);
    field.mark(own.length > 0 ? own.join(" ") : null);
  }
  summary.hidden = faults.length === 0;
  if (faults.length === 0) return;
  const order = (/** @type {Fault} */ { pointer }) => fields.findIndex((field) => field.pointer === pointer);
  const count = faults.length === 1 ? "One thing is wrong" : `${faults.length} things are wrong`;
  const title = h("h2", { id: "faults-heading" }, count);
  const items = [...faults].sort((one, other) => order(one) - order(other)).map((fault) => {
    const field = fields.find(({ pointer }) => pointer === fault.pointer);
    return h("li", null, field ? leading(field, fault) : `${fault.pointer} ${fault.detail}`);
  });
  summary.setAttribute("aria-labelledby", "faults-heading");
  summary.replaceChildren(title, h("ul", null, items));
  summary.focus();
}

/**
 * @param {Field} field
 * @param {Fault} fault
 */
function leading(field, { detail }) {
  const lead = (/** @type {Event} */ event) => {
    event.preventDefault();
    const closed = field.row.closest("details");
    if (closed) closed.open = true;
    field.focus();
  };
  const id = field.row.querySelector("input, select")?.id ?? "";
  return h("a", { href: `#${id}`, onclick: lead }, `${field.name}: ${detail}`);
}
