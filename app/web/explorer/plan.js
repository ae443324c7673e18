// The page `/plan`: the form, the call, and the plan it brings.

import { ApiError, getAll, post } from "./library/api.js";
import { byId, h } from "./library/dom.js";
import { fill, skeleton } from "./library/states.js";
import { readContract } from "./plan-contract.js";
import { find, isPlannable, planForm } from "./plan-form.js";
import { showPlan } from "./plan-result.js";

/** @import { Fault } from "./plan-faults.js" */
/** @import { Regimen } from "./plan-form.js" */
/** @import { PlanRequest } from "./plan-words.js" */

const REGIMEN_FIELDS = [
  "id", "name", "aliases", "stage", "standing", "plannable", "plannable_reason", "part_of",
  "dose_lines.agent", "dose_lines.purpose", "dose_lines.dose.unit",
].join(",");

const news = byId("news");
const result = byId("result");

/** The call that is out, so that a newer one ends it. */
let running = new AbortController();

const load = () =>
  Promise.all([
    getAll("/v1/regimens", { query: { fields: REGIMEN_FIELDS } }),
    getAll("/v1/agents", { query: { fields: "id,name" } }),
  ]);

void fill(byId("content"), load, ([regimens, agents]) => {
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return begin(regimens, (id) => names.get(id) ?? id);
}, "Loading the regimens");

/**
 * @param {readonly Regimen[]} regimens
 * @param {(id: string) => string} nameOf
 */
function begin(regimens, nameOf) {
  const form = planForm(regimens, nameOf);
  const contract = readContract(); // after what the form cannot do without
  void contract.then(({ limits }) => form.limit(limits));

  const make = async () => {
    const { request, faults } = form.read();
    forget();
    form.showFaults(faults);
    if (!request) return;
    wait(form.submit);
    const { signal } = running;
    try {
      const plan = await post("/v1/plans", request, { signal });
      result.replaceChildren(showPlan({ plan, request, nameOf, contract, tell }));
      document.getElementById("plan-heading")?.focus();
      tell("The plan is ready.");
    } catch (error) {
      if (signal.aborted) return;
      refuse(error, form.showFaults, () => void make());
      if (!(error instanceof ApiError)) throw error; // a fault of ours: the console shall say so
    } finally {
      if (!signal.aborted) form.submit.removeAttribute("aria-disabled");
    }
  };
  form.element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.submit.getAttribute("aria-disabled") !== "true") void make();
  });
  form.element.addEventListener("input", () => outdate(form.submit));
  form.element.addEventListener("change", () => addressOf(form.chosen()));
  form.element.addEventListener("cleared", () => {
    forget();
    form.submit.removeAttribute("aria-disabled");
    addressOf(form.chosen());
    tell("The form is empty.");
  });
  form.element.addEventListener("filled", () => {
    outdate(form.submit);
    addressOf(form.chosen());
    tell("An example is filled in: 165 cm, 110 kg, female.");
  });
  return [...greet(regimens, form), form.element];
}

/** @param {string} said For a reader who hears the page. */
function tell(said) {
  news.textContent = said;
}

/** End the call that is out, and take away the plan of another form. */
function forget() {
  running.abort();
  running = new AbortController();
  result.replaceChildren();
  tell("");
}

/** @param {HTMLElement} submit */
function wait(submit) {
  submit.setAttribute("aria-disabled", "true"); // not disabled: that would lose the focus
  result.replaceChildren(skeleton("Making the plan"));
  tell("Making the plan.");
}

/**
 * Say of a plan that the form now says something else.
 *
 * @param {HTMLElement} submit
 */
function outdate(submit) {
  const stale = result.querySelector("[data-stale]");
  if (!(stale instanceof HTMLElement) || !stale.hidden) return;
  stale.hidden = false;
  stale.append(
    h("strong", null, "The form was changed. "),
    "This plan is the one from before. ",
    h("button", { type: "button", onclick: () => submit.click() }, "Make it anew"),
  );
}

/** @param {Record<string, string>} chosen The address says which regimens, and nothing about a person. */
function addressOf(chosen) {
  const query = new URLSearchParams(Object.entries(chosen).filter(([, id]) => id)).toString();
  history.replaceState(null, "", location.pathname + (query && `?${query}`));
}

/**
 * Begin with the regimens that the address names, or say why that cannot be.
 *
 * @param {readonly Regimen[]} regimens
 * @param {ReturnType<typeof planForm>} form
 */
function greet(regimens, form) {
  const query = new URLSearchParams(location.search);
  const asked = ["conditioning", "mobilisation"].flatMap((name) => query.get(name) || []);
  const said = asked.flatMap((name) => {
    const regimen = find(regimens, name);
    if (!regimen) return `No regimen is called “${name}”. Choose one from the list.`;
    if (!isPlannable(regimen)) return `Of “${regimen.name}” no plan can be made. ${regimen.plannable_reason}`;
    form.choose(regimen);
    return [];
  });
  const { conditioning, mobilisation } = form.chosen();
  const alone = conditioning ? undefined : find(regimens, mobilisation);
  if (alone) said.push(`“${alone.name}” is a mobilisation. Choose the conditioning that follows it.`);
  return said.map((sentence) => h("p", { class: "notice", role: "status" }, sentence));
}

/**
 * Say why no plan was made: at the field where it is about one, else where the plan would stand.
 *
 * @param {unknown} error
 * @param {(faults: readonly Fault[]) => void} showFaults
 * @param {() => void} retry
 */
function refuse(error, showFaults, retry) {
  result.replaceChildren();
  const faults = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const placed = faults.flatMap(({ pointer, detail }) => (pointer ? [{ pointer, detail }] : []));
  if (placed.length > 0) {
    tell("");
    showFaults(placed);
    return;
  }
  const known = error instanceof ApiError ? error : null;
  const box = h(
    "div",
    { class: "failure", role: "alert", tabindex: -1 },
    h("p", null, h("strong", null, "No plan was made. "), known?.message ?? "The page made a mistake."),
    known?.kind === "static" ? whereToReckon() : h("p", null, h("button", { type: "button", onclick: retry }, "Try again")),
    known?.problem && h("p", { class: "quiet" }, `Request ${known.problem.request_id}`),
  );
  result.replaceChildren(box);
  tell("");
  box.focus();
}

function whereToReckon() {
  return h(
    "p",
    null,
    "In a copy of the project, ",
    h("code", null, "make run"),
    " starts one on your own machine, with this page, and nothing that you enter leaves it.",
  );
}
