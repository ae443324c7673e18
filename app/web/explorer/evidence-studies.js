// Studies: the list, and one study with its arms, outcomes and deaths.

import { get, getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { showFacts, showText } from "./library/fact.js";
import { languageSwitch, onLanguage, textOf } from "./library/language.js";
import { gap, quantity, words } from "./library/quantity.js";
import { empty, fill } from "./library/states.js";
import { drawOutcomes } from "./evidence-chart.js";
import { choicesOf, filtered, search } from "./evidence-list.js";
import { allRegimens, idOf, namesOf } from "./evidence-names.js";
import { asData, heading, linksTo, row, showOne } from "./evidence-record.js";
import { capital, sayCourse, sayDesign, sayMonths, sayNumber, sayStatus } from "./evidence-words.js";

/** @import { Items, Schemas } from "./library/types" */
/** @import { Outcome } from "./evidence-chart.js" */
/** @import { Named } from "./evidence-names.js" */
/** @import { Filter } from "./evidence-list.js" */

/** @typedef {Items["/v1/studies"]} Study */
/** @typedef {Study["arms"][number]} Arm */

/** What a card of the list shows. */
const fields = "name,aliases,summary,detail,sources,design,status,year,registrations,population,follow_up,regimens,outcomes.id";

const DEATHS = new Set(["mortality", "treatment_related_mortality", "overall_survival"]);

/** Registration number -> where its record is. @type {readonly (readonly [RegExp, string])[]} */
const REGISTRIES = [
  [/^NCT\d{8}$/, "https://clinicaltrials.gov/study/"],
  [/^ISRCTN\d+$/, "https://www.isrctn.com/"],
];

/** @param {HTMLElement} where */
export function showStudies(where) {
  const list = h("div", null);
  where.append(heading("Studies", languageSwitch()), list);
  const load = () => Promise.all([getAll("/v1/studies", { query: { fields } }), allRegimens()]);
  return fill(list, load, ([studies, regimens]) => {
    const { nodes, update } = filtered({
      items: studies,
      filters: filtersOf(studies, regimens),
      noun: "studies",
      render: (shown) => h("ul", { class: "records" }, shown.map(cardOf)),
    });
    onLanguage(update);
    return nodes;
  }, "Loading the studies");
}

/**
 * @param {readonly Study[]} studies
 * @param {readonly Named[]} regimens
 * @returns {Filter<Study>[]}
 */
function filtersOf(studies, regimens) {
  const names = namesOf(regimens);
  return [
    search(({ name, aliases, summary, detail, registrations, year }) => [name, ...aliases, summary, detail, ...registrations, year]),
    { name: "design", label: "Design", choices: choicesOf(studies.map(({ design }) => design), (id) => capital(sayDesign(id))),
      fits: (study, value) => study.design === value },
    { name: "status", label: "Status", choices: choicesOf(studies.map(({ status }) => status), (id) => capital(sayStatus(id))),
      fits: (study, value) => study.status === value },
    { name: "ms_course", label: "Course of MS",
      choices: choicesOf(studies.flatMap((study) => study.population.courses), (id) => capital(sayCourse(id))),
      fits: (study, value) => study.population.courses.some((course) => course === value) },
    { name: "regimen", label: "Regimen", choices: choicesOf(studies.flatMap((study) => study.regimens), (id) => names.get(id) ?? id),
      read: (value) => idOf(regimens, value),
      fits: (study, value) => study.regimens.includes(value) },
  ];
}

/** @param {Study} study */
function cardOf(study) {
  const { id, name, year, design, status, population, follow_up: followUp, outcomes } = study;
  return h(
    "li",
    { class: "record" },
    h("h3", null, h("a", { href: `?study=${id}` }, name)),
    h("p", { class: "tags" }, year && h("span", { class: "tag" }, String(year)), h("span", { class: "tag" }, sayDesign(design)),
      h("span", { class: "tag", "data-status": status }, sayStatus(status))),
    h("p", null, textOf(study)),
    evidence({ sources: study.sources }, name),
    h("dl", { class: "short" },
      row("Patients", population.n === null ? gap() : sayNumber(population.n), evidence(population, `the patients of ${name}`)),
      row("Course", population.courses.length > 0 ? population.courses.map(sayCourse).join(", ") : gap()),
      row("Follow-up", quantity(followUp), evidence(followUp, `the follow-up of ${name}`)),
      row("Figures", String(outcomes.length))),
  );
}

/**
 * @param {HTMLElement} where
 * @param {string} id
 */
export function showStudy(where, id) {
  return showOne(where, {
    id,
    noun: "study",
    view: "studies",
    load: () => Promise.all([get("/v1/studies/{id}", { path: { id } }), allRegimens()]),
    render: ([study, regimens]) => studyOf(study, namesOf(regimens)),
  });
}

/**
 * @param {Study} study
 * @param {ReadonlyMap<string, string>} names
 */
function studyOf(study, names) {
  const outcomes = study.outcomes.map((outcome) => beside(outcome, study));
  const deaths = outcomes.filter(({ measure }) => DEATHS.has(measure));
  const others = outcomes.filter(({ measure }) => !DEATHS.has(measure));
  document.title = `${study.name} · ${document.title}`;
  return [
    heading(study.name, languageSwitch()),
    h("p", { class: "tags" }, study.year && h("span", { class: "tag" }, String(study.year)), h("span", { class: "tag" }, sayDesign(study.design)),
      h("span", { class: "tag", "data-status": study.status }, sayStatus(study.status))),
    prose(study),
    evidence({ sources: study.sources }, study.name),
    aboutOf(study),
    h("h3", null, "Groups"),
    h("ul", { class: "records" }, study.arms.map((arm) => armOf(arm, names))),
    section("Deaths", deaths, study, "No figure of deaths is recorded for this study."),
    section("Outcomes", others, study, "No outcome is recorded for this study."),
    showFacts("Who could take part", study.eligibility),
    showFacts("Other results and remarks", study.findings),
    asData(`/v1/studies/${study.id}`, `/v1/outcomes?study=${study.id}`),
  ];
}

/**
 * The text of a record, in the words that are chosen.
 *
 * @param {{summary: string, detail: string | null}} record
 */
export function prose(record) {
  const text = h("p", { class: "prose" }, textOf(record));
  onLanguage(() => (text.textContent = textOf(record)));
  return text;
}

/** @param {Study} study */
function aboutOf(study) {
  const { population, graft } = study;
  return h(
    "dl",
    { class: "facts-of" },
    showText("Where it stands", study.status_note),
    row("Registered as", study.registrations.length > 0 ? h("ul", { class: "chips" }, study.registrations.map((number) => h("li", null, registration(number)))) : gap()),
    showText("Where and when", study.setting),
    showText("What it was made to find out", study.primary_end_point),
    row("Patients", population.n === null ? gap() : sayNumber(population.n), population.courses.length > 0 && `, ${population.courses.map(sayCourse).join(", ")}`,
      h("p", null, population.description ?? gap()), evidence(population, "the patients")),
    row("Age", quantity(population.age), evidence(population.age, "age")),
    row("Disability (EDSS)", quantity(population.edss), evidence(population.edss, "disability")),
    row("Follow-up", quantity(study.follow_up), evidence(study.follow_up, "follow-up")),
    row("What was done with the cells", graft.handling ? capital(words(graft.handling)) : gap(), graft.storage && `, ${words(graft.storage)}`, evidence(graft, "the graft")),
  );
}

/** @param {string} number */
export function registration(number) {
  const [, address] = REGISTRIES.find(([form]) => form.test(number)) ?? [];
  return address ? h("a", { href: `${address}${number}`, rel: "noopener noreferrer" }, number) : number;
}

/**
 * @param {Arm} arm
 * @param {ReadonlyMap<string, string>} names
 */
function armOf(arm, names) {
  return h(
    "li",
    { class: "record" },
    h("h4", null, arm.name),
    h("p", { class: "tags" }, h("span", { class: "tag" }, arm.kind), h("span", { class: "tag" }, arm.n === null ? gap("number not reported") : `n ${sayNumber(arm.n)}`)),
    h("p", null, arm.treatment.value ?? gap()),
    evidence(arm.treatment, `what ${arm.name} was given`),
    arm.regimens.length > 0 && linksTo("/regimens?id=", arm.regimens, names),
  );
}

/**
 * @param {string} title
 * @param {Outcome[]} outcomes
 * @param {Study} study
 * @param {string} nothing
 */
function section(title, outcomes, study, nothing) {
  const kinds = new Map(study.arms.map(({ id, kind }) => [id, kind]));
  return h(
    "section",
    null,
    h("h3", { class: "part" }, title),
    outcomes.length === 0 && empty(nothing),
    drawOutcomes(outcomes, {
      isByTime: false,
      who: (outcome) => h("strong", null, capital(sayMonths(outcome.months))),
      isOther: ({ arm }) => arm !== null && kinds.get(arm) !== "transplant",
    }),
  );
}

/**
 * An outcome with its study beside it, as `/v1/outcomes` has it.
 *
 * @param {Study["outcomes"][number]} outcome
 * @param {Study} study
 * @returns {Outcome}
 */
function beside(outcome, { id, name, year, design, population, arms }) {
  const arm = arms.find((one) => one.id === outcome.arm);
  const comparator = arms.find((one) => one.id === outcome.comparator);
  return {
    ...outcome,
    id: `${id}-${outcome.id}`,
    study: id,
    study_name: name,
    study_year: year,
    design,
    study_n: population.n,
    arm_name: arm?.name ?? null,
    arm_n: arm?.n ?? null,
    comparator_name: comparator?.name ?? null,
    regimens: arm?.regimens ?? [],
  };
}
