// The page `/regimens`: all regimens, or the one that the address names.

import { get, getAll } from "./library/api.js";
import { byId, h } from "./library/dom.js";
import { words } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { PLANNABLE } from "./records/doses.js";
import { finder } from "./records/finder.js";
import { placeOf } from "./records/places.js";
import { askedId, find, grouped, namer, say, section } from "./records/record.js";
import { showRegimen } from "./regimens-one.js";

/** @import { Schemas } from "./library/types" */

/** @typedef {Schemas["RegimenResource"]} Regimen */

/** Stage -> what its regimens are called. @type {Record<Regimen["stage"], string>} */
const STAGES = { conditioning: "Conditioning", harvest: "Mobilisation" };

const content = byId("content");
const id = askedId();

if (id === null) {
  void fill(content, listed, ([regimens, agents]) => showAll(regimens, namer(agents)), "Loading the regimens");
} else {
  void fill(content, () => Promise.all([find(id, one), agentNames()]), ([regimen, agents]) => showRegimen(regimen, namer(agents), id), "Loading the regimen");
}

/** @param {string} named */
function one(named) {
  return get("/v1/regimens/{id}", { path: { id: named } });
}

function agentNames() {
  return getAll("/v1/agents", { query: { fields: "name" } });
}

function listed() {
  const fields = "name,aliases,summary,stage,standing,intensity.label,intensity.scheme,plannable,agents";
  return Promise.all([getAll("/v1/regimens", { query: { fields } }), agentNames()]);
}

/**
 * @param {Regimen[]} regimens
 * @param {(agent: string) => string} nameOf
 */
function showAll(regimens, nameOf) {
  const agents = [...new Set(regimens.flatMap((regimen) => regimen.agents))].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const labels = [...new Set(regimens.flatMap(labelsOf))].sort();
  return finder({
    noun: "regimens",
    records: [...regimens].sort((a, b) => a.stage.localeCompare(b.stage)), // conditioning first
    textsOf: (regimen) => [regimen.name, ...regimen.aliases, ...regimen.agents.map(nameOf)],
    filters: [
      {
        name: "stage",
        label: "Stage",
        options: Object.entries(STAGES),
        fits: (regimen, value) => regimen.stage === value,
      },
      {
        name: "intensity",
        label: "Called by anybody",
        options: labels.map((label) => /** @type {const} */ ([label, say(label)])),
        fits: (regimen, value) => labelsOf(regimen).includes(value),
      },
      {
        name: "agent",
        label: "Agent",
        options: agents.map((agent) => /** @type {const} */ ([agent, nameOf(agent)])),
        fits: (regimen, value) => regimen.agents.includes(value),
      },
      {
        name: "plannable",
        label: "For a plan",
        options: Object.entries(PLANNABLE),
        fits: (regimen, value) => regimen.plannable === value,
      },
    ],
    draw: (found) =>
      [...grouped(found, ({ stage, standing }) => `${STAGES[stage]}: ${words(standing)}`)].map(([name, group]) =>
        section(name, h("ul", { class: "cards" }, group.map(card)))),
  });
}

/** The classes that anybody puts it in. @param {Regimen} regimen @returns {string[]} */
function labelsOf({ intensity }) {
  return [...new Set(intensity.flatMap(({ label }) => label ?? []))];
}

/** @param {Regimen} regimen */
function card(regimen) {
  const { id: own, name, aliases, summary, plannable } = regimen;
  return h(
    "li",
    null,
    h("a", { href: placeOf("regimens", own) }, name),
    aliases.length > 0 && h("p", { class: "quiet" }, aliases.join(", ")),
    h("p", { class: "brief" }, summary),
    h("p", { class: "chips" }, [PLANNABLE[plannable], ...labelsOf(regimen).map(words)].map((word) => h("span", null, word))),
  );
}
