// Regimens -> the days of each held against the days of the others. Nothing is drawn here.
//
// What nobody reports is never taken for "nothing is given": a dose whose day is not known keeps the
// days of its agent from being compared.

import { ANCHORS, compareDoses, compareLines, endOf, graftDays, UNTIL, worst } from "./doses.js";

/** @import { Schemas } from "../library/types" */
/** @import { Anchor, DoseLine, Verdict } from "./doses.js" */

/** @typedef {Schemas["RegimenDocument"]} Regimen */
/** @typedef {keyof typeof UNTIL} Until */

/**
 * @typedef {object} Item Something that is done on a day.
 * @property {DoseLine | null} line Null for what is done with the cells.
 * @property {string} name
 * @property {Until | null} goesOn Where the day is not listed itself: what it goes on to daily.
 * @property {boolean} isOpen Whether nobody reports on which day that ends.
 * @property {Verdict} verdict Held against the other regimens on the same day.
 */

/**
 * @typedef {object} Row
 * @property {number} day
 * @property {Until | null} until A row after the last day, for what goes on.
 * @property {Item[][]} cells One for each regimen.
 * @property {Verdict | null} verdict Null where nothing is listed for any.
 */

/**
 * Every day between the first and the last of each anchor that any of the regimens uses.
 *
 * @param {Regimen[]} regimens
 * @returns {{anchor: Anchor, rows: Row[]}[]}
 */
export function daysOf(regimens) {
  return ANCHORS.flatMap((anchor) => {
    const days = regimens.flatMap((regimen) => usedDays(regimen, anchor));
    if (days.length === 0) return [];
    const first = Math.min(...days);
    const length = Math.max(...days) - first + 1;
    const rows = Array.from({ length }, (_, place) =>
      rowOf(regimens, anchor, first + place, null));
    const goingOn = /** @type {Until[]} */ (Object.keys(UNTIL))
      .map((until) => rowOf(regimens, anchor, first + length, until))
      .filter(({ verdict }) => verdict !== null);
    return [{ anchor, rows: [...rows, ...goingOn] }];
  });
}

/**
 * @param {Regimen} regimen
 * @param {Anchor} anchor
 */
function usedDays(regimen, anchor) {
  const collected = regimen.collection_days;
  return [
    ...regimen.dose_lines.flatMap(({ days }) => (days.anchor === anchor ? (days.value ?? []) : [])),
    ...(collected?.anchor === anchor ? (collected.value ?? []) : []),
    ...(anchor === "day_zero" ? graftDays(regimen) : []),
  ];
}

/**
 * @param {Regimen[]} regimens
 * @param {Anchor} anchor
 * @param {number} day
 * @param {Until | null} until
 * @returns {Row}
 */
function rowOf(regimens, anchor, day, until) {
  const found = regimens.map((regimen) => (until ? goingOn(regimen, anchor, until) : onDay(regimen, anchor, day)));
  const cells = found.map((items, own) =>
    items.map((item) => ({
      ...item,
      verdict: worst(regimens.flatMap((regimen, other) => (other === own ? [] : [held(item, found[other] ?? [], regimen)]))),
    })));
  const verdicts = cells.flat().map(({ verdict }) => verdict);
  return { day, until, cells, verdict: verdicts.length > 0 ? worst(verdicts) : null };
}

/** @typedef {Omit<Item, "verdict">} Bare */

/**
 * @param {Regimen} regimen
 * @param {Anchor} anchor
 * @param {number} day
 * @returns {Bare[]}
 */
function onDay(regimen, anchor, day) {
  const collected = regimen.collection_days;
  const items = regimen.dose_lines.flatMap((line) => lineOn(regimen, line, anchor, day));
  if (collected?.anchor === anchor && collected.value?.includes(day)) items.push(bare("Collection of cells"));
  if (anchor === "day_zero" && graftDays(regimen).includes(day)) items.push(bare("Cells given back"));
  return items;
}

/**
 * @param {Regimen} regimen
 * @param {DoseLine} line
 * @param {Anchor} anchor
 * @param {number} day
 * @returns {Bare[]}
 */
function lineOn(regimen, line, anchor, day) {
  const { value, until, anchor: own } = line.days;
  if (own !== anchor || value === null) return [];
  if (value.includes(day)) return [bare(line.agent, line)];
  const end = endOf(regimen, line);
  const goesOn = until !== null && day > Math.max(...value) && (end === null || day <= end);
  return goesOn ? [{ ...bare(line.agent, line), goesOn: until, isOpen: end === null }] : [];
}

/**
 * @param {string} name
 * @param {DoseLine | null} line
 * @returns {Bare}
 */
function bare(name, line = null) {
  return { line, name, goesOn: null, isOpen: false };
}

/**
 * What goes on after the last day that is listed, and nobody reports until which day.
 *
 * @param {Regimen} regimen
 * @param {Anchor} anchor
 * @param {Until} until
 * @returns {Bare[]}
 */
function goingOn(regimen, anchor, until) {
  return regimen.dose_lines
    .filter((line) => line.days.anchor === anchor && line.days.until === until && endOf(regimen, line) === null)
    .map((line) => bare(line.agent, line));
}

/**
 * Hold an item against what another regimen has on the same day.
 *
 * @param {Bare} item
 * @param {readonly Bare[]} others
 * @param {Regimen} regimen The other one.
 * @returns {Verdict}
 */
function held({ line, name, isOpen }, others, regimen) {
  if (line === null) return heldCells(name, others, regimen);
  const verdicts = others.flatMap((other) => {
    if (other.line?.agent !== line.agent) return [];
    const verdict = compareLines(line, other.line);
    return verdict === "same" && isOpen !== other.isOpen ? /** @type {const} */ (["unknown"]) : [verdict];
  });
  if (verdicts.includes("same")) return "same";
  if (verdicts.includes("unknown") || couldBe(line.agent, regimen)) return "unknown";
  return "differs";
}

/**
 * @param {string} name
 * @param {readonly Bare[]} others
 * @param {Regimen} regimen
 * @returns {Verdict}
 */
function heldCells(name, others, { stage, collection_days: collected }) {
  if (others.some((other) => other.line === null && other.name === name)) return "same";
  const isCollection = name === "Collection of cells";
  return isCollection && stage === "harvest" && !collected?.value ? "unknown" : "differs";
}

/**
 * Whether a regimen may give an agent on a day that is not listed: some of its days are not reported.
 *
 * @param {string} agent
 * @param {Regimen} regimen
 */
function couldBe(agent, { dose_lines: lines }) {
  return lines.length === 0 || lines.some((line) => line.agent === agent && line.days.value === null);
}

/**
 * What each regimen gives on days that nobody reports.
 *
 * @param {Regimen[]} regimens
 * @returns {Item[][]}
 */
export function undatedOf(regimens) {
  return regimens.map(({ dose_lines: lines }) =>
    lines.filter(({ days }) => days.value === null).map((line) => ({ ...bare(line.agent, line), verdict: "unknown" })));
}

/**
 * The totals of each agent that any of the regimens has.
 *
 * @param {Regimen[]} regimens
 * @returns {{agent: string, totals: (Schemas["Total"] | null)[], verdict: Verdict}[]}
 */
export function totalsOf(regimens) {
  const agents = new Set(regimens.flatMap(({ agents: own, totals }) => [...own, ...totals.map(({ agent }) => agent)]));
  return [...agents].flatMap((agent) => {
    const covers = new Set(regimens.flatMap(({ totals }) => totals.filter((total) => total.agent === agent).map((total) => total.covers)));
    return [...(covers.size > 0 ? covers : ["regimen"])].map((part) => {
      const totals = regimens.map((regimen) =>
        regimen.totals.find((total) => total.agent === agent && total.covers === part) ?? null);
      return { agent, totals, verdict: heldTotals(agent, totals, regimens) };
    });
  });
}

/**
 * @param {string} agent
 * @param {readonly (Schemas["Total"] | null)[]} totals
 * @param {Regimen[]} regimens
 * @returns {Verdict}
 */
function heldTotals(agent, totals, regimens) {
  const isIn = regimens.map((regimen) => regimen.agents.includes(agent) || regimen.dose_lines.length === 0);
  const isNowhere = totals.some((total, place) => total === null && !isIn[place]);
  if (isNowhere) return "differs";
  const known = totals.flatMap((total) => total ?? []);
  if (known.length < totals.length) return "unknown";
  return worst(known.slice(1).map((total) => compareDoses(total.dose, /** @type {Schemas["Total"]} */ (known[0]).dose)));
}
