// The glossary: the words of the procedure, explained.

import { get, getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { fill } from "./library/states.js";
import { filtered, search } from "./evidence-list.js";
import { asData, heading, linksTo, row, showOne } from "./evidence-record.js";

/** @import { Items } from "./library/types" */

/** @typedef {Items["/v1/terms"]} Term */

/** @param {HTMLElement} where */
export function showTerms(where) {
  const list = h("div", null);
  where.append(heading("Glossary"), list);
  return fill(list, () => getAll("/v1/terms"), (terms) => {
    const names = namesOf(terms);
    const { nodes } = filtered({
      items: terms.toSorted((a, b) => a.name.localeCompare(b.name, "en")),
      filters: [search(({ name, aliases, summary, detail }) => [name, ...aliases, summary, detail])],
      noun: "terms",
      render: (shown) => h("dl", { class: "glossary" }, shown.map((term) => h(
        "div",
        { id: term.id },
        h("dt", null, h("a", { href: `?term=${term.id}` }, term.name), also(term)),
        h("dd", null, term.summary, evidence({ sources: term.sources }, term.name), term.see_also.length > 0 && linksTo("?term=", term.see_also, names)),
      ))),
    });
    return [...nodes, asData("/v1/terms")];
  }, "Loading the glossary");
}

/** @param {readonly Term[]} terms */
function namesOf(terms) {
  return new Map(terms.map(({ id, name }) => [id, name]));
}

/** @param {Term} term */
function also({ aliases }) {
  return aliases.length > 0 && h("span", { class: "quiet" }, ` also ${aliases.join(", ")}`);
}

/**
 * @param {HTMLElement} where
 * @param {string} id
 */
export function showTerm(where, id) {
  return showOne(where, {
    id,
    noun: "term",
    view: "terms",
    load: () => Promise.all([get("/v1/terms/{id}", { path: { id } }), getAll("/v1/terms", { query: { fields: "name" } })]),
    render: ([term, terms]) => {
      document.title = `${term.name} · ${document.title}`;
      return [
        heading(term.name),
        h("p", null, also(term)),
        h("p", { class: "answer prose" }, term.summary),
        term.detail && h("p", { class: "prose" }, term.detail),
        evidence({ sources: term.sources }, term.name),
        term.codes.length > 0 && h("dl", { class: "short" }, term.codes.map((code) => row(code.system, h("code", null, code.code)))),
        term.see_also.length > 0 && h("h3", null, "See also"),
        term.see_also.length > 0 && linksTo("?term=", term.see_also, namesOf(terms)),
        asData(`/v1/terms/${term.id}`),
      ];
    },
  });
}
