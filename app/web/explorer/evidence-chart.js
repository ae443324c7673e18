// Outcomes -> a forest plot that is also a list: a row for each figure, a panel for each scale.
//
// Lengths are percentages of the track, so that nothing has to be drawn again at another width.

import { h, svg } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { gap, words } from "./library/quantity.js";
import { capital, sayCourse, sayDesign, sayMonths, sayNumber, sayUnit } from "./evidence-words.js";

/** @import { Items } from "./library/types" */
/** @import { Child } from "./library/dom.js" */

/** @typedef {Items["/v1/outcomes"]} Outcome */
/** @typedef {Outcome["type"]} Kind */
/** @typedef {{ticks: number[], at: (value: number) => number}} Axis `at` is a percentage of the track. */

/** Kind of figure -> the name of its axis. @type {Record<Kind, string>} */
const AXES = {
  proportion: "share of patients",
  hazard_ratio: "hazard ratio, logarithmic scale",
  rate_ratio: "rate ratio, logarithmic scale",
  mean_difference: "difference of means",
  mean: "mean",
  median: "median",
  rate: "rate",
};

/** What a reader may not know of a kind of figure. @type {Partial<Record<Kind, string>>} */
const MEANINGS = {
  hazard_ratio: "How often the event comes over time in the first group against the second: below 1 it is rarer in the first, at 1 there is no difference.",
  rate_ratio: "The rate in the first group divided by the rate in the second: below 1 it is rarer in the first, at 1 there is no difference.",
  mean_difference: "The mean of the first group less the mean of the second: at 0 there is no difference.",
};

/** Kinds of figure that are of two groups and not of one. @type {ReadonlySet<Kind>} */
const COMPARED = new Set(/** @type {Kind[]} */ (["hazard_ratio", "rate_ratio", "mean_difference"]));

/** @type {ReadonlySet<Kind>} */
const RATIOS = new Set(/** @type {Kind[]} */ (["hazard_ratio", "rate_ratio"]));

const RATIO_TICKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const MOST_TICKS = 6;

/** Percent up to which shares have an axis that ends sooner than at 100, and says so. */
const FEW = 20;

/** @type {Record<string, string>} */
const SPREADS = {
  interquartile: "interquartile range",
  range: "full range",
  standard_error: "one standard error to either side",
  unspecified: "what kind of interval was not said",
};

/**
 * @typedef {object} Drawing
 * @property {(outcome: Outcome) => Child | Child[]} who What heads a row.
 * @property {(outcome: Outcome) => boolean} isOther Whether the group is not a transplant: drawn hollow.
 * @property {boolean} isByTime Whether the rows stand below headings of their times.
 */

/**
 * Draw outcomes, those of one kind, measure and unit on one axis.
 *
 * @param {readonly Outcome[]} outcomes
 * @param {Drawing} drawing
 */
export function drawOutcomes(outcomes, drawing) {
  const panels = grouped(outcomes, ({ type, measure, unit }) => `${type} ${measure} ${unit}`);
  return panels.map((rows) => panelOf(rows, drawing));
}

/**
 * The figure that is drawn: the estimate, or the share that the counts make. Null where there is none.
 *
 * @param {Outcome} outcome
 */
export function drawn({ type, estimate, events, total }) {
  if (estimate !== null) return estimate;
  return type === "proportion" && events !== null && total !== null ? (100 * events) / total : null;
}

/**
 * The figure in words: the estimate with its unit, else the counts; null where there is neither.
 *
 * @param {Outcome} outcome
 */
export function sayFigure({ estimate, unit, events, total }) {
  if (estimate !== null) return `${sayNumber(estimate)}${sayUnit(unit)}`;
  return sayCounts({ events, total });
}

/**
 * @param {{events: number | null, total: number | null}} counts
 * @returns {string | null}
 */
export function sayCounts({ events, total }) {
  if (events === null) return null;
  return total === null ? `${sayNumber(events)}, of how many is not reported` : `${sayNumber(events)} of ${sayNumber(total)}`;
}

/**
 * The interval with what it is; null where none was read.
 *
 * @param {Outcome["interval"]} interval
 */
export function sayInterval(interval) {
  if (interval === null) return null;
  const { low, high, level, kind } = interval;
  const ends = `${sayNumber(low)} to ${high === null ? "an end that was cut off in the text read" : sayNumber(high)}`;
  const confidence = level === null ? "confidence interval, its level not said" : `${sayNumber(level)}% confidence interval`;
  return `${ends} (${kind === "confidence" ? confidence : (SPREADS[kind] ?? words(kind))})`;
}

/**
 * In how many, in whom.
 *
 * @param {Outcome} outcome
 */
export function sayWhom(outcome) {
  const { type, total, arm_n, study_n, arm_name, comparator_name, ms_course, population } = outcome;
  const isCompared = comparator_name !== null && COMPARED.has(type);
  const n = total ?? (isCompared ? null : arm_n) ?? study_n;
  const group = isCompared ? `${arm_name ?? "All"} against ${comparator_name}` : arm_name;
  return [group, n !== null && `n ${sayNumber(n)}`, ms_course && sayCourse(ms_course), population].filter(Boolean).join(" · ");
}

/**
 * @param {Outcome} outcome
 */
export function sayP({ p_value, comparator_name }) {
  if (p_value === null) return null;
  const value = p_value.replace(/^p\s*/i, "");
  const said = `p ${/^[<=>]/.test(value) ? "" : "= "}${value.replace(/^([<=>])\s*/, "$1 ")}`;
  return comparator_name ? `${said} against ${comparator_name}` : said;
}

/**
 * What the scale of a panel is of.
 *
 * @param {Pick<Outcome, "type" | "unit">} outcome
 */
export function sayAxis({ type, unit }) {
  const said = sayUnit(unit).trim();
  return said ? `${AXES[type]}, ${said === "%" ? "percent" : said}` : AXES[type];
}

/**
 * @param {readonly Outcome[]} rows Of one kind, measure and unit.
 * @param {Drawing} drawing
 */
function panelOf(rows, drawing) {
  const [first] = rows;
  if (!first) return null;
  const shown = rows.filter((outcome) => drawn(outcome) !== null);
  const rest = rows.filter((outcome) => drawn(outcome) === null);
  const axis = axisOf(shown, first.type);
  const meaning = MEANINGS[first.type];
  const times = grouped(shown.toSorted(byTime), ({ months }) => (drawing.isByTime ? String(months) : ""));
  return h(
    "section",
    { class: "panel", "data-kind": first.type, "data-unit": first.unit },
    h(drawing.isByTime ? "h3" : "h4", { class: "measure" }, first.measure_label, h("span", { class: "axis-name" }, ` ${capital(sayAxis(first))}`, cut(axis, first))),
    meaning && h("p", { class: "quiet" }, meaning),
    shown.length > 0 && scaleRow(axis, first),
    times.flatMap((group) => [
      drawing.isByTime && h("h4", { class: "time" }, capital(sayMonths(group[0]?.months ?? null))),
      h("ul", { class: "forest" }, group.map((outcome) => rowOf(outcome, axis, drawing))),
    ]),
    rest.length > 0 && withoutFigure(rest, shown.length === 0, drawing),
  );
}

/**
 * That an axis of shares ends before 100, where it does.
 *
 * @param {Axis} axis
 * @param {Outcome} outcome
 */
function cut({ ticks }, { type }) {
  const last = ticks.at(-1) ?? 100;
  return type === "proportion" && last < 100 ? `; the axis ends at ${sayNumber(last)}%` : "";
}

/**
 * @param {readonly Outcome[]} rest
 * @param {boolean} open
 * @param {Drawing} drawing
 */
function withoutFigure(rest, open, drawing) {
  return h(
    "details",
    { class: "group", open },
    h("summary", null, h("span", null, "Not drawn: no figure, or no total, is reported"), h("span", { class: "count" }, String(rest.length))),
    h("ul", { class: "forest" }, rest.map((outcome) => h(
      "li",
      { class: "forest-row", "data-outcome": outcome.id },
      whoOf(outcome, drawing),
      h("p", { class: "quiet when" }, drawing.isByTime && capital(sayMonths(outcome.months))),
      figureOf(outcome),
      evidenceOf(outcome),
    ))),
  );
}

/**
 * @param {Outcome} outcome
 * @param {Axis} axis
 * @param {Drawing} drawing
 */
function rowOf(outcome, axis, drawing) {
  return h(
    "li",
    { class: "forest-row", "data-outcome": outcome.id },
    whoOf(outcome, drawing),
    h("div", { class: "track", "aria-hidden": "true" }, markOf(outcome, axis, drawing.isOther(outcome))),
    figureOf(outcome),
    evidenceOf(outcome),
  );
}

/**
 * @param {Outcome} outcome
 * @param {Drawing} drawing
 */
function whoOf(outcome, { who }) {
  return h("div", { class: "who" }, ...[who(outcome)].flat(), h("p", { class: "quiet" }, sayWhom(outcome)));
}

/** @param {Outcome} outcome */
function figureOf(outcome) {
  const { estimate, interval } = outcome;
  const figure = sayFigure(outcome);
  const counts = estimate === null ? null : sayCounts(outcome);
  const p = sayP(outcome);
  return h(
    "div",
    { class: "what" },
    h("p", null, figure ? h("strong", { class: "figure" }, figure) : gap(), counts && ` ${counts}`),
    figure && h("p", { class: "quiet interval" }, sayInterval(interval) ?? gap("no interval reported")),
    p && h("p", { class: "quiet" }, p),
  );
}

/** @param {Outcome} outcome */
function evidenceOf(outcome) {
  return evidence(outcome, `${outcome.measure_label}, ${outcome.study_name}`);
}

/**
 * The scale above the rows of a panel.
 *
 * @param {Axis} axis
 * @param {Outcome} outcome
 */
function scaleRow({ ticks, at }, { unit }) {
  const after = unit === "%" ? "%" : "";
  return h("div", { class: "scale", "aria-hidden": "true" }, h("div", { class: "track" },
    svg("svg", null, ticks.map((tick) =>
      svg("text", { x: `${at(tick)}%`, y: 16, "text-anchor": "middle" }, `${sayNumber(tick)}${after}`)))));
}

/**
 * @param {Outcome} outcome
 * @param {Axis} axis
 * @param {boolean} isOther
 */
function markOf(outcome, { ticks, at }, isOther) {
  const value = drawn(outcome) ?? 0;
  const { interval, type } = outcome;
  const still = RATIOS.has(type) ? 1 : 0; // where there is no difference, or nothing
  const x = at(value);
  return svg(
    "svg",
    null,
    ticks.map((tick) => svg("line", {
      class: tick === still && COMPARED.has(type) ? "no-difference" : "grid", x1: `${at(tick)}%`, x2: `${at(tick)}%`, y1: 0, y2: "100%",
    })),
    interval && svg("line", { class: "spread", x1: `${at(interval.low)}%`, x2: `${interval.high === null ? x : at(interval.high)}%`, y1: "50%", y2: "50%" }),
    svg("circle", { class: isOther ? "mark other" : "mark", cx: `${x}%`, cy: "50%", r: 6 }),
  );
}

/**
 * The axis that holds all figures and their intervals.
 *
 * @param {readonly Outcome[]} rows
 * @param {Kind} kind
 * @returns {Axis}
 */
function axisOf(rows, kind) {
  const values = rows.flatMap((row) => [drawn(row), row.interval?.low, row.interval?.high].filter((value) => typeof value === "number"));
  if (RATIOS.has(kind)) return logarithmic(values);
  if (kind === "proportion") return linear(values.every((value) => value <= FEW) ? roundTicks(0, Math.max(5, ...values)) : [0, 20, 40, 60, 80, 100]);
  return linear(roundTicks(Math.min(0, ...values), Math.max(0, ...values)));
}

/** @param {number[]} values @returns {Axis} */
function logarithmic(values) {
  const positive = values.filter((value) => value > 0);
  const [low, high] = [Math.min(0.5, ...positive), Math.max(2, ...positive)];
  const first = RATIO_TICKS.findLastIndex((tick) => tick <= low);
  const last = RATIO_TICKS.findIndex((tick) => tick >= high);
  const all = RATIO_TICKS.slice(Math.max(first, 0), last < 0 ? undefined : last + 1);
  const [from, to] = [Math.log10(all[0] ?? 0.1), Math.log10(all.at(-1) ?? 10)];
  const ticks = all.length > MOST_TICKS ? all.filter((tick, n) => Number.isInteger(Math.log10(tick)) || n === 0 || n === all.length - 1) : all;
  return { ticks, at: (value) => held((Math.log10(Math.max(value, 1e-9)) - from) / (to - from)) };
}

/** @param {number[]} ticks @returns {Axis} */
function linear(ticks) {
  const [from, to] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  return { ticks, at: (value) => held((value - from) / (to - from)) };
}

/** @param {number} share @returns {number} A percentage with two places. */
function held(share) {
  return Math.round(10_000 * Math.min(Math.max(share, 0), 1)) / 100;
}

/**
 * Steps of 1, 2 or 5, or of tens or tenths of them, that hold both ends.
 *
 * @param {number} low
 * @param {number} high
 */
function roundTicks(low, high) {
  const top = high > low ? high : low + 1;
  const tenth = 10 ** Math.floor(Math.log10(top - low)) / 10;
  const count = (/** @type {number} */ step) => Math.ceil(top / step) - Math.floor(low / step);
  const step = [1, 2, 5, 10, 20, 50].map((by) => tenth * by).find((by) => count(by) < MOST_TICKS) ?? tenth * 100;
  const from = Math.floor(low / step);
  return Array.from({ length: count(step) + 1 }, (_, n) => Number(((from + n) * step).toPrecision(12)));
}

/**
 * Earlier first, then the newer study first: never by how large a figure is.
 *
 * @param {Outcome} a
 * @param {Outcome} b
 */
function byTime(a, b) {
  return (a.months ?? Infinity) - (b.months ?? Infinity) || (b.study_year ?? 0) - (a.study_year ?? 0) || 0;
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @returns {T[][]} In the order in which each first comes.
 */
export function grouped(items, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

/**
 * The same figures as a table.
 *
 * @param {readonly Outcome[]} outcomes
 */
export function tableOf(outcomes) {
  const head = ["Study", "Group", "Measure", "Time", "Figure", "Interval", "Events of total", "P value", "Evidence"];
  const cell = (/** @type {Child} */ value) => h("td", null, value ?? gap());
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "The figures as a table" },
    h("table", null,
      h("thead", null, h("tr", null, head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, outcomes.map((outcome) => h("tr", { "data-outcome": outcome.id },
        h("th", { scope: "row" }, h("a", { href: `?study=${encodeURIComponent(outcome.study)}` }, outcome.study_name)),
        h("td", null, sayWhom(outcome)),
        h("td", null, outcome.measure_label, h("span", { class: "quiet" }, ` ${sayAxis(outcome)}`)),
        cell(outcome.months === null ? null : sayMonths(outcome.months)),
        cell(outcome.estimate === null ? null : `${sayNumber(outcome.estimate)}${sayUnit(outcome.unit)}`),
        cell(sayInterval(outcome.interval)),
        cell(sayCounts(outcome)),
        cell(sayP(outcome)),
        h("td", null, words(outcome.evidence))))),
    ));
}

/**
 * When the study was made known and how it was made.
 *
 * @param {Outcome} outcome
 */
export function sayStudy({ design, study_year: year }) {
  return `${capital(sayDesign(design))}, ${year ?? "year not reported"}`;
}
