// A plan as a reader sees it: warnings first, then the picture, the days, the sums, the working.

import { postForFile } from "./library/api.js";
import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { showFacts } from "./library/fact.js";
import { words } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { showDays } from "./plan-days.js";
import { fileButtons } from "./plan-files.js";
import { showAlternatives, showGraft, showTotals, showWorking } from "./plan-sums.js";
import { FORMULAS, grouped, sayDate, SEXES, showDate, WEIGHTS } from "./plan-words.js";

/** @import { Contract } from "./plan-contract.js" */
/** @import { Plan, PlanRequest } from "./plan-words.js" */

/**
 * @typedef {object} Made A plan, and what it was made from.
 * @property {Plan} plan
 * @property {PlanRequest} request
 * @property {(id: string) => string} nameOf Id of an agent -> its name.
 * @property {Promise<Contract>} contract
 * @property {(said: string) => void} tell For a reader who hears the page.
 */

/** @typedef {Plan["warnings"][number]} Warning */

/** Severity -> its word and its mark, so that colour says nothing alone. @type {Readonly<Record<Warning["severity"], readonly [string, string]>>} */
const SEVERITIES = {
  serious: ["Serious", "⚠"],
  caution: ["Caution", "!"],
  information: ["For information", "i"],
};

/** @param {Made} made */
export function showPlan(made) {
  const { plan, request, nameOf } = made;
  return h(
    "article",
    { class: "plan", "aria-labelledby": "plan-heading" },
    h("h2", { id: "plan-heading", tabindex: -1 }, `Plan around day\u00a00, ${sayDate(plan.day_zero)}`),
    h("p", { class: "notice stale", "data-stale": true, hidden: true }),
    h("p", { class: "prose" }, h("strong", null, plan.conditioning_name), plan.mobilisation_name && `, after mobilisation with: ${plan.mobilisation_name}`),
    h("p", null, sayBody(request.body)),
    h("p", { class: "quiet" }, plan.caveat),
    fileButtons(made),
    jumps(plan),
    part("warnings", "Warnings", showWarnings(plan.warnings, nameOf)),
    part("when", "When each stage is", showStages(plan)),
    part("timeline", "Timeline", [h("p", { class: "quiet sideways" }, "Wider than this window: move it sideways."), picture(made)]),
    part("days", "Day by day", showDays(plan)),
    part("totals", "Totals", showTotals(plan)),
    part("alternatives", "The same totals on other weights", showAlternatives(plan)),
    plan.graft && part("graft", "The graft", showGraft(plan.graft)),
    part("working", "Working", showWorking(plan)),
    part("care", "Around the infusion", showFacts("Engraftment, transfusion and prevention of infection", plan.care)),
    h("p", { class: "quiet" }, `Plan ${plan.id}, dataset ${plan.meta.dataset_version}. The same request gives the same plan.`),
  );
}

/** @param {PlanRequest["body"]} body What was sent: a slip of the finger is seen here, and on paper. */
function sayBody({ height_cm, weight_kg, sex }) {
  return `For ${height_cm} cm, ${weight_kg} kg, ${SEXES[sex].toLowerCase()}.`;
}

/** @param {Plan} plan */
function jumps(plan) {
  const parts = [
    ["warnings", `Warnings (${plan.warnings.length})`], ["timeline", "Timeline"], ["days", "Day by day"],
    ["totals", "Totals"], ["alternatives", "Other weights"], ...(plan.graft ? [["graft", "Graft"]] : []),
    ["working", "Working"], ["care", "Care"],
  ];
  return h(
    "nav",
    { class: "jumps", "aria-label": "Parts of the plan" },
    parts.map(([id, name]) => h("a", { href: `#plan-${id}` }, name ?? "")),
  );
}

/**
 * @param {string} id
 * @param {string} title
 * @param {import("./library/dom.js").Child | import("./library/dom.js").Child[]} content
 */
function part(id, title, content) {
  const heading = `plan-${id}`;
  return h("section", { "aria-labelledby": heading }, h("h3", { id: heading, tabindex: -1 }, title), content);
}

/**
 * The warnings; what is said of several agents in the same words stands once.
 *
 * @param {readonly Warning[]} warnings
 * @param {(id: string) => string} nameOf
 */
function showWarnings(warnings, nameOf) {
  if (warnings.length === 0) return h("p", null, "There are none.");
  const groups = grouped(warnings, ({ code, detail }) => `${code} ${detail}`);
  return h("ul", { class: "warnings" }, [...groups.values()].map((group) => showWarning(group, nameOf)));
}

/**
 * @param {readonly Warning[]} group
 * @param {(id: string) => string} nameOf
 */
function showWarning(group, nameOf) {
  const [{ severity, title, detail }] = /** @type {[Warning]} */ (group);
  const [word, sign] = SEVERITIES[severity];
  const agents = [...new Set(group.flatMap((warning) => warning.agents))].map(nameOf);
  const sources = [...new Set(group.flatMap((warning) => warning.sources))];
  return h(
    "li",
    { class: "warning", "data-severity": severity },
    h("p", { class: "severity" }, h("span", { class: "sign", "aria-hidden": "true" }, sign), word),
    h("h4", null, title),
    agents.length > 0 && h("p", { class: "quiet" }, agents.join(", ")),
    h("p", null, detail),
    sources.length > 0 && evidence({ sources }, title),
  );
}

/** @param {Plan} plan */
function showStages({ stages, assumptions, weight_basis, bsa_formula }) {
  return [
    h("ul", { class: "windows" }, stages.map(showStage)),
    assumptions.length > 0 && h("h4", null, "Dates that were placed and not given"),
    assumptions.length > 0 && h("ul", null, assumptions.map((said) => h("li", null, said))),
    h("p", { class: "quiet" }, `Reckoned on: ${WEIGHTS[weight_basis].toLowerCase()}, unless an agent has its own. Body surface area: ${FORMULAS[bsa_formula]}.`),
  ];
}

/** @param {Plan["stages"][number]} stage */
function showStage({ stage, name, from_date, to_date, assumed, evidence: status }) {
  return h(
    "li",
    { class: stage },
    h("h4", null, name),
    h("p", null, showDate(from_date), " to ", showDate(to_date)),
    h("p", { class: "quiet" }, assumed ? `Placed, not given; ${words(status)}.` : `${words(status)[0]?.toUpperCase()}${words(status).slice(1)}.`),
  );
}

/**
 * The timeline that the API draws. As an image it runs no script and brings no style into the page.
 *
 * @param {Made} made
 */
function picture({ plan, request }) {
  const where = h("div", {
    class: "timeline", tabindex: 0, role: "region", "aria-label": "Timeline, wider than a narrow window",
  });
  const ask = () => postForFile("/v1/plans", request, { query: { format: "svg" } }).then(asData);
  void fill(where, ask, (data) => {
    const image = h("img", { alt: `Timeline around day 0 on ${plan.day_zero}: the stages, the doses and the milestones that the list below gives day by day.` });
    image.src = data;
    return image;
  }, "Drawing the timeline");
  return where;
}

/**
 * @param {Blob} file
 * @returns {Promise<string>}
 */
async function asData(file) {
  return `data:image/svg+xml,${encodeURIComponent(await file.text())}`;
}
