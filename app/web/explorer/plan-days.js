// The days of a plan: a table, by stage and in order of time, that becomes a list where it is narrow.

import { h, newId } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { gap, quantity, sayDay, sayWindow, words } from "./library/quantity.js";
import { sayDifference, showDate, WEIGHTS } from "./plan-words.js";

/** @import { Plan } from "./plan-words.js" */

/** @typedef {Plan["entries"][number]} Entry */

const COLUMNS = ["Date", "Day", "What", "Dose", "Evidence"];

/** @param {Plan} plan */
export function showDays({ entries, stages }) {
  // Roles are said, for a table that is laid out as a list is none to every browser.
  const said = new Set();
  const isNew = (/** @type {Entry} */ { title, note }) => said.size < said.add(`${title}: ${note}`).size;
  const table = h(
    "table",
    { class: "days", role: "table", "aria-label": "The plan day by day", "data-show": "all" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, COLUMNS.map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
    stages.map(({ stage, name }) => {
      const own = entries.filter((entry) => entry.stage === stage);
      return own.length > 0 && h(
        "tbody",
        { role: "rowgroup", class: stage },
        h("tr", { role: "row", class: "stage-row" }, h("th", { role: "rowheader", scope: "rowgroup", colspan: COLUMNS.length }, name)),
        own.map((entry) => showEntry(entry, isNew(entry))),
      );
    }),
  );
  return [choice(table), table];
}

/**
 * Everything, or the doses and the graft alone.
 *
 * @param {HTMLElement} table
 */
function choice(table) {
  const name = newId("show");
  const radio = (/** @type {string} */ value, /** @type {string} */ text, checked = false) =>
    h("label", null, h("input", { type: "radio", name, value, checked, autocomplete: "off", onchange: () => (table.dataset.show = value) }), h("span", null, text));
  return h("fieldset", { class: "switch" }, h("legend", null, "Show"), radio("all", "Everything", true), radio("doses", "Doses and graft"));
}

/**
 * @param {Entry} entry
 * @param {boolean} isNew Whether its note was not yet said: the same on nine days is read once.
 */
function showEntry(entry, isNew) {
  const { kind, title, purpose, text, note, route } = entry;
  return h(
    "tr",
    { role: "row", "data-kind": kind },
    h("td", { role: "cell", "data-name": "Date" }, showWhen(entry)),
    h("td", { role: "cell", "data-name": "Day" }, showDayOf(entry)),
    h(
      "th",
      { role: "rowheader", scope: "row" },
      h("strong", null, title),
      h("span", { class: "kind" }, [kind === "dose" ? purpose && words(purpose) : kind, route && words(route)].filter(Boolean).join(", ")),
      h("span", { class: "text" }, text),
      note && isNew && h("span", { class: "text quiet" }, note),
    ),
    h("td", { role: "cell", "data-name": "Dose", class: kind === "dose" ? "" : "none" }, kind === "dose" ? showDose(entry) : null),
    h("td", { role: "cell", "data-name": "Evidence" }, evidence({ ...entry, note: null }, title)),
  );
}

/** @param {Entry} entry */
function showWhen({ date, until, assumed }) {
  if (!date && !until) return gap("no date reported");
  return [
    date ? showDate(date) : "up to ",
    date && until && " to ",
    until && showDate(until),
    assumed && h("span", { class: "assumed" }, "placed, not given"),
  ];
}

/** @param {Entry} entry */
function showDayOf(entry) {
  const { day, anchor, anchor_day } = entry;
  const counted = anchor !== "day_zero" && sayWindow({ ...entry, from_day: anchor_day, to_day: anchor_day });
  return [day === null ? gap("none") : sayDay(day), counted && h("span", { class: "quiet counted" }, ` ${counted}`)];
}

/** @param {Entry} entry */
function showDose({ dose, times_per_day, evidence: status }) {
  if (!dose) return gap(status === "not_reported" ? "not reported" : "not reckoned");
  const { per_administration, per_day, unrounded, difference_percent, weight_basis, working } = dose;
  const isRounded = unrounded.text !== per_administration.text;
  return [
    h("strong", { class: "figure" }, quantity(per_administration)),
    h("span", { class: "times" }, times_per_day === null ? gap("how often: not reported") : sayTimes(times_per_day, per_day)),
    isRounded && h("span", { class: "quiet" }, `before rounding ${unrounded.text ?? "unknown"}, ${sayDifference(difference_percent)}`),
    h("details", { class: "sum" }, h("summary", null, "Working"), h("p", null, `${working}.`), weight_basis && h("p", { class: "quiet" }, `On: ${WEIGHTS[weight_basis].toLowerCase()}.`)),
  ];
}

/**
 * @param {number} times
 * @param {{text: string | null}} perDay
 */
function sayTimes(times, perDay) {
  return times === 1 ? "once" : `${times} times, ${perDay.text ?? "unknown"} on this day`;
}
