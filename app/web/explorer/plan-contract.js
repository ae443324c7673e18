// What the OpenAPI document says of a plan: the limits of its numbers, and its formats.
//
// The limits are read and never written here, so that the form cannot disagree with the API.

/** @typedef {{minimum?: number, exclusiveMinimum?: number, maximum?: number}} Limits */

/**
 * @typedef {object} Contract
 * @property {ReadonlyMap<string, Limits>} limits JSON pointer -> limits of the number there; the
 *   name of a member that may have any name is `*`.
 * @property {readonly string[]} formats
 */

/**
 * @typedef {Limits & {
 *   $ref?: string, anyOf?: Schema[], enum?: string[],
 *   properties?: Record<string, Schema>, additionalProperties?: Schema | boolean,
 * }} Schema
 */

/** Where no document can be read: no limits, for the API checks them too, and the oldest formats. @type {Contract} */
const UNREAD = { limits: new Map(), formats: ["json", "ics", "csv", "svg", "html"] };

/**
 * Read the document; without one the form still works.
 *
 * @returns {Promise<Contract>}
 */
export async function readContract() {
  try {
    const response = await fetch("/openapi.json", { signal: AbortSignal.timeout(15_000) });
    return contractOf(await response.json());
  } catch {
    return UNREAD;
  }
}

/**
 * @param {any} document
 * @returns {Contract}
 */
function contractOf(document) {
  const operation = document.paths["/v1/plans"].post;
  /** @type {Map<string, Limits>} */
  const limits = new Map();
  /** @param {Schema} schema @param {string} pointer */
  const walk = (schema, pointer) => {
    if (schema.$ref) walk(document.components.schemas[schema.$ref.split("/").pop() ?? ""], pointer);
    for (const part of schema.anyOf ?? []) walk(part, pointer);
    for (const [name, member] of Object.entries(schema.properties ?? {})) walk(member, `${pointer}/${name}`);
    if (typeof schema.additionalProperties === "object") walk(schema.additionalProperties, `${pointer}/*`);
    const { minimum, exclusiveMinimum, maximum } = schema;
    if ((minimum ?? exclusiveMinimum ?? maximum) !== undefined) {
      limits.set(pointer, { minimum, exclusiveMinimum, maximum });
    }
  };
  walk(operation.requestBody.content["application/json"].schema, "");
  return { limits, formats: formatsOf(operation) };
}

/**
 * @param {{parameters: {name: string, schema: Schema}[]}} operation
 * @returns {readonly string[]}
 */
function formatsOf({ parameters }) {
  const schema = parameters.find(({ name }) => name === "format")?.schema;
  return [schema, ...(schema?.anyOf ?? [])].flatMap((part) => part?.enum ?? []);
}

/**
 * Say between which numbers one may be; nothing where there are no limits.
 *
 * @param {Limits | undefined} limits
 * @param {string} unit
 */
export function sayLimits(limits, unit) {
  if (!limits) return "";
  const { minimum, exclusiveMinimum, maximum } = limits;
  const of = unit && ` ${unit}`;
  if (exclusiveMinimum !== undefined) return `more than ${exclusiveMinimum}, at most ${maximum}${of}`;
  return `${minimum} to ${maximum}${of}`;
}

/**
 * @param {number} number
 * @param {Limits | undefined} limits
 */
export function isWithin(number, { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = {}) {
  return number >= minimum && number > exclusiveMinimum && number <= maximum;
}
