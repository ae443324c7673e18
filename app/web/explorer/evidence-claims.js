// Claims: what is popularly said about the procedure, and what is so.

import { get, getAll } from "./library/api.js";
import { h } from "./library/dom.js";
import { evidence } from "./library/evidence.js";
import { showFact } from "./library/fact.js";
import { fill } from "./library/states.js";
import { choicesOf, filtered, search } from "./evidence-list.js";
import { allNames } from "./evidence-names.js";
import { asData, heading, linksTo, row, showOne } from "./evidence-record.js";
import { capital } from "./evidence-words.js";

/** @import { Answers, Items, Schemas } from "./library/types" */

/** @typedef {Items["/v1/claims"]} Claim */
/** @typedef {Awaited<ReturnType<typeof allNames>>} Names */

/** Verdict -> its mark and its words. @type {Record<Claim["verdict"], readonly [mark: string, text: string]>} */
const VERDICTS = {
  supported: ["✓", "Supported"],
  partly_supported: ["◐", "Partly supported"],
  not_supported: ["✗", "Not supported"],
  outdated: ["↺", "Outdated"],
};

const stages = new Map(["harvest", "processing", "conditioning", "reinfusion"].map((id) => [id, capital(id)]));

/** @param {HTMLElement} where */
export function showClaims(where) {
  const list = h("div", null);
  const reset = h("div", { class: "reset-of" });
  where.append(
    heading("What people say, and what is so"),
    h("p", { class: "prose" }, "Popular accounts of the procedure get much right, and some of it wrong. Each claim here was held against the sources."),
    list,
    reset,
  );
  void fill(list, () => Promise.all([getAll("/v1/claims"), allNames()]), ([claims, names]) => listOf(claims, names), "Loading the claims");
  void fill(reset, () => get("/v1/condition"), resetOf, "Loading what the reset is");
}

/**
 * @param {readonly Claim[]} claims
 * @param {Names} names
 */
function listOf(claims, names) {
  const { nodes } = filtered({
    items: claims,
    filters: [
      { name: "verdict", label: "Verdict", choices: choicesOf(claims.map(({ verdict }) => verdict), (id) => sayVerdict(id)),
        fits: (claim, value) => claim.verdict === value },
      search(({ name, aliases, statement, correction, summary, detail }) => [name, ...aliases, statement, correction, summary, detail]),
    ],
    noun: "claims",
    render: (shown) => h("ol", { class: "claims" }, shown.map((claim) => h("li", null, claimOf(claim, names)))),
  });
  return nodes;
}

/** @param {string} verdict */
function sayVerdict(verdict) {
  return VERDICTS[/** @type {Claim["verdict"]} */ (verdict)]?.[1] ?? verdict;
}

/**
 * @param {Claim} claim
 * @param {Names} names
 */
function claimOf(claim, { agents, regimens }) {
  const { id, verdict, statement, correction, summary, detail } = claim;
  const [mark, said] = VERDICTS[verdict];
  return h(
    "article",
    { class: "claim", "data-verdict": verdict, "aria-labelledby": `claim-${id}` },
    h("div", { class: "said" },
      h("p", { class: "kicker" }, "People say"),
      h("h3", { id: `claim-${id}` }, h("a", { href: `?claim=${id}` }, `“${statement}”`)),
      h("p", { class: "verdict" }, h("span", { "aria-hidden": "true" }, mark), said)),
    h("div", { class: "so" },
      h("p", { class: "kicker" }, "What is so"),
      h("p", { class: "answer" }, summary),
      h("p", null, correction),
      detail && h("details", { class: "more" }, h("summary", null, "In clinical words"), h("p", null, detail)),
      evidence({ sources: claim.sources }, `the claim ${claim.name}`),
      h("dl", { class: "short" },
        claim.stages.length > 0 && row("Stages", linksTo("/#", claim.stages, stages)),
        claim.agents.length > 0 && row("Agents", linksTo("/agents?id=", claim.agents, agents)),
        claim.regimens.length > 0 && row("Regimens", linksTo("/regimens?id=", claim.regimens, regimens)))),
  );
}

/** @param {Answers["/v1/condition"]} condition */
function resetOf(condition) {
  const side = (/** @type {string} */ title, /** @type {readonly Schemas["Fact"][]} */ facts) =>
    h("section", null, h("h3", null, title), h("ul", { class: "facts" }, facts.map(showFact)));
  return [
    h("h2", null, "The “reset” of the immune system"),
    h("div", { class: "sides" }, side("What it is", condition.reset_is), side("What it is not", condition.reset_is_not)),
    asData("/v1/claims", "/v1/condition"),
  ];
}

/**
 * @param {HTMLElement} where
 * @param {string} id
 */
export function showClaim(where, id) {
  return showOne(where, {
    id,
    noun: "claim",
    view: "claims",
    load: () => Promise.all([get("/v1/claims/{id}", { path: { id } }), allNames()]),
    render: ([claim, names]) => {
      document.title = `${claim.name} · ${document.title}`;
      return [heading(claim.name), claimOf(claim, names), asData(`/v1/claims/${claim.id}`)];
    },
  });
}
