// The page `/`: the picture of the procedure, and the stage that is chosen.

import { get } from "./library/api.js";
import { byId, h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { showFact, showFacts, showText, showWindow } from "./library/fact.js";
import { language, languageSwitch, onLanguage, textOf } from "./library/language.js";
import { gap, sayWindow, words } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { drawPipeline, drawStep, leftOut } from "./pipeline-picture.js";

/** @import { Fact, Pipeline, Stage, StageId } from "./library/types" */

/** @typedef {readonly [title: string, facts: readonly Fact[]]} Group */

/** @type {{[Id in StageId]: (stage: Extract<Stage, {id: Id}>) => Group[]}} */
const GROUPS = {
  harvest: (stage) => [
    ["Mobilisation", stage.mobilisation],
    ["Collection", stage.collection],
    ["How many cells are needed", stage.thresholds],
    ["Supportive care", stage.supportive_care],
    ["Interval to conditioning", stage.interval_to_conditioning],
  ],
  processing: (stage) => [
    ["Methods", stage.methods],
    ["CD34 selection", stage.selection],
    ["Release tests", stage.release_tests],
    ["Storage", stage.storage],
    ["What processing does not do", stage.does_not],
  ],
  conditioning: (stage) => [
    ["Intensity classes", stage.intensity_classes],
    ["Weight or surface that doses are reckoned on", stage.dose_basis],
    ["Supportive care", stage.supportive_care],
    ["Where sources disagree", stage.disagreements],
  ],
  reinfusion: (stage) => [
    ["Infusion", stage.infusion],
    ["Engraftment", stage.engraftment],
    ["Transfusion", stage.transfusion],
    ["Prevention of infection", stage.infection_prophylaxis],
    ["Vaccination", stage.revaccination],
    ["Immune reconstitution", stage.immune_reconstitution],
  ],
};

const picture = byId("picture");
const panel = byId("stage");

void fill(picture, () => get("/v1/pipeline"), begin, "Loading the pipeline");

/** @param {Pipeline} pipeline */
function begin(pipeline) {
  const drawing = h("div", { class: "drawing" });
  const draw = () => {
    const width = Math.floor(drawing.clientWidth);
    if (width > 0) drawing.replaceChildren(drawPipeline(pipeline, width));
    mark(chosen(pipeline).id);
  };
  new ResizeObserver(draw).observe(drawing);
  makeCardsChoose();
  showWhy(pipeline);
  const show = () => showStage(pipeline);
  onLanguage(show);
  addEventListener("hashchange", () => {
    if (!isStage(pipeline, location.hash.slice(1))) return;
    show();
    byId("stage-heading").focus({ preventScroll: true });
    panel.scrollIntoView({ block: "start" });
  });
  show();
  if (isStage(pipeline, location.hash.slice(1))) panel.scrollIntoView({ block: "start" });
  return [drawing, h("figcaption", null, caption(pipeline))];
}

/** @param {Pipeline} pipeline */
function caption({ stages }) {
  return [
    "The shortest course that the sources allow; real programmes take weeks longer. ",
    "Days are drawn to scale up to day 30, months ever closer together. Choose a stage to read it. ",
    leftOut(stages),
  ]
    .filter(Boolean)
    .join("");
}

/** @param {Pipeline} pipeline */
function showWhy({ procedure }) {
  const why = byId("why");
  why.append(
    h(
      "dl",
      { class: "facts-of" },
      showText("What it is for", procedure.aim),
      showText("Why it is thought to work", procedure.rationale),
      showText("Who it is considered for", procedure.indication),
    ),
    h("ul", { class: "facts" }, procedure.facts.map(showFact)),
  );
  why.hidden = false;
}

/** Lead from the cards of the page to the stages on it, no longer to their data. */
function makeCardsChoose() {
  for (const card of document.querySelectorAll("#stages a")) {
    const id = card.getAttribute("href")?.split("/").pop() ?? "";
    card.setAttribute("href", `#${id}`);
    card.setAttribute("data-stage", id);
  }
}

/**
 * @param {Pipeline} pipeline
 * @param {string} id
 */
function isStage({ stages }, id) {
  return stages.some((stage) => stage.id === id);
}

/**
 * The stage that the address names; else the first.
 *
 * @param {Pipeline} pipeline
 */
function chosen({ stages }) {
  const stage = stages.find(({ id }) => id === location.hash.slice(1)) ?? stages[0];
  if (!stage) throw new Error("The pipeline has no stage.");
  return stage;
}

/** @param {StageId} id */
function mark(id) {
  for (const link of document.querySelectorAll("[data-stage]")) {
    if (link.getAttribute("data-stage") === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** @param {Pipeline} pipeline */
function showStage(pipeline) {
  const stage = chosen(pipeline);
  const open = new Set([...panel.querySelectorAll("details.group[open] h3")].map((title) => title.textContent));
  const choice = panel.querySelector("fieldset") ?? languageSwitch();
  const focused = document.activeElement;
  panel.replaceChildren(
    h(
      "section",
      { class: `stage ${stage.id}`, "aria-labelledby": "stage-heading" },
      h(
        "header",
        null,
        h("h2", { id: "stage-heading", tabindex: -1 }, `${stage.order} ${stage.name}`),
        choice,
      ),
      h("p", { class: "prose" }, textOf(stage)),
      evidence({ sources: stage.sources }, stage.name),
      language() === "plain" && h("h3", null, "What to expect"),
      language() === "plain" && h("p", { class: "prose" }, stage.what_to_expect),
      h(
        "dl",
        { class: "facts-of" },
        showText("Aim", stage.aim),
        showText("Where", stage.setting),
        showWindow("When", stage.window),
        showWindow("In the picture", stage.axis),
      ),
      h("h3", null, "Step by step"),
      h("ol", { class: "steps" }, stage.steps.map((step) => showStep(step, stage, pipeline))),
      h("h3", null, "Agents"),
      agentsOf(stage, pipeline),
      stage.regimens.length > 0 && h("h3", null, "Regimens"),
      stage.regimens.length > 0 && regimensOf(stage, pipeline),
      groupsOf(stage).map(([title, facts]) => showFacts(title, facts, { open: open.has(title) })),
      ...transitionsFrom(stage, pipeline),
    ),
  );
  mark(stage.id);
  if (focused instanceof HTMLElement && choice.contains(focused)) focused.focus(); // moving it lost it
}

/** @param {Stage} stage @returns {Group[]} */
function groupsOf(stage) {
  const own = /** @type {(stage: Stage) => Group[]} */ (GROUPS[stage.id]);
  return [
    ["Before it begins", stage.entry_criteria],
    ["Before it ends", stage.exit_criteria],
    ["Risks", stage.risks],
    ...own(stage),
  ];
}

/**
 * @param {Stage["steps"][number]} step
 * @param {Stage} stage
 * @param {Pipeline} pipeline
 */
function showStep(step, stage, { agents }) {
  return h(
    "li",
    null,
    h("h4", null, step.name),
    h("p", { class: "when" }, drawStep(step.window, stage), sayWindow(step.window) ?? gap("day not reported"), evidence(step.window, `the days of: ${step.name}`)),
    h("p", { class: "prose" }, textOf(step)),
    h("p", { class: "quiet" }, step.performed_by.join(", ")),
    step.agents.length > 0 && linked(step.agents, agents, "/agents"),
    step.monitoring.length > 0 && h("ul", { class: "facts" }, step.monitoring.map(showFact)),
    evidence({ sources: step.sources }, step.name),
  );
}

/**
 * @param {readonly string[]} ids
 * @param {readonly {id: string, name: string}[]} cards
 * @param {string} page
 */
function linked(ids, cards, page) {
  const nameOf = (/** @type {string} */ id) => cards.find((card) => card.id === id)?.name ?? id;
  return h(
    "ul",
    { class: "links" },
    ids.map((id) => h("li", null, h("a", { href: `${page}?id=${encodeURIComponent(id)}` }, nameOf(id)))),
  );
}

/**
 * @param {Stage} stage
 * @param {Pipeline} pipeline
 */
function agentsOf(stage, { agents }) {
  const used = agents.filter(({ id }) => stage.agents.includes(id));
  const classes = [...new Set(used.map((agent) => agent.agent_class))];
  return h(
    "dl",
    { class: "listing" },
    classes.map((name) => {
      const ids = used.filter((agent) => agent.agent_class === name).map(({ id }) => id);
      return h("div", null, h("dt", null, words(name)), h("dd", null, linked(ids, agents, "/agents")));
    }),
  );
}

/**
 * @param {Stage} stage
 * @param {Pipeline} pipeline
 */
function regimensOf(stage, { regimens }) {
  const used = regimens.filter(({ id }) => stage.regimens.includes(id));
  const standings = [...new Set(used.map((regimen) => regimen.standing))];
  return h(
    "dl",
    { class: "listing" },
    standings.map((name) => {
      const ids = used.filter((regimen) => regimen.standing === name).map(({ id }) => id);
      return h("div", null, h("dt", null, words(name)), h("dd", null, linked(ids, regimens, "/regimens")));
    }),
  );
}

/**
 * @param {Stage} stage
 * @param {Pipeline} pipeline
 */
function transitionsFrom(stage, { procedure, stages }) {
  const nameOf = (/** @type {string} */ id) => stages.find((other) => other.id === id)?.name ?? id;
  return procedure.transitions
    .filter(({ before }) => before === stage.id)
    .map((passage) => h(
      "section",
      { class: "passage" },
      h("h3", null, `Then ${nameOf(passage.after).toLowerCase()}`),
      h("p", { class: "prose" }, passage.statement ?? gap(), passage.may_overlap ? " The two may overlap." : ""),
      evidence(passage, `the passage to ${nameOf(passage.after)}`),
      showFacts("Programmes that do it otherwise", passage.exceptions),
    ));
}
