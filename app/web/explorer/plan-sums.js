// The sums of a plan: totals against what is published, other weights, the graft, the working.

import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { gap, quantity } from "./library/quantity.js";
import { grouped, sayDifference, WEIGHTS } from "./plan-words.js";

/** @import { Plan } from "./plan-words.js" */
/** @import { Child } from "./library/dom.js" */

/** @typedef {Plan["totals"][number]} Total */

/**
 * A table that becomes a list where it is narrow; the first cell of a row is its head.
 *
 * @param {string} label
 * @param {readonly string[]} columns
 * @param {readonly (readonly (Child | Child[])[])[]} rows
 */
function table(label, columns, rows) {
  const cell = (/** @type {Child | Child[]} */ content, /** @type {number} */ at) =>
    at === 0
      ? h("th", { role: "rowheader", scope: "row" }, content)
      : h("td", { role: "cell", "data-name": columns[at], class: content === null ? "none" : "" }, content);
  return h(
    "table",
    { class: columns.at(-1) === "Working" ? "sums rates" : "sums", role: "table", "aria-label": label },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
    h("tbody", { role: "rowgroup" }, rows.map((row) => h("tr", { role: "row" }, row.map(cell)))),
  );
}

/**
 * The name of the regimen that a sum is of.
 *
 * @param {Plan} plan
 * @param {string} regimen
 */
function regimenOf(plan, regimen) {
  return regimen === plan.conditioning ? plan.conditioning_name : (plan.mobilisation_name ?? regimen);
}

/** @param {Plan} plan */
export function showTotals(plan) {
  return groupsOf(plan, plan.totals).map(([name, totals]) => [
    h("h4", null, name),
    table(`Totals: ${name}`, ["Agent", "Planned", "Published", "For this body", "Difference"], totals.map(rowOf)),
  ]).flat();
}

/** @param {Total} total */
function rowOf({ name, covers, planned, complete, published, published_amount, difference_percent }) {
  return [
    [h("strong", null, name), covers !== "regimen" && h("span", { class: "quiet" }, ` ${covers}`)],
    [h("strong", { class: "figure" }, planned.text ?? gap("unknown")), !complete && h("span", { class: "quiet" }, " not the whole: something of it is open")],
    published ? [quantity(published), evidence(published, `the published total of ${name}`)] : gap("none published"),
    published && (published_amount.text ?? gap("unknown")),
    published && (sayDifference(difference_percent) ?? gap("unknown")),
  ];
}

/** @param {Plan} plan */
export function showAlternatives(plan) {
  if (plan.alternatives.length === 0) return h("p", null, "No dose depends on the weight.");
  return [
    h("p", { class: "quiet" }, "Before any rounding. No firm standard exists for which weight to take; the local protocol decides."),
    ...groupsOf(plan, plan.alternatives).flatMap(([name, alternatives]) => {
      const agents = grouped(alternatives, ({ agent }) => agent);
      return [...agents].flatMap(([agent, own]) => {
        const total = plan.totals.find((found) => found.agent === agent);
        const title = `${total?.name ?? agent}, ${name}`;
        return [
          h("h4", null, total?.name ?? agent, h("span", { class: "quiet" }, ` in: ${name}`)),
          table(title, ["Weight", "Total", "From the plan", "Working"], own.map((other) => [
            WEIGHTS[other.weight_basis],
            h("strong", { class: "figure" }, other.total.text ?? gap("not defined")),
            sayDifference(other.difference_percent) ?? gap("unknown"),
            other.working,
          ])),
        ];
      });
    }),
  ];
}

/**
 * @template {{regimen: string}} T
 * @param {Plan} plan
 * @param {readonly T[]} sums
 * @returns {[string, T[]][]}
 */
function groupsOf(plan, sums) {
  return [...grouped(sums, ({ regimen }) => regimen)].map(([id, own]) => [regimenOf(plan, id), own]);
}

/** @param {NonNullable<Plan["graft"]>} graft */
export function showGraft({ checks, dimethyl_sulfoxide: dmso }) {
  return [
    table("The graft against each threshold", ["Threshold", "At", "This graft", "Evidence"], checks.map((check) => [
      [h("strong", null, check.name), h("span", { class: "text quiet" }, check.statement)],
      quantity(check.threshold),
      h("span", { class: "met", "data-met": String(check.met) }, check.met ? "✓ reaches it" : "✗ does not reach it"),
      evidence(check, check.name),
    ])),
    dmso && h("p", null, "Dimethyl sulfoxide: ", h("strong", null, quantity(dmso.amount)), ", ", quantity(dmso.per_kg), `. ${dmso.working}.`),
  ];
}

/** @param {Plan} plan */
export function showWorking({ measures, calculation }) {
  return [
    table("Measures of the body", ["Measure", "Result", "Formula", "With the numbers", "Sources"], measures.map((measure) => [
      [h("strong", null, measure.name), measure.note && h("span", { class: "text quiet" }, measure.note)],
      h("strong", { class: "figure" }, measure.result.text ?? gap("not defined")),
      measure.formula,
      measure.working,
      measure.sources.length > 0 ? evidence({ sources: measure.sources }, measure.name) : "arithmetic",
    ])),
    h("h4", null, "Every dose, line by line"),
    h("ol", { class: "calculation" }, calculation.map((line) => h("li", null, line))),
  ];
}
