// What a part of a page shows while it loads, when loading failed, and when there is nothing.

import { ApiError } from "./api.js";
import { h } from "./dom.js";

/**
 * Fill a part of the page with what a promise brings; offer to try again when it fails.
 *
 * @template T
 * @param {HTMLElement} where Its content is replaced, by `render` and by each state before it.
 * @param {() => Promise<T>} load Called once, and once more for each time the reader tries again.
 * @param {(value: T) => import("./dom.js").Child | import("./dom.js").Child[]} render
 * @param {string} [waiting] What is being waited for, for a reader who cannot see the skeleton.
 * @returns {Promise<void>}
 */
export async function fill(where, load, render, waiting = "Loading") {
  where.setAttribute("aria-busy", "true");
  where.replaceChildren(skeleton(waiting));
  try {
    const rendered = render(await load());
    const children = Array.isArray(rendered) ? rendered : [rendered];
    where.replaceChildren(...nodesOf(children));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    where.replaceChildren(failure(error, () => void fill(where, load, render, waiting)));
    if (!(error instanceof ApiError)) throw error; // a fault of ours: the console shall say so
  } finally {
    where.removeAttribute("aria-busy");
  }
}

/**
 * Grey bars where text will stand.
 *
 * @param {string} waiting
 */
export function skeleton(waiting) {
  const bars = [1, 2, 3].map(() => h("span", { class: "bone" }));
  return h("div", { class: "skeleton", role: "status" }, h("span", { class: "unseen" }, `${waiting}…`), bars);
}

/**
 * Say what went wrong, and offer to try again.
 *
 * @param {unknown} error
 * @param {() => void} [retry] Left out where trying again cannot help.
 */
export function failure(error, retry) {
  const isKnown = error instanceof ApiError;
  const problem = isKnown ? error.problem : null;
  return h(
    "div",
    { class: "failure", role: "alert" },
    h("p", null, h("strong", null, "This could not be shown. "), isKnown ? error.message : "The page made a mistake."),
    problem && problem.errors.length > 0 &&
      h("ul", null, problem.errors.map((fault) => h("li", null, fault.detail))),
    retry && h("p", null, h("button", { type: "button", onclick: retry }, "Try again")),
    problem && h("p", { class: "quiet" }, `Request ${problem.request_id}`),
  );
}

/**
 * Say that there is nothing, and what to do about it.
 *
 * @param {string} sentence
 */
export function empty(sentence) {
  return h("p", { class: "empty" }, sentence);
}

/** @param {import("./dom.js").Child[]} children */
function nodesOf(children) {
  return [...h("div", null, children).childNodes];
}
