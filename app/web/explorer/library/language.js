// Plain or clinical: in which words the texts of a record are shown.

import { h, newId } from "./dom.js";
import { recall, remember } from "./memory.js";

/** @typedef {"plain" | "clinical"} Language */

const changed = new EventTarget();

/** @type {Language} */
let chosen = recall("language") === "clinical" ? "clinical" : "plain";

/** The language that is chosen now. */
export function language() {
  return chosen;
}

/**
 * Choose between the two texts of a record; the plain one where there is no other.
 *
 * @param {{summary: string, detail: string | null}} record
 */
export function textOf({ summary, detail }) {
  return (chosen === "clinical" && detail) || summary;
}

/** @param {() => void} listener Called whenever the reader chooses the other language. */
export function onLanguage(listener) {
  changed.addEventListener("change", listener);
}

/** The switch: two radio buttons. */
export function languageSwitch() {
  const name = newId("language");
  return h(
    "fieldset",
    { class: "switch" },
    h("legend", null, "Words"),
    choice(name, "plain", "Plain"),
    choice(name, "clinical", "Clinical"),
  );
}

/**
 * @param {string} name
 * @param {Language} value
 * @param {string} text
 */
function choice(name, value, text) {
  const choose = () => {
    chosen = value;
    remember("language", value);
    changed.dispatchEvent(new Event("change"));
  };
  const input = h("input", { type: "radio", name, value, checked: value === chosen, onchange: choose });
  return h("label", null, input, h("span", null, text));
}
