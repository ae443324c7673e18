// Lists with filters. Every record is loaded and the choice is made here, so that it works on a copy
// of the API made of files too; the choice stands in the address, so that it can be shared.

import { h } from "./library/dom.js";
import { empty } from "./library/states.js";

/** @import { Child } from "./library/dom.js" */

/** @typedef {readonly [value: string, name: string]} Choice */
/** @typedef {Map<string, string>} Values Filter -> what is chosen; empty for anything. */

/**
 * @template T
 * @typedef {object} Filter
 * @property {string} name Its parameter in the address.
 * @property {string} label
 * @property {readonly Choice[]} [choices] Left out: words are typed.
 * @property {(item: T, value: string) => boolean} fits Not asked where nothing is chosen.
 * @property {(value: string) => string} [read] What a value in the address means, such as an alias.
 * @property {string} [initial] What is chosen where the address does not have the parameter.
 */

/**
 * @template T
 * @typedef {object} List
 * @property {readonly T[]} items
 * @property {readonly Filter<T>[]} filters
 * @property {string} noun What is counted, in the plural.
 * @property {(shown: T[], values: Values) => Child | Child[]} render
 */

/** @param {string} value */
const same = (value) => value;

/** Milliseconds without typing before the address is written: browsers refuse to write it too often. */
const PAUSE = 250;

/**
 * Make the filters of a list, and what they leave.
 *
 * @template T
 * @param {List<T>} list
 * @returns {{nodes: HTMLElement[], update: () => void}} `update` draws what is left anew.
 */
export function filtered({ items, filters, noun, render }) {
  const address = new URLSearchParams(location.search);
  /** @type {Values} */
  const values = new Map(filters.map(({ name, initial = "", read = same }) => [name, read(address.get(name) ?? initial)]));
  const status = h("p", { role: "status", class: "quiet counted" });
  const results = h("div", { class: "results" });
  const update = () => {
    const shown = items.filter((item) => filters.every(({ name, fits }) => {
      const value = values.get(name);
      return !value || fits(item, value);
    }));
    const isChosen = [...values.values()].some(Boolean);
    status.textContent = isChosen ? `${shown.length} of ${items.length} ${noun}` : `All ${items.length} ${noun}`;
    reset.hidden = !isChosen;
    const rendered = shown.length > 0 ? render(shown, values) : empty(`None of the ${noun} fits. Choose something wider.`);
    results.replaceChildren(h("div", null, rendered));
  };
  const change = () => {
    update();
    write(values, filters);
  };
  const controls = filters.map((filter) => control(filter, values, change));
  const reset = h("button", { type: "button", onclick: () => {
    for (const { name } of filters) values.set(name, "");
    for (const { reflect } of controls) reflect();
    change();
    controls[0]?.input.focus(); // the button is gone
  } }, "Show all");
  update();
  const bar = h("div", { class: "filters", role: "search", "aria-label": `Choose among the ${noun}` },
    controls.map(({ element }) => element), reset);
  return { nodes: [bar, status, results], update };
}

/**
 * A filter of records by words in what `texts` returns; kept without choices, it is a search box.
 *
 * @template T
 * @param {(item: T) => readonly (string | number | null | undefined)[]} texts
 * @returns {Filter<T>}
 */
export function search(texts) {
  return { name: "q", label: "Search", fits: (item, value) => mentions(value, texts(item)) };
}

/**
 * The values that there are, each with a name and how often it is there, in the order of the names.
 *
 * @param {readonly string[]} values
 * @param {(value: string) => string} nameOf
 * @returns {Choice[]}
 */
export function choicesOf(values, nameOf) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => /** @type {const} */ ([value, `${nameOf(value)} (${count})`]))
    .sort(([, a], [, b]) => a.localeCompare(b, "en", { numeric: true }));
}

/**
 * Whether every word of a search stands in one of the texts; case and accents aside.
 *
 * @param {string} sought
 * @param {readonly (string | number | null | undefined)[]} texts
 */
function mentions(sought, texts) {
  const all = folded(texts.filter((text) => text !== null && text !== undefined).join(" "));
  return folded(sought).split(/\s+/).every((word) => all.includes(word));
}

/** @param {string} text */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * @template T
 * @param {Filter<T>} filter
 * @param {Values} values
 * @param {() => void} change
 */
function control({ name, label, choices }, values, change) {
  const value = () => values.get(name) ?? "";
  const input = choices ? h("select", null, optionsOf(choices, value())) : h("input", { type: "search", autocomplete: "off" });
  const reflect = () => (input.value = value());
  input.addEventListener(choices ? "change" : "input", () => {
    values.set(name, input.value);
    change();
  });
  reflect();
  return { element: h("label", null, h("span", null, label), input), input, reflect };
}

/**
 * @param {readonly Choice[]} choices
 * @param {string} value What the address says: shown even if there is no such choice.
 */
function optionsOf(choices, value) {
  const isKnown = value === "" || choices.some(([known]) => known === value);
  return [
    h("option", { value: "" }, "Any"),
    !isKnown && h("option", { value }, `${value} (0)`),
    ...choices.map(([value, name]) => h("option", { value }, name)),
  ];
}

let waiting = 0;

/**
 * Write what is chosen into the address, without a new entry in the history.
 *
 * @template T
 * @param {Values} values
 * @param {readonly Filter<T>[]} filters
 */
function write(values, filters) {
  const address = new URL(location.href);
  for (const { name, initial } of filters) {
    const value = values.get(name) ?? "";
    if (value || initial) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  clearTimeout(waiting);
  waiting = setTimeout(() => history.replaceState(history.state, "", address), PAUSE);
}
