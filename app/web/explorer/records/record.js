// The page of one record: found by the id in the address, and what is shown when nothing has it.

import { ApiError } from "../library/api.js";
import { byId, h } from "../library/dom.js";
import { words } from "../library/quantity.js";

/** @import { Child } from "../library/dom.js" */

/** The id that the address names; null on the page of the list, which alone has a lead. */
export function askedId() {
  const id = new URLSearchParams(location.search).get("id");
  byId("lead").hidden = id !== null;
  return id;
}

/** A record that is not there, with ids that are near. */
export class Unknown {
  /** @param {readonly string[]} near */
  constructor(near) {
    this.near = near;
  }
}

/** How every id of the API is written; anything else would be an address of something else. */
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Ask for a record; that there is none is an answer as well.
 *
 * @template T
 * @param {string} id As the address has it.
 * @param {(id: string) => Promise<T>} load
 * @returns {Promise<T | Unknown>}
 */
export async function find(id, load) {
  if (!ID.test(id)) return new Unknown([]);
  try {
    return await load(id);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    return new Unknown(error.problem?.errors.flatMap(({ allowed }) => allowed ?? []) ?? []);
  }
}

/**
 * Say that nothing has this id, and lead to what is near.
 *
 * @param {string} id As the address has it.
 * @param {Unknown} unknown
 * @param {string} noun
 * @param {string} page
 */
export function sayUnknown(id, { near }, noun, page) {
  return h(
    "div",
    { class: "notice no-such" },
    h("p", null, `No ${noun} has the id “${id}”.`),
    near.length > 0 && h("p", null, "Near it:"),
    near.length > 0 &&
      h("ul", null, near.map((other) => h("li", null, h("a", { href: `${page}?id=${encodeURIComponent(other)}` }, other)))),
    h("p", null, h("a", { href: page }, `All ${noun}s`)),
  );
}

/**
 * Head the page with the name of its record.
 *
 * @param {string} name
 */
export function head(name) {
  byId("title").textContent = name;
  document.title = `${name} · Day Zero`;
}

/**
 * Put the id itself into the address where another name of the record led here.
 *
 * @param {string} id
 */
export function keepId(id) {
  if (new URLSearchParams(location.search).get("id") !== id) history.replaceState(null, "", `?${new URLSearchParams({ id })}`);
}

/**
 * A code of the API at the beginning of a sentence.
 *
 * @param {string} code
 */
export function say(code) {
  const said = words(code);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/**
 * Records under headings, in the order in which they come.
 *
 * @template T
 * @param {readonly T[]} records
 * @param {(record: T) => string} headingOf
 * @returns {Map<string, T[]>}
 */
export function grouped(records, headingOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const record of records) {
    const heading = headingOf(record);
    const group = groups.get(heading);
    if (group) group.push(record);
    else groups.set(heading, [record]);
  }
  return groups;
}

/**
 * A heading with what stands under it; nothing where there is nothing.
 *
 * @param {string} heading
 * @param {...(Child | Child[])} children
 */
export function section(heading, ...children) {
  const shown = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  if (shown.length === 0) return null;
  return h("section", null, h("h2", null, heading), shown);
}

/**
 * A term of a list of descriptions, with what is said of it.
 *
 * @param {string} term
 * @param {...(Child | Child[])} children
 */
export function described(term, ...children) {
  return h("div", null, h("dt", null, term), h("dd", null, ...children));
}

/**
 * Links to records.
 *
 * @param {readonly string[]} ids
 * @param {(id: string) => string} nameOf
 * @param {(id: string) => string} addressOf
 */
export function linked(ids, nameOf, addressOf) {
  return h(
    "ul",
    { class: "links" },
    ids.map((id) => h("li", null, h("a", { href: addressOf(id) }, nameOf(id)))),
  );
}

/**
 * What names a record, from a list; the id where the list has it not.
 *
 * @param {readonly {id: string, name: string}[]} records
 * @returns {(id: string) => string}
 */
export function namer(records) {
  const names = new Map(records.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
