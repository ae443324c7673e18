// The days of a regimen as strips: a row for each agent, a column for each day, one strip for each
// event that days are counted from.

import { h, svg } from "../library/dom.js";
import { sayDay } from "../library/quantity.js";
import { ANCHORS, COUNTED, endOf, graftDays, UNTIL } from "./doses.js";

/** @import { Schemas } from "../library/types" */
/** @import { Anchor } from "./doses.js" */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {readonly number[]} days
 * @property {keyof typeof UNTIL | null} until What it goes on to daily after the last of the days.
 * @property {number | null} end The day of that, where it is known.
 * @property {"dose" | "cells"} kind
 * @property {string} said For a reader who cannot see the picture.
 */

const HEIGHT = 44;

/**
 * Draw every strip there is; none where no day is known.
 *
 * @param {Schemas["RegimenDocument"]} regimen
 * @param {(agent: string) => string} nameOf
 */
export function drawStrips(regimen, nameOf) {
  return ANCHORS.flatMap((anchor) => {
    const rows = rowsOf(regimen, anchor, nameOf);
    return rows.some(({ kind }) => kind === "dose") ? [strip(anchor, rows)] : [];
  });
}

/**
 * @param {Schemas["RegimenDocument"]} regimen
 * @param {Anchor} anchor
 * @param {(agent: string) => string} nameOf
 * @returns {Row[]}
 */
function rowsOf(regimen, anchor, nameOf) {
  /** @type {Row[]} */
  const rows = regimen.dose_lines
    .filter(({ days }) => days.anchor === anchor && days.value !== null)
    .map((line) => ({
      name: nameOf(line.agent), days: line.days.value ?? [], until: line.days.until, end: endOf(regimen, line),
      kind: "dose", said: line.days.text ?? "",
    }));
  const collected = regimen.collection_days;
  if (collected?.anchor === anchor && collected.value) {
    rows.push({ name: "Collection of cells", days: collected.value, until: null, end: null, kind: "cells", said: collected.text ?? "" });
  }
  const returned = anchor === "day_zero" ? graftDays(regimen) : [];
  if (returned.length > 0) {
    const said = regimen.graft?.infusion_days?.text ?? "day 0";
    rows.push({ name: "Cells given back", days: returned, until: null, end: null, kind: "cells", said });
  }
  return joined(rows);
}

/** Join the lines of one agent to one row. @param {Row[]} rows @returns {Row[]} */
function joined(rows) {
  /** @type {Map<string, Row>} */
  const byName = new Map();
  for (const row of rows) {
    const before = byName.get(row.name);
    if (!before) byName.set(row.name, row);
    else {
      const days = [...new Set([...before.days, ...row.days])].sort((a, b) => a - b);
      byName.set(row.name, { ...before, days, until: before.until ?? row.until, end: before.end ?? row.end, said: `${before.said}, ${row.said}` });
    }
  }
  return [...byName.values()];
}

/**
 * @param {Anchor} anchor
 * @param {Row[]} rows
 */
function strip(anchor, rows) {
  const days = rows.flatMap((row) => [...row.days]);
  if (anchor === "day_zero") days.push(0);
  const first = Math.min(...days);
  const last = Math.max(...days) + (rows.some(({ until, end }) => until && end === null) ? 2 : 0);
  const count = last - first + 1;
  const at = (/** @type {number} */ day) => `${((day - first) / count) * 100}%`;
  const wide = (/** @type {number} */ part) => `${(part / count) * 100}%`;
  const height = rows.length * HEIGHT + 24;
  const said = rows.map(({ name, said: when }) => `${name}: ${when}`).join("; ");
  return h(
    "figure",
    { class: "strip" },
    h("figcaption", null, COUNTED[anchor]),
    svg(
      "svg",
      { width: "100%", height, role: "img", "aria-label": `${COUNTED[anchor]}. ${said}` },
      anchor === "day_zero" && svg("rect", { class: "zero-day", x: at(0), y: 0, width: wide(1), height }),
      rows.flatMap((row, place) => drawRow(row, place * HEIGHT, { at, wide, last })),
      ticksOf(first, last).map((day) =>
        svg("text", { class: "tick", x: at(day + 0.5), y: height - 6, "text-anchor": "middle" }, sayDay(day))),
    ),
  );
}

/**
 * @param {Row} row
 * @param {number} top
 * @param {{at: (day: number) => string, wide: (part: number) => string, last: number}} scale
 */
function drawRow({ name, days, until, end, kind }, top, { at, wide, last }) {
  const next = Math.max(...days) + 1;
  return [
    svg("text", { x: 0, y: top + 16 }, until ? `${name}, ${UNTIL[until]}` : name),
    svg("line", { class: "rail", x1: 0, x2: "100%", y1: top + 30, y2: top + 30 }),
    until && svg("line", { class: "on", x1: at(next), x2: at((end ?? last) + 1), y1: top + 30, y2: top + 30 }),
    ...days.map((day) =>
      svg("rect", { class: kind, x: at(day + 0.1), y: top + 23, width: wide(0.8), height: 14, rx: kind === "cells" ? 7 : 2 })),
  ];
}

/**
 * The days to name: all where there is room, else every second or fifth, and always day 0.
 *
 * @param {number} first
 * @param {number} last
 */
function ticksOf(first, last) {
  const count = last - first + 1;
  const step = count <= 11 ? 1 : count <= 22 ? 2 : 5;
  return Array.from({ length: count }, (_, place) => first + place).filter((day) => day % step === 0);
}
