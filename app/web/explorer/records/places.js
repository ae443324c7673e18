// Where the explorer shows a record of a kind.

/** Kind, as the search names it -> the page of a record of it. @type {Record<string, (id: string) => string>} */
const PAGES = {
  agents: (id) => `/agents?id=${id}`,
  regimens: (id) => `/regimens?id=${id}`,
  stages: (id) => `/#${id}`,
  studies: (id) => `/evidence?study=${id}`,
  claims: (id) => `/evidence?claim=${id}`,
  guidelines: (id) => `/evidence?guideline=${id}`,
  adverse_events: (id) => `/evidence?adverse_event=${id}`,
  terms: (id) => `/evidence?term=${id}`,
  references: (id) => `/evidence?reference=${id}`,
  workup: () => "/evidence?view=workup",
};

/**
 * The address of a record; of its data, where no page shows it.
 *
 * @param {string} kind
 * @param {string} id
 */
export function placeOf(kind, id) {
  const safe = encodeURIComponent(id);
  return PAGES[kind]?.(safe) ?? `/v1/${encodeURIComponent(kind.replaceAll("_", "-"))}/${safe}`;
}

/**
 * The outcomes of the studies of a regimen.
 *
 * @param {string} regimen
 */
export function outcomesOf(regimen) {
  return `/evidence?view=outcomes&regimen=${encodeURIComponent(regimen)}`;
}

/**
 * Where a plan with a regimen begins; null where none can be made of it alone.
 *
 * @param {{id: string, stage: string, plannable: string, part_of: string | null}} regimen A mobilisation too: the
 *   page then asks for the conditioning that follows it.
 */
export function planOf({ id, stage, plannable, part_of: whole }) {
  if (plannable === "no" || whole) return null;
  return `/plan?${stage === "harvest" ? "mobilisation" : "conditioning"}=${encodeURIComponent(id)}`;
}
