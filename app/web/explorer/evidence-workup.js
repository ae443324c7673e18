// The work-up before the transplant: what is checked, and the limits that programmes and trials set.

import { getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { showFacts } from "./library/fact.js";
import { languageSwitch, onLanguage, textOf } from "./library/language.js";
import { words } from "./library/quantity.js";
import { fill } from "./library/states.js";
import { choicesOf, filtered, search } from "./evidence-list.js";
import { asData, heading } from "./evidence-record.js";
import { capital } from "./evidence-words.js";

/** @import { Fact } from "./library/types" */

/** @param {HTMLElement} where */
export function showWorkup(where) {
  const list = h("div", null);
  where.append(heading("Work-up before the transplant", languageSwitch()), list);
  return fill(list, () => getAll("/v1/workup"), (items) => {
    const { nodes, update } = filtered({
      items,
      filters: [
        search(({ name, aliases, summary, detail, thresholds }) => [name, ...aliases, summary, detail, ...thresholds.map((/** @type {Fact} */ fact) => fact.statement)]),
        { name: "kind", label: "What is checked", choices: choicesOf(items.map(({ domain }) => domain), (id) => capital(words(id))),
          fits: ({ domain }, value) => domain === value },
      ],
      noun: "checks",
      render: (shown) => h("ul", { class: "records wide" }, shown.map((item) => h(
        "li",
        { class: "record" },
        h("h3", null, item.name),
        h("p", { class: "tags" }, h("span", { class: "tag" }, words(item.domain))),
        h("p", null, textOf(item)),
        evidence({ sources: item.sources }, item.name),
        showFacts("Limits and findings", item.thresholds),
      ))),
    });
    onLanguage(update);
    return [...nodes, asData("/v1/workup")];
  }, "Loading the work-up");
}
