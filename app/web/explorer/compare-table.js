// Regimens -> one table: what each is, what is given on which day, and the totals.

import { h } from "./library/dom.js";
import { gap, quantity, sayDay, words } from "./library/quantity.js";
import { daysOf, totalsOf, undatedOf } from "./records/comparison.js";
import { COUNTED, PLANNABLE, timesPerDay, UNTIL } from "./records/doses.js";
import { outcomesOf, placeOf, planOf } from "./records/places.js";
import { say, Unknown } from "./records/record.js";

/** @import { Schemas } from "./library/types" */
/** @import { Child } from "./library/dom.js" */
/** @import { Item, Row } from "./records/comparison.js" */
/** @import { Verdict } from "./records/doses.js" */

/** @typedef {Schemas["RegimenDocument"]} Regimen */
/** @typedef {(agent: string) => string} NameOf */

const NOT_APPLICABLE = "Does not apply";

/** Verdict -> its sign, and what it means. @type {Record<Verdict, readonly [sign: string, meaning: string]>} */
const VERDICTS = {
  same: ["=", "the same in each"],
  differs: ["≠", "differs, or is in one and not in another"],
  unknown: ["?", "a gap keeps them from being compared"],
};

/**
 * @param {readonly string[]} ids As they were asked for.
 * @param {readonly (Regimen | Unknown)[]} answers In the same order.
 * @param {NameOf} nameOf
 * @returns {Child[]}
 */
export function showComparison(ids, answers, nameOf) {
  const unknown = ids.filter((_, place) => answers[place] instanceof Unknown);
  const regimens = answers.flatMap((answer) => (answer instanceof Unknown ? [] : [answer]));
  return [
    unknown.length > 0 && h("div", { class: "notice no-such" }, unknown.map((id) => h("p", null, `No regimen has the id “${id}”. Choose another above.`))),
    regimens.length === 1 && h("p", { class: "empty" }, "Choose a second regimen above to compare it with."),
    regimens.length > 1 && legend(),
    regimens.length > 0 && h(
      "div",
      { class: "scroll", role: "region", "aria-label": "Comparison", tabindex: 0 },
      table(regimens, nameOf),
    ),
  ];
}

function legend() {
  return h("ul", { class: "legend" }, Object.entries(VERDICTS).map(([name, [sign, meaning]]) =>
    h("li", null, h("span", { class: `verdict ${name}`, "aria-hidden": "true" }, sign), ` ${meaning}`)));
}

/**
 * @param {Regimen[]} regimens
 * @param {NameOf} nameOf
 */
function table(regimens, nameOf) {
  const isMany = regimens.length > 1;
  const columns = regimens.length + 1;
  const undated = undatedOf(regimens);
  const comparison = h(
    "table",
    { class: "comparison" },
    h("caption", { class: "unseen" }, "Regimens side by side"),
    h("thead", null, h("tr", null, h("td"), regimens.map(columnHead))),
    h("tbody", null, rowgroup("At a glance", columns), FACTS.map(([name, show]) =>
      h("tr", null, h("th", { scope: "row" }, name), regimens.map((regimen) => h("td", null, show(regimen)))))),
    daysOf(regimens).map(({ anchor, rows }) =>
      h("tbody", { "data-anchor": anchor }, rowgroup(COUNTED[anchor], columns), rows.map((row) => dayRow(row, regimens, nameOf, isMany)))),
    undated.some((items) => items.length > 0) &&
      h("tbody", { class: "undated" }, rowgroup("Given, on days that nobody we could read reports", columns),
        h("tr", null, h("th", { scope: "row" }, "Day not reported"), undated.map((items) => cell(items, nameOf, false)))),
    h("tbody", { class: "totals" }, rowgroup("Totals", columns), totalsOf(regimens).map(({ agent, verdict, totals }) =>
      h("tr", { "data-agent": agent }, h("th", { scope: "row" }, h("a", { href: placeOf("agents", agent) }, nameOf(agent)), isMany && mark(verdict)),
        totals.map((total, place) => h("td", null, sayTotal(total, regimens[place]?.agents.includes(agent) ?? false)))))),
  );
  comparison.style.setProperty("--regimens", String(regimens.length));
  return comparison;
}

/** @param {Regimen} regimen */
function columnHead(regimen) {
  const { id, name } = regimen;
  const plan = planOf(regimen);
  return h("th", { scope: "col" }, h("a", { href: placeOf("regimens", id) }, name),
    plan && h("a", { class: "plan", href: plan }, "Plan this", h("span", { class: "unseen" }, `: ${name}`)));
}

/**
 * @param {string} name
 * @param {number} columns
 */
function rowgroup(name, columns) {
  return h("tr", { class: "rowgroup" }, h("th", { scope: "rowgroup", colspan: columns }, h("span", null, name)));
}

/** What stands above the days. @type {readonly (readonly [string, (regimen: Regimen) => Child | Child[]])[]} */
const FACTS = [
  ["Stage", ({ stage }) => (stage === "harvest" ? "Mobilisation" : "Conditioning")],
  ["Standing", ({ standing }) => say(standing)],
  ["Intensity", showIntensity],
  ["For a plan", ({ plannable }) => PLANNABLE[plannable]],
  ["Evidence of the dose lines", showEvidence],
  ["Cells", showGraft],
  ["Neutrophil recovery", ({ recovery, stage }) => (stage === "harvest" && recovery === null ? NOT_APPLICABLE : quantity(recovery))],
  ["Studies", ({ studies }) => String(studies.length)],
  ["Outcomes", ({ id, outcomes }) => (outcomes.length > 0 ? h("a", { href: outcomesOf(id) }, String(outcomes.length)) : "0")],
  ["Adverse events", ({ adverse_events: events }) => String(events.length)],
  ["Gaps listed", ({ missing }) => String(missing.length)],
];

/** @param {Regimen} regimen */
function showIntensity({ intensity }) {
  if (intensity.length === 0) return NOT_APPLICABLE;
  return h("ul", null, intensity.map(({ label, scheme }) =>
    h("li", null, label === null ? gap("nobody classifies it") : say(label), scheme && h("span", { class: "quiet" }, ` ${scheme}`))));
}

/** How many of the dose lines are traced how far. @param {Regimen} regimen */
function showEvidence({ dose_lines: lines }) {
  if (lines.length === 0) return gap("no dose line");
  const statuses = [...new Set(lines.map(({ evidence }) => evidence))];
  return h("ul", null, statuses.map((status) =>
    h("li", null, `${lines.filter(({ evidence }) => evidence === status).length} ${words(status)}`)));
}

/** @param {Regimen} regimen */
function showGraft({ stage, graft }) {
  if (stage === "harvest") return NOT_APPLICABLE;
  const said = [graft?.handling, graft?.storage].flatMap((code) => (code ? [words(code)] : []));
  return said.length > 0 ? said.join(", ") : gap();
}

/**
 * @param {Row} row
 * @param {Regimen[]} regimens
 * @param {NameOf} nameOf
 * @param {boolean} isMany
 */
function dayRow({ day, until, cells, verdict }, regimens, nameOf, isMany) {
  const name = until ? `Go on: ${UNTIL[until]}` : `Day ${sayDay(day)}`;
  return h(
    "tr",
    { "data-day": day, "data-verdict": verdict, class: day === 0 && !until ? "zero" : null },
    h("th", { scope: "row" }, name, isMany && verdict && mark(verdict)),
    cells.map((items) => cell(items, nameOf, isMany)),
  );
}

/**
 * @param {readonly Item[]} items
 * @param {NameOf} nameOf
 * @param {boolean} isMany
 */
function cell(items, nameOf, isMany) {
  if (items.length === 0) return h("td", null, h("span", { class: "none" }, "none listed"));
  return h("td", null, h("ul", null, items.map(({ line, name, goesOn, verdict }) =>
    h("li", { class: isMany ? verdict : null }, isMany && mark(verdict),
      h("div", null, line ? sayLine(line, nameOf) : name, goesOn && h("span", { class: "quiet" }, ` (${UNTIL[goesOn]})`))))));
}

/**
 * @param {NonNullable<Item["line"]>} line
 * @param {NameOf} nameOf
 * @returns {Child[]}
 */
function sayLine({ agent, dose, times_per_day: times, route, timing }, nameOf) {
  return [
    h("strong", null, nameOf(agent)), " ",
    dose.text === null ? gap("dose not reported") : quantity(dose), ", ",
    timesPerDay(times.value) ?? gap("times not reported"),
    route && `, ${words(route)}`,
    timing && h("span", { class: "quiet" }, ` ${timing}`),
  ].map((child) => child || null);
}

/**
 * @param {Schemas["Total"] | null} total
 * @param {boolean} isUsed
 */
function sayTotal(total, isUsed) {
  if (total) return [quantity(total.dose), total.covers !== "regimen" && ` ${words(total.covers)} alone`];
  return isUsed ? gap("no total reported") : h("span", { class: "none" }, "not in it");
}

/** @param {Verdict} verdict */
function mark(verdict) {
  const [sign, meaning] = VERDICTS[verdict];
  return h("span", { class: `verdict ${verdict}`, title: meaning }, h("span", { "aria-hidden": "true" }, sign), h("span", { class: "unseen" }, ` (${meaning})`));
}
