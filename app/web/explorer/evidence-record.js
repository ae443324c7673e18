// One record of the evidence by its id in the address, and what every such view has.

import { ApiError } from "./library/api.js";
import { h } from "./library/dom.js";
import { fill } from "./library/states.js";

/** @import { Child } from "./library/dom.js" */

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** What is not there: the reason, as far as the API gives one. */
class Absent {
  /** @param {string} reason */
  constructor(reason) {
    this.reason = reason;
  }
}

/**
 * Show one record, or say that there is none of this id.
 *
 * @template T
 * @param {HTMLElement} where
 * @param {{id: string, noun: string, view: string, load: () => Promise<T>, render: (record: T) => Child | Child[]}} options
 *   `noun` names one such record, `view` is the section with all of them.
 */
export function showOne(where, { id, noun, view, load, render }) {
  const back = h("p", { class: "back" }, h("a", { href: `?view=${view}` }, "← All of this section"));
  return fill(
    where,
    () => (ID.test(id) ? load().catch(absent) : Promise.resolve(new Absent(""))),
    (found) => found instanceof Absent ? [back, notThere(noun, id, found.reason)] : [back, ...[render(found)].flat()],
    `Loading the ${noun}`,
  );
}

/** @param {unknown} error */
function absent(error) {
  if (error instanceof ApiError && error.status === 404) return new Absent(error.problem?.detail ?? "");
  throw error;
}

/**
 * @param {string} noun
 * @param {string} id
 * @param {string} reason
 */
function notThere(noun, id, reason) {
  return h(
    "div",
    { class: "empty", role: "alert" },
    h("h2", { id: "section-heading" }, "Not found"),
    h("p", null, `There is no ${noun} with the id `, h("code", null, id), ". ", reason),
  );
}

/**
 * The heading of a section or of a record, with what stands beside it.
 *
 * @param {string} title
 * @param {...(Child | Child[])} beside
 */
export function heading(title, ...beside) {
  return h("header", { class: "section-head" }, h("h2", { id: "section-heading" }, title), beside.flat());
}

/**
 * A row of a list of descriptions.
 *
 * @param {string} title
 * @param {...(Child | Child[])} what
 */
export function row(title, ...what) {
  return h("div", null, h("dt", null, title), h("dd", null, what.flat()));
}

/**
 * The same records as the API serves them.
 *
 * @param {...string} paths
 */
export function asData(...paths) {
  return h("p", { class: "quiet as-data" }, "As data: ",
    paths.flatMap((path, n) => [n > 0 && " · ", h("a", { href: path }, h("code", null, path))]));
}

/**
 * Links to other pages of the explorer, by the names of the records.
 *
 * @param {string} address What stands before the id.
 * @param {readonly string[]} ids
 * @param {ReadonlyMap<string, string>} names
 */
export function linksTo(address, ids, names) {
  return h("ul", { class: "chips" }, ids.map((id) =>
    h("li", null, h("a", { href: `${address}${encodeURIComponent(id)}` }, names.get(id) ?? id))));
}
