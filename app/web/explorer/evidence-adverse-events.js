// Harms: what goes wrong, when, how often, in whom.

import { get, getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { languageSwitch, onLanguage, textOf } from "./library/language.js";
import { gap, quantity } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { grouped, sayCounts } from "./evidence-chart.js";
import { filtered, search } from "./evidence-list.js";
import { allNames } from "./evidence-names.js";
import { asData, heading, linksTo, showOne } from "./evidence-record.js";
import { sayNumber } from "./evidence-words.js";
import { prose } from "./evidence-studies.js";

/** @import { Items } from "./library/types" */

/** @typedef {Items["/v1/adverse-events"]} AdverseEvent */
/** @typedef {AdverseEvent["observations"][number]} Observation */
/** @typedef {Awaited<ReturnType<typeof allNames>>} Names */

/** Phase -> when that is; in the order in which they come. @type {Record<AdverseEvent["phase"], string>} */
const PHASES = {
  mobilisation: "At mobilisation of the cells",
  conditioning: "At conditioning",
  aplasia: "While blood counts are low",
  early: "Within the first months",
  late: "Later",
};

const ORDER = Object.keys(PHASES);

/** @param {HTMLElement} where */
export function showAdverseEvents(where) {
  const list = h("div", null);
  where.append(
    heading("Harms", languageSwitch()),
    h("p", { class: "prose" }, "What goes wrong, and in how many of whom. The groups differ: rates are not to be averaged. A gap means that no rate was found, not that it does not happen."),
    list,
  );
  return fill(list, () => Promise.all([getAll("/v1/adverse-events"), allNames()]), ([events, names]) => listOf(events, names), "Loading the harms");
}

/**
 * @param {readonly AdverseEvent[]} events
 * @param {Names} names
 */
function listOf(events, names) {
  const counted = (/** @type {string} */ phase) => events.filter((event) => event.phase === phase).length;
  const regimens = [...new Set(events.flatMap(({ observations }) => observations.flatMap((seen) => seen.regimens)))];
  const { nodes, update } = filtered({
    items: events.toSorted((a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase)),
    filters: [
      search(({ name, aliases, summary, detail, observations }) =>
        [name, ...aliases, summary, detail, ...observations.flatMap((/** @type {Observation} */ seen) => [seen.statement, seen.population])]),
      { name: "phase", label: "When", choices: Object.entries(PHASES).map(([id, name]) => [id, `${name} (${counted(id)})`]),
        fits: (event, value) => event.phase === value },
      { name: "regimen", label: "Regimen", choices: regimens.map((id) => /** @type {const} */ ([id, names.regimens.get(id) ?? id])),
        fits: (event, value) => event.observations.some((seen) => seen.regimens.includes(value)) },
    ],
    noun: "harms",
    render: (shown) => grouped(shown, ({ phase }) => phase).flatMap((group) => [
      h("h3", { class: "part" }, PHASES[group[0]?.phase ?? "late"]),
      h("ul", { class: "records" }, group.map(cardOf)),
    ]),
  });
  onLanguage(update);
  return nodes;
}

/** @param {AdverseEvent} event */
function cardOf(event) {
  const known = event.observations.filter((seen) => sayOften(seen) !== null);
  return h(
    "li",
    { class: "record" },
    h("h4", null, h("a", { href: `?adverse_event=${event.id}` }, event.name)),
    h("p", null, textOf(event)),
    known.length > 0
      ? h("ul", { class: "often" }, known.map((seen) => h("li", null, h("strong", { class: "figure" }, sayOften(seen)), ` ${seen.population}`, evidence(seen, `${event.name}, ${seen.population}`))))
      : h("p", null, gap("no rate reported")),
    h("p", { class: "quiet" }, h("a", { href: `?adverse_event=${event.id}` }, event.observations.length === 1 ? "The observation in full" : `All ${event.observations.length} observations in full`)),
  );
}

/**
 * How often, as it was reported: the counts, the share, or both. Null where there is neither.
 *
 * @param {Observation} seen
 */
function sayOften(seen) {
  const { events, total, share } = seen;
  if (events !== null && total === null && share?.text) return `${share.text}, ${sayNumber(events)} people`;
  return [sayCounts(seen), share?.text].filter(Boolean).join(", ") || null;
}

/**
 * @param {HTMLElement} where
 * @param {string} id
 */
export function showAdverseEvent(where, id) {
  return showOne(where, {
    id,
    noun: "harm",
    view: "adverse_events",
    load: () => Promise.all([get("/v1/adverse-events/{id}", { path: { id } }), allNames()]),
    render: ([event, names]) => {
      document.title = `${event.name} · ${document.title}`;
      return [
        heading(event.name, languageSwitch()),
        h("p", { class: "tags" }, h("span", { class: "tag" }, PHASES[event.phase])),
        prose(event),
        evidence({ sources: event.sources }, event.name),
        h("h3", null, "In whom, and how often"),
        h("ul", { class: "records" }, event.observations.map((seen) => observationOf(seen, names))),
        asData(`/v1/adverse-events/${event.id}`),
      ];
    },
  });
}

/**
 * @param {Observation} seen
 * @param {Names} names
 */
function observationOf(seen, { agents, regimens }) {
  const studies = new Map(seen.studies.map((id) => [id, `Study: ${id}`]));
  const often = sayOften(seen);
  return h(
    "li",
    { class: "record" },
    h("h4", null, seen.population),
    h("p", null, often ? h("strong", { class: "figure" }, often) : gap("no rate reported")),
    seen.statement && h("p", null, seen.statement),
    evidence(seen, seen.population),
    seen.regimens.length > 0 && linksTo("/regimens?id=", seen.regimens, regimens),
    seen.agents.length > 0 && linksTo("/agents?id=", seen.agents, agents),
    seen.studies.length > 0 && linksTo("?study=", seen.studies, studies),
  );
}
