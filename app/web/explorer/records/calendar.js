// The dates of a regimen around a day 0 that the reader chooses, and the same as a calendar.

import { ApiError, get } from "../library/api.js";
import { h } from "../library/dom.js";
import { fill } from "../library/states.js";
import { labelled } from "./finder.js";
import { orStatic } from "./static.js";

/** @import { Schemas } from "../library/types" */

/** @typedef {Schemas["ScheduleDocument"]} Schedule */

const FILES_ONLY = "This copy of the API is files only: it cannot reckon dates. Run the server to have them.";

const WHEN = new Intl.DateTimeFormat("en-GB", {
  weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC",
});

/**
 * A form that asks for day 0, and what comes of it.
 *
 * @param {string} id Of a conditioning regimen.
 */
export function calendarOf(id) {
  const date = h("input", { type: "date", required: true, min: "1900-01-01", max: "2199-12-31" });
  const dates = h("div", { class: "dates" });
  const form = h("form", { class: "finder" }, labelled("Day 0, when the cells are given back", date), h("button", null, "Show the dates"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = date.value;
    void fill(dates, () => ask(id, day), (schedule) => shown(schedule, id), "Loading the dates");
  });
  return [form, dates];
}

/**
 * @param {string} id
 * @param {string} day
 */
async function ask(id, day) {
  try {
    return await get("/v1/regimens/{id}/schedule", { path: { id }, query: { day_zero: day } });
  } catch (error) {
    throw error instanceof ApiError ? orStatic(error, FILES_ONLY) : error;
  }
}

/**
 * @param {Schedule} schedule
 * @param {string} id
 */
function shown({ day_zero: day, entries, assumptions, caveat }, id) {
  const given = entries.filter(({ kind }) => kind === "dose" || kind === "graft");
  const dated = given.filter((entry) => entry.date !== null);
  const undated = given.filter((entry) => entry.date === null);
  const file = `/v1/regimens/${encodeURIComponent(id)}/schedule?${new URLSearchParams({ day_zero: day, format: "ics" })}`;
  return [
    h("ol", { class: "days" }, [...byDate(dated)].map(([on, entriesOn]) =>
      h("li", null, h("time", { datetime: on }, WHEN.format(new Date(on))), " ", entriesOn.map(({ text }) => text).join(" ")))),
    undated.length > 0 && h("p", null, "Without a known date: ", undated.map(({ title }) => title).join(", "), "."),
    h("p", { class: "actions" }, h("a", { class: "button", href: file, download: `${id}-${day}.ics` }, "Save as a calendar")),
    h("p", { class: "quiet" }, "The calendar has every stage, from the harvest to the visits after; its address can be subscribed to. ", caveat),
    assumptions.length > 0 && h("details", null, h("summary", null, "How dates were placed that nobody gave"),
      h("ul", null, assumptions.map((assumption) => h("li", null, assumption)))),
  ];
}

/** @param {Schedule["entries"]} entries */
function byDate(entries) {
  /** @type {Map<string, Schedule["entries"]>} */
  const days = new Map();
  for (const entry of entries) {
    const on = entry.date ?? "";
    days.set(on, [...(days.get(on) ?? []), entry]);
  }
  return days;
}
