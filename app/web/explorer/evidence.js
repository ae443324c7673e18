// The page `/evidence`: the section, or the one record, that the address names.

import { byId, h } from "./library/dom.js";
import { empty } from "./library/states.js";
import { showAdverseEvent, showAdverseEvents } from "./evidence-adverse-events.js";
import { showClaim, showClaims } from "./evidence-claims.js";
import { showEligibility } from "./evidence-eligibility.js";
import { showGuideline, showGuidelines } from "./evidence-guidelines.js";
import { showOutcomes } from "./evidence-outcomes.js";
import { showReference, showReferences } from "./evidence-references.js";
import { showStudies, showStudy } from "./evidence-studies.js";
import { showTerm, showTerms } from "./evidence-terms.js";
import { showWorkup } from "./evidence-workup.js";

/** Section -> what fills it. @type {Record<string, (where: HTMLElement) => unknown>} */
const VIEWS = {
  outcomes: showOutcomes,
  studies: showStudies,
  claims: showClaims,
  guidelines: showGuidelines,
  eligibility: showEligibility,
  adverse_events: showAdverseEvents,
  workup: showWorkup,
  terms: showTerms,
  references: showReferences,
};

/** @typedef {readonly [view: string, show: (where: HTMLElement, id: string) => unknown]} Single */

/** Type of a record -> its section, and what shows one. @type {Record<string, Single>} */
const RECORDS = {
  study: ["studies", showStudy],
  claim: ["claims", showClaim],
  guideline: ["guidelines", showGuideline],
  adverse_event: ["adverse_events", showAdverseEvent],
  term: ["terms", showTerm],
  reference: ["references", showReference],
};

const where = byId("content");
const address = new URLSearchParams(location.search);
const named = Object.entries(RECORDS).find(([type]) => address.get(type));
const view = named ? named[1][0] : (address.get("view") ?? "outcomes");

markSection();
show();

/** Lead from the sections to their places on this page, no longer to their data. */
function markSection() {
  for (const link of document.querySelectorAll("#sections a")) {
    const name = link.getAttribute("data-view") ?? "";
    link.setAttribute("href", `?view=${name}`);
    if (name !== view) continue;
    link.setAttribute("aria-current", "page");
    document.title = `${link.textContent} · ${document.title}`;
  }
}

function show() {
  if (named) {
    const [type, [, showRecord]] = named;
    showRecord(where, address.get(type) ?? "");
  } else if (Object.hasOwn(VIEWS, view)) {
    VIEWS[view]?.(where);
  } else {
    where.append(
      h("h2", { id: "section-heading" }, "Not found"),
      empty("There is no such section. Choose one above."),
    );
  }
}
