// How far a value has been traced, and where it was read: one click away.

import { get } from "./api.js";
import { h } from "./dom.js";
import { words } from "./quantity.js";
import { fill } from "./states.js";

/** @import { Evidence, Reference } from "./types" */

/** @type {Record<Evidence, string>} */
const MEANINGS = {
  reported: "Read in the source itself.",
  secondary: "Read in a page about the source.",
  derived: "Arithmetic on reported values.",
  extrapolated: "Reported for another disease; a convention, not a regimen for multiple sclerosis.",
  not_reported: "Nobody we could read says.",
};

/** @type {Record<Reference["read"], string>} */
const READ = {
  full_text: "read in full",
  abstract: "abstract read",
  registry_record: "registry record read",
  label: "label read",
  secondary: "read at second hand",
};

/** Id -> the reference, asked for once. @type {Map<string, Promise<Reference>>} */
const known = new Map();

/**
 * The badge of a claim. It opens to the meaning of its status, its note and its sources.
 *
 * @param {{evidence?: Evidence | null, sources: string[], note?: string | null}} claim Without
 *   `evidence` the badge says only how many sources there are: for the texts of a record.
 * @param {string} [about] What the claim is about, for a reader who hears the badge alone.
 */
export function evidence({ evidence: status = null, sources, note = null }, about = "") {
  const list = h("div", { class: "sources" });
  const details = h(
    "details",
    { class: "evidence", "data-status": status ?? "text" },
    h(
      "summary",
      null,
      status && h("span", { class: "status" }, words(status)),
      h("span", { class: "count" }, counted(sources.length)),
      about && h("span", { class: "unseen" }, ` for ${about}`),
    ),
    status && h("p", { class: "meaning" }, MEANINGS[status]),
    note && h("p", { class: "note" }, note),
    list,
  );
  const open = () => {
    if (!details.open || sources.length === 0) return;
    details.removeEventListener("toggle", open);
    void fill(list, () => Promise.all(sources.map(reference)), listed, "Loading sources");
  };
  details.addEventListener("toggle", open);
  return details;
}

/** @param {number} number */
function counted(number) {
  if (number === 0) return "no source";
  return number === 1 ? "1 source" : `${number} sources`;
}

/**
 * Get a reference, by its own address, which a copy of the API made of files answers too.
 *
 * @param {string} id
 */
function reference(id) {
  let asked = known.get(id);
  if (!asked) {
    asked = get("/v1/references/{id}", { path: { id } });
    asked.catch(() => known.delete(id)); // so that trying again asks again
    known.set(id, asked);
  }
  return asked;
}

/** @param {Reference[]} references */
function listed(references) {
  return h("ul", null, references.map((source) => h("li", null, ...shown(source))));
}

/** @param {Reference} source */
function shown({ name, citation, link, read, note }) {
  const title = link
    ? h("a", { href: link, rel: "noreferrer" }, name)
    : h("strong", null, name);
  return [title, ` (${READ[read] ?? words(read)}). `, citation, note && h("p", { class: "note" }, note)];
}
