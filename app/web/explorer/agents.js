// The page `/agents`: all agents, or the one that the address names.

import { get, getAll } from "./library/api.js";
import { byId, h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { showFacts, showText } from "./library/fact.js";
import { languageSwitch, onLanguage, textOf } from "./library/language.js";
import { gap, words } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { finder } from "./records/finder.js";
import { placeOf } from "./records/places.js";
import { askedId, described, find, grouped, head, keepId, linked, namer, say, sayUnknown, section, Unknown } from "./records/record.js";

/** @import { Schemas, StageId } from "./library/types" */

/** @typedef {Schemas["AgentDocument"]} Agent */
/** @typedef {Schemas["AgentResource"]} Card */

/** @type {readonly StageId[]} */
const STAGES = ["harvest", "processing", "conditioning", "reinfusion"];

/** Code system -> its name, where it is not simply the code in capitals. @type {Record<string, string>} */
const SYSTEMS = { rxnorm: "RxNorm", drugbank: "DrugBank", snomed_ct: "SNOMED CT", ncit: "NCI Thesaurus", edqm: "EDQM" };

const content = byId("content");
const id = askedId();

if (id === null) void fill(content, listed, showAll, "Loading the agents");
else void fill(content, () => find(id, one), (agent) => showOne(agent, id), "Loading the agent");

/** @param {string} named */
function one(named) {
  return get("/v1/agents/{id}", { path: { id: named } });
}

function listed() {
  return getAll("/v1/agents", { query: { fields: "name,aliases,summary,agent_class,standing,roles.stage" } });
}

/** @param {Card[]} agents */
function showAll(agents) {
  const classes = [...new Set(agents.map(({ agent_class }) => agent_class))];
  return finder({
    noun: "agents",
    records: agents,
    textsOf: (agent) => [agent.name, ...agent.aliases, say(agent.agent_class)],
    filters: [
      {
        name: "agent_class",
        label: "Class",
        options: classes.map((name) => /** @type {const} */ ([name, say(name)])),
        fits: (agent, value) => agent.agent_class === value,
      },
      {
        name: "stage",
        label: "Stage",
        options: STAGES.map((stage) => /** @type {const} */ ([stage, say(stage)])),
        fits: (agent, value) => agent.roles.some(({ stage }) => stage === value),
      },
    ],
    draw: (found) =>
      [...grouped(found, (agent) => say(agent.agent_class))].map(([name, group]) =>
        section(name, h("ul", { class: "cards" }, group.map(card)))),
  });
}

/** @param {Card} agent */
function card({ id: own, name, aliases, summary, standing, roles }) {
  const stages = [...new Set(roles.map(({ stage }) => words(stage)))];
  return h(
    "li",
    null,
    h("a", { href: placeOf("agents", own) }, name),
    aliases.length > 0 && h("p", { class: "quiet" }, aliases.join(", ")),
    h("p", { class: "brief" }, summary),
    h("p", { class: "chips" }, [standing, ...stages].map((word) => h("span", null, words(word)))),
  );
}

/**
 * @param {Agent | Unknown} agent
 * @param {string} asked
 */
function showOne(agent, asked) {
  if (agent instanceof Unknown) return sayUnknown(asked, agent, "agent", "/agents");
  head(agent.name);
  keepId(agent.id);
  const text = h("p", { class: "prose" }, textOf(agent));
  onLanguage(() => (text.textContent = textOf(agent)));
  return [
    h("p", { class: "way" }, h("a", { href: "/agents" }, "All agents")),
    h("p", { class: "chips" }, [agent.agent_class, agent.standing].map((word) => h("span", null, words(word)))),
    h("div", { class: "words" }, languageSwitch()),
    text,
    evidence({ sources: agent.sources }, agent.name),
    about(agent),
    section("What it is given for", h("ul", { class: "facts" }, agent.roles.map(showRole))),
    section("What is known of it", groupsOf(agent).map(([title, facts]) => showFacts(title, facts, { open: true }))),
    section("Codes", agent.codes.length > 0 && h("dl", { class: "facts-of" }, agent.codes.map(showCode))),
    section("Regimens with it", usedIn(agent)),
    section("Adverse events linked to it", agent.adverse_events.length > 0 && adverseEvents(agent)),
    h("p", { class: "quiet" }, "As data: ", h("a", { href: `/v1/agents/${encodeURIComponent(agent.id)}` }, `/v1/agents/${agent.id}`)),
  ];
}

/** @param {Agent} agent */
function about({ aliases, name_tall_man: tallMan, routes, mechanism }) {
  return h(
    "dl",
    { class: "facts-of" },
    aliases.length > 0 && described("Also called", aliases.join(", ")),
    tallMan && described("Written to tell it from look-alikes", tallMan),
    described("Route", routes.length > 0 ? say(routes.map(words).join(", ")) : gap()),
    showText("How it acts", mechanism),
  );
}

/** @param {Agent["roles"][number]} role */
function showRole(role) {
  const name = role.role === role.stage ? say(role.stage) : `${say(role.stage)}: ${words(role.role)}`;
  return h(
    "li",
    { class: "fact" },
    h("p", { class: "fact-name" }, h("strong", null, name)),
    h("p", null, role.statement ?? gap()),
    evidence(role, name),
  );
}

/** @param {Agent} agent @returns {readonly (readonly [string, Schemas["Fact"][]])[]} */
function groupsOf(agent) {
  return [
    ["Boxed warnings of the label", agent.boxed_warnings],
    ["Not to be confused with", agent.not_to_be_confused_with],
    ["How it is given", agent.administration],
    ["What its dose is reckoned on", agent.dose_basis],
    ["Toxicities", agent.toxicities],
    ["Monitoring", agent.monitoring],
    ["Supportive care", agent.supportive_care],
  ];
}

/** @param {Agent["codes"][number]} code */
function showCode(code) {
  const name = SYSTEMS[code.system] ?? words(code.system).toUpperCase();
  return described(
    name,
    code.code === null ? gap("no code") : h("code", null, code.code),
    code.meaning && ` ${code.meaning}`,
    evidence(code, `${name} ${code.code ?? ""}`),
  );
}

/** @param {Agent} agent */
function usedIn({ regimens }) {
  if (regimens.length === 0) return h("p", { class: "empty" }, "No regimen here has a dose line of it.");
  const where = h("div");
  const show = (/** @type {Schemas["RegimenResource"][]} */ all) => {
    const used = all.filter((regimen) => regimens.includes(regimen.id));
    const nameOf = namer(used);
    const groups = grouped(used, (regimen) => (regimen.stage === "harvest" ? "Mobilisation" : "Conditioning"));
    return [...groups].map(([name, group]) => [
      h("h3", null, name),
      linked(group.map((regimen) => regimen.id), nameOf, (one) => placeOf("regimens", one)),
    ]).flat();
  };
  void fill(where, () => getAll("/v1/regimens", { query: { fields: "name,stage" } }), show, "Loading the regimens");
  return where;
}

/** @param {Agent} agent */
function adverseEvents({ adverse_events: events }) {
  const where = h("div");
  const load = () => getAll("/v1/adverse-events", { query: { fields: "name" } });
  const show = (/** @type {Schemas["AdverseEventResource"][]} */ all) =>
    linked(events, namer(all), (one) => placeOf("adverse_events", one));
  void fill(where, load, show, "Loading the adverse events");
  return where;
}
