// References: where every value was read, how much of it, and what rests on it.

import { get, getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { gap, words } from "./library/quantity.js";
import { empty, fill } from "./library/states.js";
import { choicesOf, filtered, search } from "./evidence-list.js";
import { asData, heading, row, showOne } from "./evidence-record.js";
import { registration } from "./evidence-studies.js";
import { capital } from "./evidence-words.js";

/** @import { Answers, Items, Reference } from "./library/types" */

/** @typedef {Items["/v1/references"]} Source */
/** @typedef {Answers["/v1/references/{id}/cited-by"]["data"][number]} Citation */

/** How much was read. @type {Record<Source["read"], string>} */
const READ = {
  full_text: "Read in full",
  abstract: "Abstract read",
  registry_record: "Registry record read",
  label: "Label read",
  secondary: "Read at second hand",
};

/** Kind of records -> what one is called, and what stands before its id in the address of its page. @type {Record<string, readonly [string, string]>} */
const PAGES = {
  stages: ["stage", "/#"],
  agents: ["agent", "/agents?id="],
  regimens: ["regimen", "/regimens?id="],
  studies: ["study", "?study="],
  guidelines: ["guideline", "?guideline="],
  adverse_events: ["harm", "?adverse_event="],
  claims: ["claim", "?claim="],
  terms: ["term", "?term="],
};

/** @param {HTMLElement} where */
export function showReferences(where) {
  const list = h("div", null);
  where.append(heading("References"), list);
  return fill(list, () => getAll("/v1/references"), (references) => {
    const { nodes } = filtered({
      items: references,
      filters: [
        search(({ name, aliases, citation, year, identifiers }) =>
          [name, ...aliases, citation, year, identifiers.doi, identifiers.pmid, identifiers.pmcid, ...identifiers.registry]),
        { name: "kind", label: "Kind of source", choices: choicesOf(references.map(({ kind }) => kind), (id) => capital(words(id))),
          fits: (source, value) => source.kind === value },
        { name: "read", label: "How much was read", choices: choicesOf(references.map(({ read }) => read), sayRead),
          fits: (source, value) => source.read === value },
      ],
      noun: "references",
      render: (shown) => h("ul", { class: "bibliography" }, shown.map(itemOf)),
    });
    return [...nodes, asData("/v1/references")];
  }, "Loading the references");
}

/** @param {string} read */
function sayRead(read) {
  return READ[/** @type {Source["read"]} */ (read)] ?? capital(words(read));
}

/** @param {Source} source */
function itemOf(source) {
  const count = source.cited_by.length;
  return h(
    "li",
    null,
    h("h3", null, h("a", { href: `?reference=${source.id}` }, source.name)),
    h("p", null, source.citation),
    h("p", { class: "tags" }, h("span", { class: "tag" }, words(source.kind)), h("span", { class: "tag" }, sayRead(source.read).toLowerCase()),
      h("span", { class: "tag" }, count === 1 ? "cited by 1 record" : `cited by ${count} records`)),
  );
}

/**
 * @param {HTMLElement} where
 * @param {string} id
 */
export function showReference(where, id) {
  return showOne(where, {
    id,
    noun: "reference",
    view: "references",
    load: async () => {
      const source = await get("/v1/references/{id}", { path: { id } }); // of an alias, it tells the id
      return { source, cited: await get("/v1/references/{id}/cited-by", { path: { id: source.id } }) };
    },
    render: ({ source, cited }) => {
      document.title = `${source.name} · ${document.title}`;
      return [
        heading(source.name),
        h("p", { class: "prose" }, source.citation),
        source.link && h("p", { class: "actions" }, h("a", { class: "button", href: source.link, rel: "noopener noreferrer" }, "Open the source")),
        aboutOf(source),
        h("h3", null, "What rests on it"),
        cited.data.length > 0 ? h("ul", { class: "cited" }, cited.data.map(citationOf)) : empty("No record cites it by itself."),
        asData(`/v1/references/${source.id}`, `/v1/references/${source.id}/cited-by`),
      ];
    },
  });
}

/** @param {Reference} source */
function aboutOf({ kind, year, read, note, identifiers: { doi, pmid, pmcid, registry, url } }) {
  return h(
    "dl",
    { class: "facts-of" },
    row("Kind", capital(words(kind))),
    row("Year", year ? String(year) : gap("not seen")),
    row("How much was read", sayRead(read), note && h("p", { class: "note" }, note)),
    doi && row("DOI", outside(`https://doi.org/${doi}`, doi)),
    pmid && row("PubMed", outside(`https://pubmed.ncbi.nlm.nih.gov/${pmid}/`, pmid)),
    pmcid && row("PubMed Central", outside(`https://pmc.ncbi.nlm.nih.gov/articles/${pmcid}/`, pmcid)),
    registry.length > 0 && row("Registered as", registry.flatMap((number, n) => [n > 0 && ", ", registration(number)])),
    url && row("Page", outside(url, url)),
  );
}

/**
 * @param {string} address
 * @param {string} text
 */
function outside(address, text) {
  return h("a", { href: address, rel: "noopener noreferrer" }, text);
}

/** @param {Citation} citation */
function citationOf({ kind, id, name, path }) {
  const [noun, page] = PAGES[kind] ?? [words(kind), null];
  return h("li", null, h("a", { href: page ? `${page}${encodeURIComponent(id)}` : path }, name), h("span", { class: "quiet" }, ` ${noun}`));
}
