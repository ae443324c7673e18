// The criteria check: a profile held against each document's criteria, one by one. No verdict.
//
// What is filled in leaves the page in the body of one call, and is kept nowhere.

import { post } from "./library/api.js";
import { h, newId } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { gap } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { sayKind, sayMember, statementsOf, STRICTNESS } from "./evidence-guidelines.js";
import { heading } from "./evidence-record.js";
import { capital, sayCourse } from "./evidence-words.js";

/** @import { Bodies, Results, Schemas } from "./library/types" */

/** @typedef {Bodies["/v1/eligibility"]} Profile */
/** @typedef {Results["/v1/eligibility"]} Checked */
/** @typedef {Checked["guidelines"][number]} Guideline */
/** @typedef {Guideline["criteria"][number]} Criterion */
/** @typedef {Criterion["finding"]} Finding */

/** @type {readonly NonNullable<Profile["ms_course"]>[]} */
const COURSES = [
  "relapsing_remitting", "relapsing", "secondary_progressive", "active_secondary_progressive",
  "primary_progressive", "progressive",
];

/** Member, the most it can be, and its step. */
const NUMBERS = /** @type {const} */ ([
  ["age_years", 120, 1],
  ["edss", 10, 0.5],
  ["years_since_onset", 100, "any"],
  ["relapses_12_months", 50, 1],
  ["new_mri_lesions_12_months", 50, 1],
  ["gadolinium_enhancing_lesions", 50, 1],
  ["therapies_failed", 50, 1],
  ["high_efficacy_therapies_failed", 50, 1],
]);

/** Finding -> its mark and its words. @type {Record<Finding, readonly [mark: string, text: string]>} */
const FINDINGS = {
  met: ["✓", "met"],
  not_met: ["✗", "not met"],
  unknown: ["?", "unknown"],
  not_applicable: ["–", "for another course"],
};

/** In the order in which they are counted. */
const LOOKS = ["excluded", "not_met", "met", "clear", "unknown", "not_applicable"];

/** The same of a criterion that rules out: to meet it is no good news. @type {Partial<Record<Finding, readonly [mark: string, text: string]>>} */
const OF_EXCLUSION = {
  met: ["!", "met, and rules out"],
  not_met: ["–", "not met, so does not rule out"],
};

/**
 * How a finding looks and reads.
 *
 * @param {Criterion} criterion
 */
function lookOf({ finding, strictness }) {
  const rulesOut = strictness === "exclusion";
  const [mark, said] = (rulesOut ? OF_EXCLUSION[finding] : undefined) ?? FINDINGS[finding];
  return { mark, said, look: rulesOut && finding === "met" ? "excluded" : rulesOut && finding === "not_met" ? "clear" : finding };
}

/** @param {HTMLElement} where */
export function showEligibility(where) {
  const answer = h("div", { class: "answer-of", tabindex: -1, role: "region", "aria-label": "What the documents say" });
  const course = h("select", { name: "ms_course" }, h("option", { value: "" }, "Not known"),
    COURSES.map((id) => h("option", { value: id }, capital(sayCourse(id)))));
  const form = h(
    "form",
    { class: "profile", autocomplete: "off" },
    h("label", null, h("span", null, "Course of MS"), course),
    NUMBERS.map(([name, max, step]) => h("label", null, h("span", null, capital(sayMember(name))),
      h("input", { type: "number", name, min: 0, max, step, inputmode: "decimal" }))),
    h("p", { class: "actions" }, h("button", { type: "submit" }, "Hold it against the criteria"), h("button", { type: "reset", class: "plain" }, "Empty the form")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const profile = profileOf(new FormData(form));
    void fill(answer, () => post("/v1/eligibility", profile), answerOf, "Checking").then(() => answer.focus());
  });
  form.addEventListener("reset", () => answer.replaceChildren());
  where.append(
    heading("Criteria check"),
    h("p", { class: "prose" }, "Hold a profile against the criteria of each guideline, centre and trial, one by one. Leave open what is not known. It is not a verdict: whether someone is a candidate is for an experienced neurology and transplant team."),
    h("p", { class: "quiet" }, "What you fill in is sent once to this server to be compared, and is neither stored nor remembered."),
    form,
    answer,
  );
}

/**
 * @param {FormData} form
 * @returns {Profile}
 */
function profileOf(form) {
  const number = (/** @type {string} */ name) => (form.get(name) === "" ? null : Number(form.get(name)));
  return {
    ms_course: COURSES.find((course) => course === form.get("ms_course")) ?? null,
    age_years: number("age_years"),
    edss: number("edss"),
    years_since_onset: number("years_since_onset"),
    relapses_12_months: number("relapses_12_months"),
    new_mri_lesions_12_months: number("new_mri_lesions_12_months"),
    gadolinium_enhancing_lesions: number("gadolinium_enhancing_lesions"),
    therapies_failed: number("therapies_failed"),
    high_efficacy_therapies_failed: number("high_efficacy_therapies_failed"),
  };
}

/** @param {Checked} checked */
function answerOf({ caveat, guidelines }) {
  const asked = guidelines.filter(({ criteria }) => criteria.length > 0);
  return [
    h("p", { class: "notice" }, caveat),
    h("p", { role: "status", class: "quiet" }, `${asked.length} documents with criteria, in the order of the catalogue`),
    ...asked.map(guidelineOf),
  ];
}

/** @param {Guideline} guideline */
function guidelineOf({ guideline, name, year, kind, criteria, statements }) {
  const counts = LOOKS.map((look) => criteria.map(lookOf).filter((one) => one.look === look)).filter((same) => same.length > 0);
  const id = newId("guideline");
  return h(
    "details",
    { class: "group" },
    h("summary", null, h("h3", { id }, name),
      h("span", { class: "count" }, counts.map((same) => h("span", { class: "finding", "data-look": same[0]?.look }, `${same.length} ${same[0]?.said}`)))),
    h("div", { class: "inside" },
      h("p", { class: "quiet" }, `${sayKind(kind)}, ${year ?? "year not seen"}. `, h("a", { href: `?guideline=${guideline}` }, "The whole document")),
      statementsOf(statements),
      h("ul", { class: "criteria", "aria-labelledby": id }, criteria.map(criterionOf))),
  );
}

/** @param {Criterion} criterion */
function criterionOf(criterion) {
  const { name, statement, strictness, finding, missing, evidence: status, sources } = criterion;
  const { mark, said, look } = lookOf(criterion);
  return h(
    "li",
    { "data-finding": finding },
    h("p", null, h("span", { class: "finding", "data-look": look }, h("span", { "aria-hidden": "true" }, `${mark} `), said),
      " ", h("strong", null, name), h("span", { class: "quiet" }, ` ${STRICTNESS[strictness].toLowerCase()}`)),
    h("p", null, statement ?? gap()),
    missing.length > 0 && h("p", { class: "quiet" }, `To tell, this would be needed: ${missing.map(sayMember).join(", ")}`),
    evidence({ evidence: status, sources }, name),
  );
}
