// Outcomes of all studies: what was measured, as a chart and as a table.

import { getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { fill } from "./library/states.js";
import { drawOutcomes, sayStudy, tableOf } from "./evidence-chart.js";
import { choicesOf, filtered } from "./evidence-list.js";
import { allRegimens, idOf, namesOf } from "./evidence-names.js";
import { heading } from "./evidence-record.js";
import { capital, sayCourse } from "./evidence-words.js";

/** @import { Outcome } from "./evidence-chart.js" */
/** @import { Named } from "./evidence-names.js" */
/** @import { Filter, Values } from "./evidence-list.js" */

/** What is shown first: what most studies report. */
const FIRST = "neda";

/** @typedef {Map<string, string>} Kinds Study and arm -> whether it had a transplant, a drug, or something else. */

/** @param {HTMLElement} where */
export function showOutcomes(where) {
  const list = h("div", null);
  where.append(heading("Outcomes"), list);
  return fill(list, load, ([outcomes, kinds, regimens]) => listOf(outcomes, kinds, regimens), "Loading the outcomes");
}

function load() {
  return Promise.all([getAll("/v1/outcomes"), armKinds(), allRegimens()]);
}

/** @returns {Promise<Kinds>} */
async function armKinds() {
  const studies = await getAll("/v1/studies", { query: { fields: "arms.id,arms.kind" } });
  return new Map(studies.flatMap(({ id, arms }) => arms.map((arm) => [`${id} ${arm.id}`, arm.kind])));
}

/**
 * @param {readonly Outcome[]} items
 * @param {Kinds} kinds
 * @param {readonly Named[]} regimens
 */
function listOf(items, kinds, regimens) {
  const drawing = {
    isByTime: true,
    who: whoOf,
    isOther: (/** @type {Outcome} */ { study, arm }) => arm !== null && kinds.get(`${study} ${arm}`) !== "transplant",
  };
  const { nodes } = filtered({
    items,
    filters: filtersOf(items, regimens),
    noun: "figures",
    render: (shown, values) => [
      legend(),
      downloads(values),
      ...drawOutcomes(shown, drawing),
      asTable(shown),
    ],
  });
  return [
    h("p", { class: "prose" }, "Each row is one figure of one study, with its time, its group and its interval as printed. ",
      "The patients differ from study to study: rows are not to be ranked or pooled."),
    ...nodes,
  ];
}

/** @param {Outcome} outcome */
function whoOf(outcome) {
  return [
    h("a", { href: `?study=${encodeURIComponent(outcome.study)}` }, outcome.study_name),
    h("p", { class: "quiet" }, sayStudy(outcome)),
  ];
}

/**
 * @param {readonly Outcome[]} items
 * @param {readonly Named[]} regimens
 * @returns {Filter<Outcome>[]}
 */
function filtersOf(items, regimens) {
  const address = new URLSearchParams(location.search);
  const isNarrowed = ["months", "regimen", "ms_course"].some((name) => address.get(name));
  const labels = new Map(items.map(({ measure, measure_label: label }) => [measure, label]));
  const names = namesOf(regimens);
  const times = items.flatMap(({ months }) => (months === null || !Number.isInteger(months) ? [] : [String(months)]));
  const courses = items.flatMap(({ ms_course: course }) => course ?? []);
  return [
    { name: "measure", label: "Measure", initial: isNarrowed ? "" : FIRST,
      choices: choicesOf(items.map(({ measure }) => measure), (id) => labels.get(id) ?? id),
      fits: (item, value) => item.measure === value },
    { name: "months", label: "Months after treatment", choices: choicesOf(times, (months) => months),
      fits: (item, value) => String(item.months) === value },
    { name: "ms_course", label: "Course of MS", choices: choicesOf(courses, (id) => capital(sayCourse(id))),
      fits: (item, value) => item.ms_course === value },
    { name: "regimen", label: "Regimen", choices: choicesOf(items.flatMap((item) => item.regimens), (id) => names.get(id) ?? id),
      read: (value) => idOf(regimens, value),
      fits: (item, value) => item.regimens.includes(value) },
  ];
}

function legend() {
  return h("p", { class: "legend quiet" },
    h("span", { class: "sign" }, "Transplant, or the whole study"),
    h("span", { class: "sign other" }, "Another treatment"),
    h("span", { class: "sign spread" }, "Interval, where one was read"));
}

/**
 * What is chosen, as the API answers it.
 *
 * @param {Values} values
 */
function downloads(values) {
  const query = new URLSearchParams();
  for (const name of ["measure", "regimen", "ms_course"]) {
    const value = values.get(name);
    if (value) query.set(name, value);
  }
  const months = values.get("months");
  if (months) {
    query.set("months_from", months);
    query.set("months_to", months);
  }
  const as = (/** @type {string} */ format) => `/v1/outcomes?${new URLSearchParams([...query, ["format", format]])}`;
  return h("p", { class: "quiet downloads" }, "This choice as ",
    h("a", { href: as("csv"), download: "outcomes.csv" }, "CSV"), ", as a ",
    h("a", { href: as("svg") }, "picture (SVG)"), ", as ",
    h("a", { href: query.size ? `/v1/outcomes?${query}` : "/v1/outcomes" }, "JSON"));
}

/** @param {readonly Outcome[]} outcomes */
function asTable(outcomes) {
  const details = h("details", { class: "group" }, h("summary", null, h("h3", null, "The same figures as a table")));
  details.addEventListener("toggle", () => details.append(tableOf(outcomes)), { once: true });
  return details;
}
