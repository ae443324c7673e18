// For developers: the calls that this page made, each as something to copy.

import { callLog, calls } from "./api.js";
import { h } from "./dom.js";
import { OPERATIONS } from "./operations.js";
import { SNIPPETS } from "./snippets.js";

/** @import { Call } from "./api.js" */

/**
 * Keep a section of the page filled with the calls it made.
 *
 * @param {HTMLElement} where
 */
export function showCalls(where) {
  const list = h("ol", { class: "calls" });
  /** @type {Map<Call, HTMLElement>} */
  const shown = new Map();
  where.append(
    h("h2", { id: "calls-heading" }, "For developers: the calls this page made"),
    h("p", null, "Each runs as it is printed. No key is needed; every origin may call."),
    list,
  );
  const update = () => {
    where.hidden = calls.length === 0;
    for (const call of calls) {
      let item = shown.get(call);
      if (!item) {
        item = itemOf(call);
        shown.set(call, item);
        list.append(item);
      }
      const outcome = item.querySelector(".outcome");
      if (outcome) outcome.textContent = outcomeOf(call);
    }
  };
  callLog.addEventListener("change", update);
  update();
}

/** @param {Call} call */
function outcomeOf({ status, milliseconds }) {
  if (milliseconds === null) return "waiting";
  return status === null ? "no answer" : `${status}, ${milliseconds} ms`;
}

/** @param {Call} call */
function itemOf(call) {
  const { method, address, operation } = call;
  const snippets = h("div", { class: "snippets" });
  const details = h(
    "details",
    null,
    h("summary", null, h("code", null, `${method} ${decodeURI(address)}`), " ", h("span", { class: "outcome" })),
    snippets,
  );
  const open = () => {
    snippets.append(
      ...Object.entries(SNIPPETS).map(([name, write]) => snippet(name, write(call), address)),
      h("p", null, h("a", { href: `/docs#/${OPERATIONS[operation]}` }, "Try it in the console")),
    );
  };
  details.addEventListener("toggle", open, { once: true });
  return h("li", null, details);
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} address
 */
function snippet(name, text, address) {
  const button = h("button", { type: "button", "aria-label": `Copy ${name} of ${address}` }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select and copy"; // the browser keeps the clipboard to itself
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return h(
    "div",
    { class: "snippet", "data-language": name },
    h("p", { class: "snippet-bar" }, h("span", null, name), button),
    h("pre", { tabindex: 0, role: "region", "aria-label": `${name} of ${address}` }, h("code", null, text)),
  );
}
