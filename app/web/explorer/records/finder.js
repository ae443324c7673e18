// A list of records with a search and filters; what is chosen stands in the address, to be shared.

import { h, newId } from "../library/dom.js";
import { match } from "./match.js";

/** @import { Child } from "../library/dom.js" */

/**
 * @template T
 * @typedef {object} Filter
 * @property {string} name Of the query parameter, as the API names its own.
 * @property {string} label
 * @property {readonly (readonly [value: string, text: string])[]} options
 * @property {(record: T, value: string) => boolean} fits
 */

/**
 * @template T
 * @typedef {object} Listed
 * @property {string} noun What the records are, in the plural.
 * @property {readonly T[]} records
 * @property {(record: T) => readonly string[]} textsOf What a search looks through.
 * @property {readonly Filter<T>[]} filters
 * @property {(records: readonly T[]) => Child[]} draw
 */

/**
 * The form, how many records fit, and the records.
 *
 * @template T
 * @param {Listed<T>} listed
 * @returns {HTMLElement[]}
 */
export function finder({ noun, records, textsOf, filters, draw }) {
  const asked = new URLSearchParams(location.search);
  const said = h("p", { class: "count-of", role: "status" });
  const results = h("div", { class: "groups" });
  const search = h("input", { type: "search", maxlength: 100, autocomplete: "off", spellcheck: "false", value: asked.get("q") });
  const selects = filters.map((filter) => ({ filter, select: choice(filter, asked.get(filter.name)) }));
  const clear = h("button", { type: "button" }, "Clear");
  const show = () => {
    const chosen = selects.filter(({ select }) => select.value !== "");
    const fitting = records.filter((record) => chosen.every(({ filter, select }) => filter.fits(record, select.value)));
    const { found, isNear } = match(fitting, textsOf, search.value);
    said.textContent = counted(found.length, records.length, noun, isNear);
    results.replaceChildren(...h("div", null, ...(found.length > 0 ? draw(found) : [nothing(noun)])).childNodes);
    clear.hidden = chosen.length === 0 && search.value === "";
    keep([["q", search.value.trim()], ...chosen.map(({ filter, select }) => [filter.name, select.value])]);
  };
  clear.addEventListener("click", () => {
    search.value = "";
    for (const { select } of selects) select.value = "";
    show();
    search.focus(); // the button is gone
  });
  const form = h(
    "form",
    { class: "finder", role: "search", "aria-label": `Among the ${noun}` },
    labelled("Search", search),
    selects.map(({ filter, select }) => labelled(filter.label, select)),
    clear,
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  show();
  return [form, said, results];
}

/**
 * @template T
 * @param {Filter<T>} filter
 * @param {string | null} chosen From the address; what the filter does not have counts as nothing.
 */
function choice({ options }, chosen) {
  const all = h("option", { value: "" }, "All");
  return h(
    "select",
    null,
    all,
    options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
  );
}

/**
 * @param {string} label
 * @param {HTMLElement} field
 */
export function labelled(label, field) {
  const id = newId("field");
  field.id = id;
  return h("div", { class: "field" }, h("label", { for: id }, label), field);
}

/**
 * @param {number} found
 * @param {number} all
 * @param {string} noun
 * @param {boolean} isNear
 */
function counted(found, all, noun, isNear) {
  if (found === 0) return `None of ${all} ${noun}`;
  if (isNear) return `Nothing is written so. Near it: ${found} of ${all} ${noun}`;
  return found === all ? `All ${all} ${noun}` : `${found} of ${all} ${noun}`;
}

/** @param {string} noun */
function nothing(noun) {
  return h("p", { class: "empty" }, `No ${noun} fit. Try fewer words, or clear the filters.`);
}

/** @param {(readonly string[])[]} choices */
function keep(choices) {
  const kept = new URLSearchParams(choices.filter(([, value]) => value).map(([name = "", value = ""]) => [name, value]));
  history.replaceState(null, "", kept.size ? `?${kept}` : location.pathname);
}
