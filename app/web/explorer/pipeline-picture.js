// The procedure -> one picture along the axis of days: across on a wide screen, down on a narrow one.

import { h, svg } from "./library/dom.js";
import { sayDay } from "./library/quantity.js";
import { DAYS_PER_MONTH, scaleOf } from "./library/scale.js";

/** @import { Pipeline, Stage, Window } from "./library/types" */

/** Narrower than this, the axis runs down. */
const NARROW = 620;

/** Fewest days that a step has to last to be drawn for itself. */
const LONG = 28;

/** Room that the name of a day on the axis needs. */
const TICK = 48;

const DAYS = [-20, -10, 0, 10, 20, 30];
const MONTHS = [3, 6, 12, 24];

/** @typedef {{stage: Stage, from: number, to: number}} Bar */
/** @typedef {{name: string, from: number, to: number}} Line */
/** @typedef {{name: string, day: number}} Tick */

/**
 * Draw the stages; each is a link to its own place on the page.
 *
 * @param {Pipeline} pipeline
 * @param {number} width Room there is, in pixels.
 * @returns {SVGSVGElement}
 */
export function drawPipeline({ stages }, width) {
  const bars = stages.flatMap(barOf);
  const first = Math.min(-1, ...bars.map((bar) => bar.from));
  const last = Math.max(60, ...bars.map((bar) => bar.to));
  const ticks = [
    ...DAYS.filter((day) => day >= first).map((day) => ({ name: sayDay(day), day })),
    ...MONTHS.map((months) => ({ name: `${months} mo`, day: Math.floor(months * DAYS_PER_MONTH) })),
  ].filter(({ day }) => day <= last);
  return width < NARROW ? drawDown(bars, ticks, first, last, width) : drawAcross(bars, ticks, first, last, width);
}

/** What the picture leaves out, in a sentence; null where it leaves nothing out. @param {Stage[]} stages */
export function leftOut(stages) {
  const without = stages.filter((stage) => barOf(stage).length === 0).map(({ name }) => name);
  return without.length > 0 ? `Without days, because none are reported: ${without.join(", ")}.` : null;
}

/** @param {Stage} stage @returns {Bar[]} */
function barOf(stage) {
  const { from_day: from, to_day: to } = stage.axis;
  return from === null || to === null ? [] : [{ stage, from, to }];
}

/**
 * What a stage hands to one that begins later: the longest such wait.
 *
 * @param {Bar} bar
 * @param {Bar[]} bars
 * @returns {Line | null}
 */
function waitOf({ stage, to }, bars) {
  const waits = stage.outputs.flatMap(({ name, stage: id }) => {
    const later = bars.find((bar) => bar.stage.id === id);
    return later && later.from > to + 1 ? [{ name, from: to + 1, to: later.from }] : [];
  });
  return waits.sort((a, b) => b.to - a.to)[0] ?? null;
}

/**
 * The steps that last long enough to be drawn for themselves.
 *
 * @param {Bar} bar
 * @returns {Line[]}
 */
function longSteps({ stage }) {
  return stage.steps.flatMap(({ name, window }) => {
    const days = onAxis(window, stage);
    return days && days.to - days.from >= LONG ? [{ name, ...days }] : [];
  });
}

/**
 * Put a window of a stage on the common axis; null where its anchor, or a day, is not known there.
 *
 * @param {Window} window
 * @param {Stage} stage
 * @returns {{from: number, to: number} | null}
 */
export function onAxis({ anchor, from_day: from, to_day: to }, { window, axis }) {
  if (from === null || to === null) return null;
  if (anchor === "day_zero") return { from, to };
  if (anchor !== window.anchor || window.from_day === null || axis.from_day === null) return null;
  const offset = axis.from_day - window.from_day;
  return { from: from + offset, to: to + offset };
}

/** @param {Bar} bar */
function daysOf({ from, to }) {
  const end = to > 90 ? `${Math.round(to / DAYS_PER_MONTH)} months` : `${sayDay(to)}`;
  return `${to > 90 ? "day" : "days"} ${sayDay(from)} to ${end}`;
}

/** Width of a letter of the small text, no less than what browsers make of it. */
const LETTER = 7.8;

/**
 * Break a name into lines that fit.
 *
 * @param {string} name
 * @param {number} room In pixels.
 * @returns {string[]}
 */
function wrapped(name, room) {
  /** @type {string[]} */
  const lines = [];
  for (const part of name.split(" ")) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${part}` : part;
    if (lines.length > 0 && longer.length * LETTER <= room) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

/** The one word for a stage, where there is no room for its name. @param {Stage["id"]} id */
function shortName(id) {
  return id.charAt(0).toUpperCase() + id.slice(1);
}

/**
 * @param {Bar} bar
 * @param {...import("./library/dom.js").Child} children
 */
function linkOf(bar, ...children) {
  const { id, name, order } = bar.stage;
  const label = `Stage ${order}, ${name}, ${daysOf(bar)}`;
  return svg("a", { href: `#${id}`, class: `lane ${id}`, "data-stage": id, "aria-label": label }, ...children);
}

/**
 * @param {number} width
 * @param {number} height
 * @param {import("./library/dom.js").Child[]} children
 */
function canvas(width, height, children) {
  const label = "The four stages along the days around day 0, on which the cells are given back";
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label }, children);
}

/**
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} [kind]
 * @param {"start" | "middle" | "end"} [anchor]
 */
function word(text, x, y, kind = "", anchor = "start") {
  return svg("text", { x, y, class: kind, "text-anchor": anchor }, text);
}

/**
 * @param {Bar[]} bars
 * @param {Tick[]} ticks
 * @param {number} first
 * @param {number} last
 * @param {number} width
 */
function drawAcross(bars, ticks, first, last, width) {
  const MARGIN = 14;
  const TOP = 44;
  const at = scaleOf(first, last, width - 2 * MARGIN);
  const x = (/** @type {number} */ day) => MARGIN + at(day);
  let y = TOP;
  const lanes = bars.map((bar) => {
    const steps = longSteps(bar);
    const height = 58 + steps.length * 24;
    const drawn = laneAcross(bar, waitOf(bar, bars), steps, x, y, width);
    y += height;
    return drawn;
  });
  let free = 0;
  const grid = ticks.map(({ name, day }) => {
    const isZero = day === 0;
    const place = x(day);
    if (place < free) return null;
    free = place + TICK;
    const isLast = place > width - 26;
    return svg(
      "g",
      { "aria-hidden": "true" },
      svg("line", { x1: place, x2: place, y1: 30, y2: y, class: isZero ? "zero" : "grid" }),
      word(isZero ? "day 0" : name, isLast ? width : place, 20, isZero ? "strong" : "quiet", isLast ? "end" : "middle"),
    );
  });
  return canvas(width, y + 4, [...grid, ...lanes]);
}

/**
 * @param {Bar} bar
 * @param {Line | null} wait
 * @param {Line[]} steps
 * @param {(day: number) => number} x
 * @param {number} y
 * @param {number} width
 */
function laneAcross(bar, wait, steps, x, y, width) {
  const [left, right] = [x(bar.from), x(bar.to + 1)];
  const { order, name, id } = bar.stage;
  const middle = y + 33;
  return linkOf(
    bar,
    svg("rect", { class: "room", x: 1, y, width: width - 2, height: 54 + steps.length * 24, rx: 8 }),
    svg("text", { x: bar.from === 0 ? left + 8 : left, y: y + 19 },
      svg("tspan", { class: "strong" }, `${order} ${name}`),
      svg("tspan", { class: "quiet", dx: 8 }, daysOf(bar))),
    svg("rect", { class: `bar-of ${id}`, x: left, y: y + 27, width: Math.max(right - left, 3), height: 13, rx: 3 }),
    wait && svg("line", { class: `wait ${id}`, x1: right + 3, x2: x(wait.to) - 3, y1: middle, y2: middle }),
    wait && word(wait.name, x(wait.to) + 10, middle + 4, "small quiet"),
    ...steps.flatMap((step, n) => {
      const line = y + 54 + n * 24;
      const [from, to] = [x(step.from), x(step.to + 1)];
      const roomy = to + 10 + step.name.length * LETTER < width;
      return [
        svg("rect", { class: `step-of ${id}`, x: from, y: line - 3, width: to - from, height: 6, rx: 3 }),
        word(step.name, roomy ? to + 10 : from - 10, line + 4, "small quiet", roomy ? "start" : "end"),
      ];
    }),
  );
}

/**
 * @param {Bar[]} bars
 * @param {Tick[]} ticks
 * @param {number} first
 * @param {number} last
 * @param {number} width
 */
function drawDown(bars, ticks, first, last, width) {
  const [TOP, LENGTH, AXIS, LANE] = [12, 620, 58, 18];
  const at = scaleOf(first, last, LENGTH);
  const y = (/** @type {number} */ day) => TOP + at(day);
  const labels = AXIS + bars.length * LANE + 10;
  const grid = ticks.map(({ name, day }) => {
    const isZero = day === 0;
    return svg(
      "g",
      { "aria-hidden": "true" },
      svg("line", { x1: AXIS - 6, x2: isZero ? width : labels - 8, y1: y(day), y2: y(day), class: isZero ? "zero" : "grid" }),
      word(isZero ? "day 0" : name, AXIS - 10, y(day) + 5, isZero ? "strong" : "quiet", "end"),
    );
  });
  let free = 0;
  const lanes = bars.map((bar, n) => {
    const { order, id } = bar.stage;
    const x = AXIS + n * LANE;
    const [top, bottom] = [y(bar.from), y(bar.to + 1)];
    const label = Math.max(top + 2, free);
    free = label + 46;
    const wait = waitOf(bar, bars);
    return linkOf(
      bar,
      svg("rect", { class: "room", x: labels - 8, y: label - 1, width: width - labels + 7, height: 42, rx: 8 }),
      svg("rect", { class: `bar-of ${id}`, x, y: top, width: 13, height: Math.max(bottom - top, 3), rx: 3 }),
      wait && svg("line", { class: `wait ${id}`, x1: x + 7, x2: x + 7, y1: bottom + 3, y2: y(wait.to) - 3 }),
      svg("line", { class: "lead-line", x1: x + 14, x2: labels - 8, y1: Math.min(label + 12, bottom), y2: label + 12 }),
      word(`${order} ${shortName(id)}`, labels, label + 17, "strong"),
      word(daysOf(bar), labels, label + 35, "quiet small"),
      ...longSteps(bar).flatMap((step) => [
        svg("rect", { class: `step-of ${id}`, x: x + 16, y: y(step.from), width: 3, height: y(step.to + 1) - y(step.from), rx: 2 }),
        ...wrapped(step.name, width - labels).map((line, n) =>
          word(line, labels, (y(step.from) + y(step.to + 1)) / 2 + 10 + n * 18, "small quiet")),
      ]),
    );
  });
  return canvas(width, TOP + LENGTH + 8, [...grid, ...lanes]);
}

/**
 * Where a step lies within the days of its stage, as a small bar; null where its days are not known.
 *
 * @param {Window} window
 * @param {Stage} stage
 */
export function drawStep(window, stage) {
  const days = onAxis(window, stage);
  const { from_day: first, to_day: last } = stage.axis;
  if (!days || first === null || last === null) return null;
  const [low, high] = [Math.min(first, days.from), Math.max(last, days.to)];
  const share = (/** @type {number} */ day) => (100 * spread(day - low)) / spread(high + 1 - low);
  const [from, to] = [share(days.from), share(days.to + 1)];
  return h(
    "span",
    { class: "track", "aria-hidden": "true" },
    svg(
      "svg",
      { width: 100, height: 8, viewBox: "0 0 100 8" },
      svg("rect", { class: "track-room", x: 0, y: 2, width: 100, height: 4, rx: 2 }),
      svg("rect", { class: `bar-of ${stage.id}`, x: from, y: 0, width: Math.max(to - from, 3), height: 8, rx: 2 }),
    ),
  );
}

/** Days from the begin of a stage, so that a long stage still shows its first days. @param {number} days */
function spread(days) {
  return Math.sqrt(Math.max(days, 0));
}
