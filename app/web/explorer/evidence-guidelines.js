// Guidelines: what they say of each course of the disease, and their criteria one by one.

import { get, getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { showFacts } from "./library/fact.js";
import { languageSwitch, onLanguage, textOf } from "./library/language.js";
import { gap, words } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { grouped } from "./evidence-chart.js";
import { choicesOf, filtered, search } from "./evidence-list.js";
import { asData, heading, showOne } from "./evidence-record.js";
import { prose } from "./evidence-studies.js";
import { capital, sayCourse, sayNumber } from "./evidence-words.js";

/** @import { Items, Schemas } from "./library/types" */
/** @import { Child } from "./library/dom.js" */

/** @typedef {Items["/v1/guidelines"]} Guideline */
/** @typedef {Guideline["statements"][number]} Statement */
/** @typedef {Guideline["criteria"][number]} Criterion */

/** @type {Record<Statement["stance"], string>} */
const STANCES = {
  supports: "Supports it",
  may_be_considered: "May be considered",
  only_in_trials: "Only in trials",
  does_not_support: "Does not support it",
  no_statement: "Makes no statement",
};

/** Kind of document -> its name; in the order in which they are shown. @type {Record<Guideline["kind"], string>} */
const KINDS = {
  guideline: "Guideline of a society",
  position: "Position of a society",
  national: "National guidance",
  centre: "Criteria of a centre",
  trial_eligibility: "Criteria of a trial",
  other_disease: "About another disease",
};

const ORDER = Object.keys(KINDS);

/** @type {Record<Criterion["strictness"], string>} */
export const STRICTNESS = {
  required: "Required",
  preferred: "Better if it holds",
  exclusion: "Rules out if it holds",
};

/** @type {Record<Criterion["conditions"][number]["operator"], string>} */
const OPERATORS = { at_least: "at least", at_most: "at most", above: "above", below: "below", one_of: "one of" };

/** @param {string} kind */
export function sayKind(kind) {
  return KINDS[/** @type {Guideline["kind"]} */ (kind)] ?? capital(words(kind));
}

/** @param {HTMLElement} where */
export function showGuidelines(where) {
  const list = h("div", null);
  where.append(
    heading("Guidelines", languageSwitch()),
    h("p", { class: "prose" }, "What societies, countries, centres and trials say of whom to treat. To hold a profile against all criteria at once, use the ",
      h("a", { href: "?view=eligibility" }, "criteria check"), "."),
    list,
  );
  return fill(list, () => getAll("/v1/guidelines"), (guidelines) => {
    const { nodes, update } = filtered({
      items: guidelines.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)),
      filters: [
        { name: "ms_course", label: "Course of MS",
          choices: choicesOf([...new Set(guidelines.flatMap(coursesOf))], sayCourse).map(([id]) => [id, capital(sayCourse(id))]),
          fits: ({ statements }, value) => statements.some((statement) => speaksOf(statement, value)) },
        { name: "kind", label: "Kind of document", choices: choicesOf(guidelines.map(({ kind }) => kind), sayKind),
          fits: (guideline, value) => guideline.kind === value },
        search(({ name, aliases, body, summary, detail, year }) => [name, ...aliases, body, summary, detail, year]),
      ],
      noun: "documents",
      render: (shown, values) => grouped(shown, ({ kind }) => kind).flatMap((group) => [
        h("h3", { class: "part" }, sayKind(group[0]?.kind ?? "")),
        h("ul", { class: "records wide" }, group.map((one) => cardOf(one, values.get("ms_course") ?? ""))),
      ]),
    });
    onLanguage(update);
    return nodes;
  }, "Loading the guidelines");
}

/** @param {Guideline} guideline */
function coursesOf({ statements }) {
  return statements.flatMap(({ courses }) => courses);
}

/**
 * @param {Statement} statement
 * @param {string} course Empty for any.
 */
function speaksOf({ courses }, course) {
  return !course || courses.length === 0 || courses.some((one) => one === course);
}

/**
 * @param {Guideline} guideline
 * @param {string} course
 */
function cardOf(guideline, course) {
  const { id, name, statements, criteria } = guideline;
  return h(
    "li",
    { class: "record" },
    h("h4", null, h("a", { href: `?guideline=${id}` }, name)),
    tagsOf(guideline),
    h("p", null, textOf(guideline)),
    evidence({ sources: guideline.sources }, name),
    statementsOf(statements.filter((statement) => speaksOf(statement, course))),
    criteria.length > 0 && h("p", { class: "quiet" }, h("a", { href: `?guideline=${id}` }, criteria.length === 1 ? "1 criterion" : `${criteria.length} criteria`)),
  );
}

/** @param {Guideline} guideline */
function tagsOf({ kind, year, body, superseded_by: newer }) {
  return [
    h("p", { class: "tags" }, h("span", { class: "tag" }, year ? String(year) : gap("year not seen")), h("span", { class: "tag" }, sayKind(kind)),
      newer && h("a", { class: "tag", "data-status": "superseded", href: `?guideline=${newer}` }, "There is a newer one")),
    h("p", { class: "quiet" }, body),
  ];
}

/** @param {readonly Statement[]} statements */
export function statementsOf(statements) {
  return statements.length > 0 && h("ul", { class: "statements" }, statements.map((statement) => {
    const whom = statement.courses.length > 0 ? capital(statement.courses.map(sayCourse).join(", ")) : "All courses";
    return h(
      "li",
      { "data-stance": statement.stance },
      h("p", null, h("strong", { class: "stance" }, STANCES[statement.stance]), h("span", { class: "quiet" }, ` ${whom}`)),
      h("p", null, statement.statement ?? gap()),
      statement.grade && h("p", { class: "quiet" }, `Grade as printed: ${statement.grade}`),
      evidence(statement, `${STANCES[statement.stance]}, ${whom}`),
    );
  }));
}

/**
 * @param {HTMLElement} where
 * @param {string} id
 */
export function showGuideline(where, id) {
  return showOne(where, {
    id,
    noun: "guideline",
    view: "guidelines",
    load: () => get("/v1/guidelines/{id}", { path: { id } }),
    render: (guideline) => {
      document.title = `${guideline.name} · ${document.title}`;
      return [
        heading(guideline.name, languageSwitch()),
        ...tagsOf(guideline),
        prose(guideline),
        evidence({ sources: guideline.sources }, guideline.name),
        guideline.statements.length > 0 && h("h3", null, "What it says"),
        statementsOf(guideline.statements),
        guideline.criteria.length > 0 && h("h3", null, "Criteria"),
        guideline.criteria.length > 0 && h("ul", { class: "records" }, guideline.criteria.map(criterionOf)),
        showFacts("What else was read", guideline.facts),
        asData(`/v1/guidelines/${guideline.id}`),
      ];
    },
  });
}

/** @param {Criterion} criterion */
function criterionOf(criterion) {
  const { name, statement, strictness, courses, conditions, combine } = criterion;
  return h(
    "li",
    { class: "record" },
    h("h4", null, name),
    h("p", { class: "tags" }, h("span", { class: "tag" }, STRICTNESS[strictness]),
      courses.length > 0 && h("span", { class: "tag" }, courses.map(sayCourse).join(", "))),
    h("p", null, statement ?? gap()),
    h("p", { class: "quiet" }, conditions.length > 0
      ? `Checked as: ${conditions.map(sayCondition).join(combine === "all" ? "; and " : "; or ")}`
      : "It cannot be checked by a profile."),
    evidence(criterion, name),
  );
}

/** @param {Criterion["conditions"][number]} condition */
function sayCondition({ member, operator, value, values }) {
  const what = operator === "one_of" ? values.map(sayCourse).join(", ") : value === null ? "" : sayNumber(value);
  return `${sayMember(member)} ${OPERATORS[operator]} ${what}`;
}

/** Member of a profile -> its words. @type {Record<string, string>} */
export const MEMBERS = {
  age_years: "age in years",
  ms_course: "course of MS",
  edss: "disability (EDSS)",
  years_since_onset: "years since onset",
  relapses_12_months: "relapses in 12 months",
  new_mri_lesions_12_months: "new MRI lesions in 12 months",
  gadolinium_enhancing_lesions: "lesions that take up gadolinium",
  therapies_failed: "drugs that failed",
  high_efficacy_therapies_failed: "high-efficacy drugs that failed",
};

/** @param {string} member */
export function sayMember(member) {
  return MEMBERS[member] ?? words(member);
}
