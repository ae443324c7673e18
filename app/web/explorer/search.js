// The search in the head of every page: results while one types, as links that arrow keys walk.

import { ApiError, get } from "./library/api.js";
import { byId, h } from "./library/dom.js";
import { words } from "./library/quantity.js";
import { failure } from "./library/states.js";
import { placeOf } from "./records/places.js";
import { orStatic } from "./records/static.js";

/** @import { Schemas } from "./library/types" */

/** @typedef {Schemas["SearchResults"]} Results */

/** How long a reader rests before the API is asked, in milliseconds. */
const REST = 200;

const MOST = 8;

const FILES_ONLY = "This copy of the API is files only: it cannot search. The lists of agents and of regimens can be searched.";

/** Kind -> one of it, where it is not the kind without its last letter. @type {Record<string, string>} */
const KINDS = { studies: "study", workup: "work-up" };

const where = byId("search");
const input = h("input", {
  type: "search", id: "search-words", maxlength: 100, autocomplete: "off", spellcheck: "false",
  placeholder: "Search everything", "aria-describedby": "search-how",
});
const status = h("p", { class: "unseen", role: "status" });
const panel = h("div", { class: "found", hidden: true });

let timer = 0;
let calling = new AbortController();

/** Show something under the field; nothing closes it. @param {...Node} content */
function open(...content) {
  panel.replaceChildren(...content);
  panel.hidden = content.length === 0;
}

/** Forget what was asked for and what was found. */
function close() {
  clearTimeout(timer);
  calling.abort();
  status.textContent = "";
  open();
}

function type() {
  clearTimeout(timer);
  calling.abort();
  if (input.value.trim() === "") close();
  else timer = window.setTimeout(() => void ask(), REST);
}

async function ask() {
  const q = input.value.trim();
  if (q === "") return;
  calling.abort();
  calling = new AbortController();
  const { signal } = calling;
  status.textContent = "Searching…";
  open(h("p", { class: "quiet" }, "Searching…"));
  try {
    show(answered(await get("/v1/search", { query: { q, limit: MOST }, signal }), q), q);
  } catch (error) {
    if (signal.aborted) return; // something else is asked for by now
    status.textContent = "";
    const told = orStatic(error, FILES_ONLY);
    open(failure(told, told instanceof ApiError && told.kind === "static" ? undefined : () => void ask()));
    if (!(error instanceof ApiError)) throw error;
  }
}

/**
 * A copy made of files answers every question with the same file: what it holds is no answer to this one.
 *
 * @param {Results} results
 * @param {string} q
 */
function answered(results, q) {
  const asked = new URL(results.links.self, location.origin).searchParams.get("q");
  if (asked !== q) throw new ApiError("static", FILES_ONLY);
  return results;
}

/**
 * @param {Results} results
 * @param {string} q
 */
function show({ data, page }, q) {
  status.textContent = data.length === 0 ? "Nothing found" : `${page.total} found, ${data.length} shown`;
  if (data.length === 0) {
    open(h("p", { class: "quiet" }, `Nothing is found for “${q}”.`));
    return;
  }
  const rest = page.total - data.length;
  open(
    h("ul", null, data.map(hit)),
    ...(rest > 0 ? [h("p", { class: "quiet" }, h("a", { href: `/v1/search?${new URLSearchParams({ q })}` }, `${rest} more, as data`))] : []),
  );
}

/** @param {Results["data"][number]} found */
function hit({ kind, id, name, member, snippet }) {
  return h(
    "li",
    null,
    h(
      "a",
      { href: placeOf(kind, id) },
      h("span", { class: "name" }, name),
      h("span", { class: "kind" }, KINDS[kind] ?? words(kind).replace(/s$/, "")),
      member !== "name" && h("span", { class: "snippet" }, snippet.map(({ text, match }) => (match ? h("mark", null, text) : text))),
    ),
  );
}

/** @param {KeyboardEvent} event */
function walk(event) {
  if (event.key === "Escape") {
    close();
    input.focus();
    return;
  }
  const stops = [input, ...panel.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || stops.length === 1) return;
  event.preventDefault();
  const at = stops.findIndex((stop) => stop === document.activeElement);
  stops[(at + step + stops.length) % stops.length]?.focus();
}

const form = h(
  "form",
  null,
  h("label", { class: "unseen", for: input.id }, "Search everything"),
  input,
  h("p", { class: "unseen", id: "search-how" }, "Results appear while you type; the arrow keys lead to them."),
);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (panel.hidden) void ask();
  else panel.querySelector("a")?.focus();
});
input.addEventListener("input", type);
where.addEventListener("keydown", walk);
where.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget instanceof Node && !where.contains(relatedTarget)) close();
});
document.addEventListener("pointerdown", ({ target }) => {
  if (target instanceof Node && !where.contains(target)) close();
});
input.addEventListener("focus", () => form.after(status), { once: true }); // there before it says anything
where.append(form, panel);
