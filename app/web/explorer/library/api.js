// Calls the API, remembers every call, and turns whatever goes wrong into one kind of error.
//
// It is thin on purpose: a call is sent once, never again by itself, and nothing is kept but the
// list of calls that the panel "For developers" shows.

/** @import { Answers, Bodies, Items, Problem, Results } from "./types" */
/** @import { GetPath, Operation, PostPath } from "./operations.js" */

/**
 * @typedef {object} Call One call that this page made.
 * @property {"GET" | "POST"} method
 * @property {Operation} operation
 * @property {string} address Path and query.
 * @property {unknown} body What was sent; undefined if nothing was.
 * @property {number | null} status Null while the answer is out, and if none came.
 * @property {number | null} milliseconds Until the answer was read; null while it is out.
 */

/**
 * @typedef {object} Options
 * @property {Record<string, string>} [path] Values of the names in braces.
 * @property {Record<string, string | number | null | undefined>} [query]
 * @property {AbortSignal} [signal] Ends the call; its error is then an `AbortError`.
 */

/** Longest wait for an answer, in milliseconds. */
export const PATIENCE = 15_000;

/** Every call of this page, oldest first. @type {Call[]} */
export const calls = [];

/** Sends `change` when a call is sent and when it is answered. */
export const callLog = new EventTarget();

/** A call that did not succeed; `message` is a sentence that a reader may see. */
export class ApiError extends Error {
  /**
   * @param {"offline" | "slow" | "problem" | "static" | "unreadable"} kind `static`: this copy of
   *   the API is files only, and cannot compute.
   * @param {string} message
   * @param {number | null} status
   * @param {Problem | null} problem What the API said, if it said something.
   */
  constructor(kind, message, status = null, problem = null) {
    super(message);
    this.name = "ApiError";
    this.kind = kind;
    this.status = status;
    this.problem = problem;
  }
}

/**
 * Get a resource.
 *
 * @template {GetPath} P
 * @param {P} path As the OpenAPI document writes it, with names in braces.
 * @param {Options} [options]
 * @returns {Promise<Answers[P]>}
 */
export async function get(path, options = {}) {
  const address = addressOf(path, options);
  return /** @type {Answers[P]} */ (await send("GET", `GET ${path}`, address, undefined, options));
}

/**
 * Get every item of a list, page after page.
 *
 * @template {GetPath} P
 * @param {P} path
 * @param {Options} [options]
 * @returns {Promise<Items[P][]>}
 */
export async function getAll(path, options = {}) {
  /** @type {Items[P][]} */
  const items = [];
  const seen = new Set();
  /** @type {string | null} */
  let address = addressOf(path, { ...options, query: { limit: 200, ...options.query } });
  while (address && !seen.has(address)) {
    seen.add(address);
    const answer = await send("GET", `GET ${path}`, address, undefined, options);
    const page = /** @type {{data: Items[P][], links: {next: string | null}}} */ (answer);
    items.push(...page.data);
    address = page.links.next;
  }
  return items;
}

/**
 * Have something computed. What is sent travels in the body, never in the address.
 *
 * @template {PostPath} P
 * @param {P} path
 * @param {Bodies[P]} body
 * @param {Options} [options]
 * @returns {Promise<Results[P]>}
 */
export async function post(path, body, options = {}) {
  const address = addressOf(path, options);
  return /** @type {Results[P]} */ (await send("POST", `POST ${path}`, address, body, options));
}

/**
 * Have a plan or another result as a file, such as a calendar.
 *
 * @template {PostPath} P
 * @param {P} path
 * @param {Bodies[P]} body
 * @param {Options} [options]
 * @returns {Promise<Blob>}
 */
export async function postForFile(path, body, options = {}) {
  const address = addressOf(path, options);
  return /** @type {Blob} */ (
    await send("POST", `POST ${path}`, address, body, options, (response) => response.blob())
  );
}

/**
 * @param {string} path
 * @param {Options} options
 */
function addressOf(path, { path: values = {}, query = {} }) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`${path} needs a value for "${name}".`);
    return encodeURIComponent(values[name]);
  });
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return search.size ? `${filled}?${String(search).replaceAll("%2C", ",")}` : filled;
}

/**
 * @param {"GET" | "POST"} method
 * @param {Operation} operation
 * @param {string} address
 * @param {unknown} body
 * @param {Options} options
 * @param {(response: Response) => Promise<unknown>} read
 */
async function send(method, operation, address, body, { signal }, read = (r) => r.json()) {
  /** @type {Call} */
  const call = { method, operation, address, body, status: null, milliseconds: null };
  calls.push(call);
  tell();
  const began = performance.now();
  const timeout = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(address, {
      method,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body === undefined ? {} : sentAsJson(body)),
    });
    call.status = response.status;
    if (!response.ok) throw await refusalOf(response, method);
    return await read(response);
  } catch (error) {
    throw explained(error, signal);
  } finally {
    call.milliseconds = Math.round(performance.now() - began);
    tell();
  }
}

function tell() {
  callLog.dispatchEvent(new Event("change"));
}

/** @param {unknown} body */
function sentAsJson(body) {
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

/**
 * Read why the API refused.
 *
 * @param {Response} response
 * @param {string} method
 */
async function refusalOf(response, method) {
  const { status } = response;
  if (response.headers.get("content-type")?.startsWith("application/problem+json")) {
    const problem = /** @type {Problem} */ (await response.json());
    return new ApiError("problem", problem.detail ?? problem.title, status, problem);
  }
  if (method === "POST" && [404, 405, 501].includes(status)) {
    const message =
      "This copy of the API is files only: it can be read, and it cannot compute. " +
      "Run the server to have this computed.";
    return new ApiError("static", message, status);
  }
  return new ApiError("unreadable", `The API answered with status ${status} and no reason.`, status);
}

/**
 * @param {unknown} error
 * @param {AbortSignal | undefined} signal
 */
function explained(error, signal) {
  if (error instanceof ApiError || signal?.aborted) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new ApiError("slow", `The API did not answer within ${PATIENCE / 1000} seconds.`);
  }
  if (error instanceof SyntaxError) {
    return new ApiError("unreadable", "The API answered with something that is not JSON.");
  }
  return new ApiError("offline", "The API cannot be reached.");
}
