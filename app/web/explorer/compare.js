// The page `/compare`: two or three regimens side by side, day by day.

import { get, getAll } from "./library/api.js";
import { byId, h } from "./library/dom.js";
import { empty, fill } from "./library/states.js";
import { showComparison } from "./compare-table.js";
import { labelled } from "./records/finder.js";
import { find, grouped, namer } from "./records/record.js";
import { words } from "./library/quantity.js";

/** @import { Schemas } from "./library/types" */

/** @typedef {Schemas["RegimenResource"]} Regimen */

const MOST = 3;

/** @type {Record<Regimen["stage"], string>} */
const STAGES = { conditioning: "Conditioning", harvest: "Mobilisation" };

const choice = byId("choice");
const comparison = byId("comparison");

void fill(choice, listed, begin, "Loading the regimens");

function listed() {
  return Promise.all([
    getAll("/v1/regimens", { query: { fields: "name,aliases,stage,standing" } }),
    getAll("/v1/agents", { query: { fields: "name" } }),
  ]);
}

/** The ids that the address names, each once. */
function asked() {
  const named = new URLSearchParams(location.search).get("regimens") ?? "";
  return [...new Set(named.split(",").map((id) => id.trim()).filter(Boolean))];
}

/** @param {[Regimen[], Schemas["AgentResource"][]]} lists */
function begin([regimens, agents]) {
  const byStage = [...regimens].sort((a, b) => a.stage.localeCompare(b.stage));
  const ids = asked().map((id) => idOf(id, regimens));
  const selects = ["First regimen", "Second regimen", "Third regimen"].map((label, place) => {
    const select = selectOf(byStage, ids[place] ?? "");
    select.addEventListener("change", () => {
      const chosen = [...new Set(selects.map(({ value }) => value).filter(Boolean))];
      history.replaceState(null, "", chosen.length > 0 ? `?regimens=${chosen.join(",")}` : location.pathname);
      show(chosen);
    });
    return Object.assign(select, { label });
  });
  const show = (/** @type {string[]} */ chosen) => compare(chosen, namer(agents), regimens);
  show(ids.slice(0, MOST));
  return [
    h("form", { class: "finder" }, selects.map((select) => labelled(select.label, select))),
    ids.length > MOST && h("p", { class: "notice" }, `The address names ${ids.length} regimens. The first ${MOST} are shown.`),
  ];
}

/**
 * The id that another name of a regimen leads to; what nothing has stays as it is.
 *
 * @param {string} named
 * @param {Regimen[]} regimens
 */
function idOf(named, regimens) {
  const slug = (/** @type {string} */ alias) =>
    alias.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const isIt = ({ id = "", aliases = [""] }) => id === named || aliases.some((alias) => slug(alias) === named);
  return regimens.find(isIt)?.id ?? named;
}

/**
 * @param {Regimen[]} regimens
 * @param {string} chosen What no regimen has is not chosen.
 */
function selectOf(regimens, chosen) {
  const groups = grouped(regimens, ({ stage, standing }) => `${STAGES[stage]}: ${words(standing)}`);
  return h(
    "select",
    null,
    h("option", { value: "" }, "None"),
    [...groups].map(([label, group]) =>
      h("optgroup", { label }, group.map(({ id, name }) => h("option", { value: id, selected: id === chosen }, name)))),
  );
}

/** @param {string} id */
function one(id) {
  return get("/v1/regimens/{id}", { path: { id } });
}

/**
 * @param {string[]} ids
 * @param {(agent: string) => string} nameOf
 * @param {Regimen[]} regimens
 */
function compare(ids, nameOf, regimens) {
  const load = () => Promise.all(ids.map((id) => find(id, one)));
  void fill(comparison, load, (all) => (ids.length === 0 ? suggest(regimens) : showComparison(ids, all, nameOf)), "Loading the comparison");
}

/** Where nothing is chosen: what guidelines recommend. @param {Regimen[]} regimens */
function suggest(regimens) {
  const recommended = regimens.filter(({ standing }) => standing === "recommended").slice(0, MOST);
  return [
    empty("Choose two or three regimens above."),
    recommended.length > 1 &&
      h("p", null, "For example ", h("a", { href: `/compare?regimens=${recommended.map(({ id }) => id).join(",")}` },
        `the ${recommended.length} that guidelines recommend`), "."),
  ];
}
