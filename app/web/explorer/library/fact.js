// A claim of the API as a reader sees it: what is said, its numbers, and its evidence.

import { h } from "./dom.js";
import { evidence } from "./evidence.js";
import { gap, quantity, sayWindow } from "./quantity.js";

/** @import { Fact, Schemas, Window } from "./types" */

/**
 * A fact: its heading, its number, its statement, in whom it was seen.
 *
 * @param {Fact} fact
 */
export function showFact(fact) {
  const { name, statement, population, quantities } = fact;
  return h(
    "li",
    { class: "fact" },
    h(
      "p",
      { class: "fact-name" },
      h("strong", null, name),
      fact.quantity && h("span", { class: "figure" }, quantity(fact.quantity)),
    ),
    h("p", null, statement ?? gap()),
    quantities.length > 0 &&
      h("ul", { class: "figures" }, quantities.map((q) => h("li", null, `${q.name}: `, quantity(q)))),
    population && h("p", { class: "quiet" }, population),
    evidence(fact, name),
  );
}

/**
 * A list of facts under a heading that opens and closes; nothing where there are none.
 *
 * @param {string} title
 * @param {readonly Fact[]} facts
 * @param {{open?: boolean}} [options]
 */
export function showFacts(title, facts, { open = false } = {}) {
  if (facts.length === 0) return null;
  return h(
    "details",
    { class: "group", open },
    h("summary", null, h("h3", null, title), h("span", { class: "count" }, String(facts.length))),
    h("ul", { class: "facts" }, facts.map(showFact)),
  );
}

/**
 * A statement under a short heading, for a list of descriptions.
 *
 * @param {string} title
 * @param {Schemas["CitedText"]} text
 */
export function showText(title, text) {
  return h("div", null, h("dt", null, title), h("dd", null, text.value ?? gap(), evidence(text, title)));
}

/**
 * A window of days, in the same way.
 *
 * @param {string} title
 * @param {Window} window
 */
export function showWindow(title, window) {
  return h("div", null, h("dt", null, title), h("dd", null, sayWindow(window) ?? gap(), evidence(window, title)));
}
