// The plan to take away: a calendar, a table, a sheet to print, and whatever else the API offers.

import { ApiError, postForFile } from "./library/api.js";
import { h } from "./library/dom.js";

/** @import { Made } from "./plan-result.js" */

/** Format -> how its button is called, and how its file ends. @type {Readonly<Record<string, readonly [string, string]>>} */
const FILES = {
  ics: ["Calendar (.ics)", "ics"],
  csv: ["Table (.csv)", "csv"],
  svg: ["Picture (.svg)", "svg"],
  fhir: ["FHIR (.json)", "fhir.json"],
};

/** @param {Made} made */
export function fileButtons(made) {
  const said = h("span", { class: "quiet", role: "status" });
  const bar = h("div", { class: "actions files", role: "group", "aria-label": "Take the plan with you" });
  void made.contract.then(({ formats }) => {
    const files = formats.filter((format) => format !== "json" && format !== "html");
    bar.append(
      ...(formats.includes("html") ? [button("Print sheet", said, () => print(made))] : []),
      ...files.map((format) => {
        const [name, end] = FILES[format] ?? [`Save as ${format}`, format];
        return button(name, said, () => keep(made, format, end));
      }),
      button("Copy JSON", said, () => copy(made)),
      said,
    );
  });
  return bar;
}

/**
 * @param {string} name
 * @param {HTMLElement} where
 * @param {() => Promise<string>} act What it did, as a sentence.
 */
function button(name, where, act) {
  const pressed = async () => {
    where.textContent = "";
    try {
      where.textContent = await act();
    } catch (error) {
      where.textContent = error instanceof ApiError ? error.message : "That did not work.";
      if (!(error instanceof ApiError)) throw error;
    }
  };
  return h("button", { type: "button", onclick: () => void pressed() }, name);
}

/**
 * @param {Made} made
 * @param {string} format
 */
function fetched({ request }, format) {
  return postForFile("/v1/plans", request, { query: { format } });
}

/**
 * Save the plan as a file, whose name says nothing of a person.
 *
 * @param {Made} made
 * @param {string} format
 * @param {string} end
 */
async function keep(made, format, end) {
  return save(await fetched(made, format), `plan-${made.plan.id}.${end}`);
}

/**
 * @param {Blob} file
 * @param {string} name
 */
function save(file, name) {
  const href = URL.createObjectURL(file);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // a browser may ask first where to save it
  return `Saved ${name}.`;
}

/**
 * Open the sheet in a tab of its own and print it; where the browser opens none, save it.
 *
 * @param {Made} made
 */
async function print(made) {
  const sheet = await fetched(made, "html");
  const tab = open(URL.createObjectURL(sheet), "_blank"); // its address lasts as long as this page
  if (!tab) return `${save(sheet, `plan-${made.plan.id}.html`)} Open it to print it.`;
  tab.addEventListener("load", () => tab.print());
  return "The sheet is in a tab of its own.";
}

/** @param {Made} made */
async function copy({ plan }) {
  try {
    await navigator.clipboard.writeText(JSON.stringify(plan, null, 2));
    return "Copied.";
  } catch {
    const file = new Blob([JSON.stringify(plan, null, 2)], { type: "application/json" });
    return `The browser keeps the clipboard to itself. ${save(file, `plan-${plan.id}.json`)}`;
  }
}
