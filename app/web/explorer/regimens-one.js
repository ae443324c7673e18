// A regimen: its doses, its days, what it rests on, and what nobody reports of it.

import { getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { showFacts } from "./library/fact.js";
import { languageSwitch, onLanguage, textOf } from "./library/language.js";
import { gap, quantity, words } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { calendarOf } from "./records/calendar.js";
import { PLANNABLE, timesPerDay } from "./records/doses.js";
import { outcomesOf, placeOf, planOf } from "./records/places.js";
import { described, head, keepId, linked, namer, say, sayUnknown, section, Unknown } from "./records/record.js";
import { drawStrips } from "./records/strip.js";

/** @import { Schemas } from "./library/types" */
/** @import { DoseLine } from "./records/doses.js" */

/** @typedef {Schemas["RegimenDocument"]} Regimen */
/** @typedef {(agent: string) => string} NameOf */

/** What a total adds up. @type {Record<Schemas["Total"]["covers"], string>} */
const COVERS = {
  regimen: "over the whole regimen",
  conditioning: "over the conditioning alone",
  mobilisation: "over the mobilisation alone",
};

/**
 * @param {Regimen | Unknown} regimen
 * @param {NameOf} nameOf
 * @param {string} asked
 */
export function showRegimen(regimen, nameOf, asked) {
  if (regimen instanceof Unknown) return sayUnknown(asked, regimen, "regimen", "/regimens");
  head(regimen.name);
  keepId(regimen.id);
  const text = h("p", { class: "prose" }, textOf(regimen));
  onLanguage(() => (text.textContent = textOf(regimen)));
  return [
    h("p", { class: "way" }, h("a", { href: "/regimens" }, "All regimens")),
    regimen.aliases.length > 0 && h("p", { class: "quiet" }, `Also called ${regimen.aliases.join(", ")}`),
    chips(regimen),
    actions(regimen),
    h("div", { class: "words" }, languageSwitch()),
    text,
    evidence({ sources: regimen.sources }, regimen.name),
    section("Doses and days", doses(regimen, nameOf)),
    section("Totals", totals(regimen, nameOf)),
    section("What it is, and who says so", about(regimen)),
    section("What is missing", missing(regimen)),
    section("Dates", dates(regimen)),
    section("Who used it, and what was seen", studies(regimen), showFacts("Used by", regimen.used_by, { open: true }),
      showFacts("What sources report", regimen.findings, { open: true })),
    h("p", { class: "quiet" }, "As data: ", h("a", { href: `/v1/regimens/${encodeURIComponent(regimen.id)}` }, `/v1/regimens/${regimen.id}`)),
  ];
}

/** @param {Regimen} regimen */
function chips({ stage, standing, plannable }) {
  const kind = stage === "harvest" ? "mobilisation" : stage;
  return h("p", { class: "chips" }, [kind, words(standing), PLANNABLE[plannable]].map((word) => h("span", null, word)));
}

/** @param {Regimen} regimen */
function actions(regimen) {
  const plan = planOf(regimen);
  return h(
    "p",
    { class: "actions" },
    plan && h("a", { class: "button", href: plan }, "Plan this"),
    h("a", { class: "button second", href: `/compare?${new URLSearchParams({ regimens: regimen.id })}` }, "Compare"),
  );
}

/**
 * @param {Regimen} regimen
 * @param {NameOf} nameOf
 */
function doses(regimen, nameOf) {
  if (regimen.dose_lines.length === 0) {
    return h("p", { class: "empty" }, "Nothing but its name is known: no source that could be read gives a dose line.");
  }
  const columns = ["Agent", "Dose", "Times", "Days", "Route and time", "Purpose"];
  return [
    ...drawStrips(regimen, nameOf),
    // The roles keep it a table where a narrow window stacks it.
    h(
      "table",
      { class: "lines", role: "table", "aria-label": "Dose lines" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map((name) => h("th", { scope: "col", role: "columnheader" }, name)))),
      h("tbody", { role: "rowgroup" }, regimen.dose_lines.map((line) => doseLine(line, nameOf(line.agent)))),
    ),
  ];
}

/**
 * @param {DoseLine} line
 * @param {string} name
 */
function doseLine(line, name) {
  const { agent, dose, times_per_day: times, days, route, duration, timing, purpose } = line;
  const cell = (/** @type {string} */ label, /** @type {import("./library/dom.js").Child[]} */ ...children) =>
    h("td", { role: "cell", "data-label": label }, h("div", null, children));
  return h(
    "tr",
    { role: "row", "data-evidence": line.evidence },
    h("th", { scope: "row", role: "rowheader" }, h("a", { href: placeOf("agents", agent) }, name)),
    cell("Dose", quantity(dose), evidence(dose, `the dose of ${name}`)),
    cell("Times", timesPerDay(times.value) ?? gap(), evidence(times, `how often ${name}`)),
    cell("Days", days.text ?? gap(), evidence(days, `the days of ${name}`)),
    cell(
      "Route and time",
      route === null ? gap() : words(route),
      duration && h("p", null, "over ", quantity(duration), evidence(duration, `how long ${name} takes`)),
      timing && h("p", { class: "quiet" }, timing),
    ),
    cell("Purpose", say(purpose)),
  );
}

/**
 * @param {Regimen} regimen
 * @param {NameOf} nameOf
 */
function totals({ totals: all }, nameOf) {
  if (all.length === 0) return h("p", { class: "empty" }, "No total is published, and none follows from the lines.");
  return h(
    "dl",
    { class: "facts-of" },
    all.map(({ agent, dose, covers }) => {
      const name = nameOf(agent);
      return described(name, quantity(dose), ` ${COVERS[covers]}`, evidence(dose, `the total of ${name}`));
    }),
  );
}

/** @param {Regimen} regimen */
function about({ intensity, graft, collection_days: collected, recovery, plannable_reason: reason, stage, part_of: whole }) {
  return h(
    "dl",
    { class: "facts-of" },
    intensity.map((one) =>
      described("Intensity", one.label === null ? gap("nobody classifies it") : say(one.label), one.scheme && `, says ${one.scheme}`,
        evidence(one, `the intensity by ${one.scheme ?? "nobody"}`))),
    graft && described("The cells", graft.handling === null ? gap("handling not reported") : say(graft.handling), evidence(graft, "the cells")),
    graft?.storage && described("Kept", words(graft.storage)),
    graft?.infusion_days && described("Cells given back on", graft.infusion_days.text ?? gap(), evidence(graft.infusion_days, "the days of the graft")),
    (stage === "harvest" || collected) && described("Collection", collected?.text ?? gap("days not reported"), collected && evidence(collected, "the days of collection")),
    stage === "conditioning" && described("Recovery of neutrophils after the graft", quantity(recovery), recovery && evidence(recovery, "the recovery")),
    described("For a plan", reason),
    whole && described("Already part of", h("a", { href: placeOf("regimens", whole) }, whole)),
  );
}

/** @param {Regimen} regimen */
function missing({ missing: gaps }) {
  if (gaps.length === 0) return null;
  return h("ul", { class: "missing" }, gaps.map((one) =>
    h("li", null, one.value ?? one.note ?? gap(), evidence({ ...one, note: one.value === null ? null : one.note }, "what is missing"))));
}

/** @param {Regimen} regimen */
function dates(regimen) {
  const { id, stage, plannable, plannable_reason: reason, part_of: whole } = regimen;
  if (whole) return h("p", null, "It is dated as a part of ", h("a", { href: placeOf("regimens", whole) }, "the whole regimen"), ".");
  if (plannable === "no") return h("p", { class: "empty" }, `No date can be given. ${reason}`);
  if (stage === "conditioning") return calendarOf(id);
  return h("p", null, "A mobilisation is dated together with the conditioning that follows it: ", h("a", { href: planOf(regimen) }, "make a plan"), ".");
}

/** @param {Regimen} regimen */
function studies({ id, studies: ids, outcomes, adverse_events: events }) {
  const where = h("div");
  const load = () =>
    Promise.all([
      ids.length > 0 ? getAll("/v1/studies", { query: { fields: "name" } }) : [],
      events.length > 0 ? getAll("/v1/adverse-events", { query: { fields: "name" } }) : [],
    ]);
  void fill(where, load, ([allStudies, allEvents]) => [
    h(
      "dl",
      { class: "facts-of" },
      described("Studies with an arm that had it", ids.length > 0 ? linked(ids, namer(allStudies), (one) => placeOf("studies", one)) : gap("none here")),
      described("Outcomes of those arms", outcomes.length > 0 ? h("a", { href: outcomesOf(id) }, `${outcomes.length} outcomes`) : gap("none here")),
      described("Adverse events seen with it", events.length > 0 ? linked(events, namer(allEvents), (one) => placeOf("adverse_events", one)) : gap("none here")),
    ),
  ], "Loading the studies");
  return where;
}
