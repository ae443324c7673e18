// The names of agents and regimens, for links to them.

import { getAll } from "./library/api.js";

/** @typedef {{id: string, name: string, aliases: readonly string[]}} Named */

/** Members that name a record. */
const fields = "name,aliases";

/** @returns {Promise<{agents: Map<string, string>, regimens: Map<string, string>}>} */
export async function allNames() {
  const [agents, regimens] = await Promise.all([getAll("/v1/agents", { query: { fields } }), allRegimens()]);
  return { agents: namesOf(agents), regimens: namesOf(regimens) };
}

/** @returns {Promise<Named[]>} */
export function allRegimens() {
  return getAll("/v1/regimens", { query: { fields } });
}

/** @param {readonly Named[]} records */
export function namesOf(records) {
  return new Map(records.map(({ id, name }) => [id, name]));
}

/**
 * The id that is meant by an id or an alias, made an id as the API makes one of it.
 *
 * @param {readonly Named[]} records
 * @param {string} said
 */
export function idOf(records, said) {
  const isMeant = (/** @type {Named} */ { id, aliases }) => id === said || aliases.map(slugOf).includes(said);
  return records.find(isMeant)?.id ?? said;
}

/** @param {string} name */
function slugOf(name) {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
