/**
 * A client of the Day Zero API for browsers and Node.js 20 or newer. It needs nothing else.
 *
 * Every server serves the client that fits it:
 *
 *     import { DayZero } from "http://127.0.0.1:8000/assets/dayzero.js";
 *
 *     const dayzero = new DayZero();
 *     const regimen = await dayzero.get("/v1/regimens/{id}", { id: "mist" });
 *     for await (const agent of dayzero.items("/v1/agents", { stage: "conditioning" })) { … }
 *
 * Addresses are the templates of the OpenAPI document; parameters of path and query go into one
 * object. Types come from that document, so an editor completes both.
 *
 * @module
 */

/**
 * @import { paths, BodyMeasures, BodyMeasuresRequest, Eligibility, Fault, PlanDocument, PlanRequest,
 *   Problem, Profile } from "../../../openapi/types.d.ts"
 */

/**
 * @typedef {{ [P in keyof paths]: paths[P] extends { get: object } ? P : never }[keyof paths]} ReadPath
 *   A path that answers GET.
 */

/**
 * @template {ReadPath} P
 * @typedef {NonNullable<paths[P]["get"]>} Read
 *   The operation behind a path.
 */

/**
 * @template T
 * @typedef {[NonNullable<T>] extends [never] ? {} : NonNullable<T>} Given
 *   Parameters, or none.
 */

/**
 * @template {ReadPath} P
 * @typedef {Given<Read<P>["parameters"]["path"]> & Given<Read<P>["parameters"]["query"]>} AllParameters
 *   What a path takes, in its path and in its query.
 */

/**
 * @template {ReadPath} P
 * @typedef {Omit<AllParameters<P>, "fields" | "format">} Parameters
 *   What a path takes when its whole answer is wanted as JSON.
 */

/**
 * @template T
 * @typedef {T[keyof T & `application/${string}json`]} AsJson
 */

/**
 * @template {ReadPath} P
 * @typedef {AsJson<Read<P>["responses"][200]["content"]>} Answer
 *   The JSON that a path answers with.
 */

/**
 * @typedef {{ [P in ReadPath]: Answer<P> extends { data: object[], page: object } ? P : never }[ReadPath]} ListPath
 *   A path that answers in pages.
 */

/**
 * @template {ListPath} P
 * @typedef {Answer<P> extends { data: (infer I)[] } ? I : never} Item
 */

/**
 * @typedef {{ [P in ReadPath]: "fields" extends keyof AllParameters<P> ? P : never }[ReadPath]} PartPath
 *   A path that answers with the members one asks for.
 */

/**
 * @typedef {{ [P in ReadPath]: "format" extends keyof AllParameters<P> ? P : never }[ReadPath]} TextPath
 *   A path that also answers in formats other than JSON.
 */

/**
 * @template {TextPath} P
 * @typedef {AllParameters<P> extends { format?: infer F } ? Exclude<F, "json" | null | undefined> : never} TextFormat
 */

/**
 * @template T
 * @typedef {T extends object ? { [K in keyof T]?: Part<T[K]> } : T} Part
 *   A part of an answer: any member may be absent.
 */

/** @typedef {NonNullable<NonNullable<paths["/v1/plans"]["post"]["parameters"]["query"]>["format"]>} AnyPlanFormat */
/** @typedef {Exclude<AnyPlanFormat, "json">} PlanFormat Format of a plan other than JSON. */

/**
 * @template {ReadPath} P
 * @template A
 * @typedef {{} extends A ? [parameters?: A, options?: CallOptions] : [parameters: A, options?: CallOptions]} Rest
 *   What follows the path: parameters may be left out where none is required.
 */

/**
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal] Ends the call early; it is then rejected with the signal's reason.
 * @property {number} [timeout] Most milliseconds to wait for the whole answer.
 */

/**
 * @typedef {object} ClientOptions
 * @property {number} [timeout] Most milliseconds to wait for an answer; 10,000 unless told.
 * @property {number} [keep] Most answers to GET to keep and to ask for again with `If-None-Match`. None
 *   unless told: browsers do it themselves.
 * @property {typeof globalThis.fetch} [fetch] Used instead of the global `fetch`.
 */

/** @typedef {{ etag: string, text: string }} Kept */

/** Anything that went wrong with a call; every error of this client but an abort is one. */
export class DayZeroError extends Error {
  /** @override */
  name = "DayZeroError";
}

/** The API answered with an error: what it is and what to change is in the members. */
export class DayZeroProblem extends DayZeroError {
  /** @override */
  name = "DayZeroProblem";

  /** @param {Problem} problem The document that the API sent (RFC 9457). */
  constructor(problem) {
    super([problem.detail, ...problem.errors.map(sentence)].join(" "));
    /** The whole document. */
    this.problem = problem;
    /** HTTP status. */
    this.status = problem.status;
    /** Kind of problem, for programs; `GET /v1/problems/{code}` explains it. */
    this.code = problem.code;
    /** What happened, in a sentence. */
    this.detail = problem.detail;
    /** Each thing that is wrong: a pointer into the body, a parameter or a header. */
    this.errors = problem.errors;
    /** Id of the request, to report. */
    this.requestId = problem.request_id;
  }
}

/** No answer of the API came: no network, no answer in time, or something else answered. */
export class DayZeroUnreachable extends DayZeroError {
  /** @override */
  name = "DayZeroUnreachable";
}

/** @param {Fault} fault */
function sentence({ pointer, parameter, header, detail, allowed }) {
  const place = pointer || parameter || header;
  const said = place ? `${place}: ${detail}` : detail;
  return allowed?.length ? `${said} Allowed: ${allowed.join(", ")}.` : said;
}

/** Where this file was served from is where its API is; from a file, the API is on this machine. */
const HERE = import.meta.url.startsWith("http")
  ? new URL("..", import.meta.url).href
  : "http://127.0.0.1:8000";

/** A client of one server. */
export class DayZero {
  /** @type {string} Base URL, without a final slash. */
  base;
  #timeout;
  #keep;
  #fetch;
  /** @type {Map<string, Kept>} */
  #kept = new Map();

  /**
   * @param {string | URL} [base] Base URL of the server; unless given, where this file was served from.
   * @param {ClientOptions} [options]
   */
  constructor(base = HERE, { timeout = 10_000, keep = 0, fetch = globalThis.fetch } = {}) {
    this.base = String(base).replace(/\/+$/, "");
    this.#timeout = timeout;
    this.#keep = keep;
    this.#fetch = /** @type {typeof fetch} */ ((...sent) => fetch(...sent));
  }

  /**
   * Reads one resource, or one page of a list, as JSON.
   *
   * @template {ReadPath} P
   * @param {P} path Path as in the OpenAPI document, for example `/v1/regimens/{id}`.
   * @param {Rest<P, Parameters<P>>} rest
   * @returns {Promise<Answer<P>>}
   */
  async get(path, ...[parameters, options]) {
    return this.#read(address(path, parameters), options, JSON.parse);
  }

  /**
   * Reads only some members, for example `["name", "dose_lines.dose.text"]`; `id` and `type` are always
   * there.
   *
   * @template {PartPath} P
   * @param {P} path
   * @param {string[]} fields
   * @param {Rest<P, Parameters<P>>} rest
   * @returns {Promise<Part<Answer<P>>>}
   */
  async pick(path, fields, ...[parameters, options]) {
    const asked = { ...parameters, fields: fields.join() };
    return this.#read(address(path, asked), options, JSON.parse);
  }

  /**
   * Goes through every item of a list, page after page.
   *
   * @template {ListPath} P
   * @param {P} path
   * @param {Rest<P, Omit<Parameters<P>, "cursor">>} rest
   * @returns {AsyncGenerator<Item<P>, void, undefined>}
   */
  async *items(path, ...[parameters, options]) {
    /** @type {string | null} */
    let next = address(path, parameters);
    while (next) {
      /** @type {Answer<ListPath>} */
      const page = await this.#read(next, options, JSON.parse);
      yield* /** @type {Item<P>[]} */ (page.data);
      next = page.links.next;
    }
  }

  /**
   * Reads a resource in a format other than JSON: a schedule as `ics`, outcomes as `csv` or `svg`.
   *
   * @template {TextPath} P
   * @param {P} path
   * @param {Omit<AllParameters<P>, "format"> & { format: TextFormat<P> }} parameters
   * @param {CallOptions} [options]
   * @returns {Promise<string>}
   */
  async text(path, parameters, options) {
    return this.#read(address(path, parameters), options, String);
  }

  /**
   * Dates and doses a regimen. The request goes in a body, never in an address.
   *
   * @overload
   * @param {PlanRequest} request
   * @param {CallOptions} [options]
   * @returns {Promise<PlanDocument>}
   */
  /**
   * Dates and doses a regimen, as a calendar, CSV, timeline picture or print sheet. The type of the blob
   * is that of the format.
   *
   * @overload
   * @param {PlanRequest} request
   * @param {CallOptions & { format: PlanFormat }} options
   * @returns {Promise<Blob>}
   */
  /**
   * @param {PlanRequest} request
   * @param {CallOptions & { format?: PlanFormat }} [options]
   */
  async plan(request, { format, ...options } = {}) {
    const path = address("/v1/plans", { format });
    return this.#send(path, options, request, (answer) => (format ? answer.blob() : answer.json()));
  }

  /**
   * Body surface, ideal and adjusted weights, and mass index, each with its working.
   *
   * @param {BodyMeasuresRequest} request
   * @param {CallOptions} [options]
   * @returns {Promise<BodyMeasures>}
   */
  async bodyMeasures(request, options) {
    return this.#send("/v1/body-measures", options, request, (answer) => answer.json());
  }

  /**
   * Holds a profile against each guideline's criteria, one by one.
   *
   * @param {Profile} profile
   * @param {CallOptions} [options]
   * @returns {Promise<Eligibility>}
   */
  async eligibility(profile, options) {
    return this.#send("/v1/eligibility", options, profile, (answer) => answer.json());
  }

  /**
   * Asks with GET, and reads the text of the answer; what is kept is only asked about.
   *
   * @template T
   * @param {string} path
   * @param {CallOptions | undefined} options
   * @param {(text: string) => T} read
   * @returns {Promise<T>}
   */
  async #read(path, options, read) {
    const kept = this.#kept.get(path);
    const sent = kept ? { headers: { "if-none-match": kept.etag } } : {};
    return this.#ask(path, options, sent, async (answer) => {
      if (answer.status === 304 && kept) return read(kept.text);
      const text = await answer.text();
      this.#remember(path, { etag: answer.headers.get("etag") ?? "", text });
      return read(text);
    });
  }

  /**
   * Sends a body. It may be about somebody's health: it goes where it was meant to go or nowhere.
   *
   * @template T
   * @param {string} path
   * @param {CallOptions | undefined} options
   * @param {object} body
   * @param {(answer: Response) => Promise<T>} read
   * @returns {Promise<T>}
   */
  async #send(path, options, body, read) {
    const headers = { "content-type": "application/json" };
    const sent = { method: "POST", headers, body: JSON.stringify(body) };
    return this.#ask(path, options, { ...sent, redirect: "error" }, read);
  }

  /**
   * Keeps an answer, and lets go of the oldest one beyond as many as are kept.
   *
   * @param {string} path
   * @param {Kept} kept
   */
  #remember(path, kept) {
    if (this.#keep && kept.etag) this.#kept.set(path, kept);
    for (const oldest of [...this.#kept.keys()].slice(0, -this.#keep || 0)) this.#kept.delete(oldest);
  }

  /**
   * Sends one request and reads its answer, within the time allowed for both.
   *
   * @template T
   * @param {string} path
   * @param {CallOptions | undefined} options
   * @param {RequestInit} sent
   * @param {(answer: Response) => Promise<T>} read
   * @returns {Promise<T>}
   */
  async #ask(path, { signal, timeout = this.#timeout } = {}, sent, read) {
    const clock = AbortSignal.timeout(timeout);
    const either = signal ? AbortSignal.any([signal, clock]) : clock;
    try {
      const answer = await this.#fetch(this.base + path, { ...sent, signal: either });
      if (!answer.ok && answer.status !== 304) throw await problemOf(answer);
      return await read(answer);
    } catch (cause) {
      if (cause instanceof DayZeroError) throw cause;
      signal?.throwIfAborted();
      const said = clock.aborted ? `No answer in ${timeout} ms` : "No answer that can be read";
      throw new DayZeroUnreachable(`${said} from ${this.base}.`, { cause });
    }
  }
}

/**
 * Puts parameters into the template of a path, and the rest of them into its query.
 *
 * @param {string} template
 * @param {object} [parameters]
 */
function address(template, parameters = {}) {
  const rest = new URLSearchParams();
  let path = template;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue;
    if (!path.includes(`{${name}}`)) rest.set(name, value);
    // Nothing, "." and ".." would be taken for another path.
    else if (/^\.{0,2}$/.test(value)) throw new TypeError(`${name} must not be "${value}".`);
    else path = path.replace(`{${name}}`, encodeURIComponent(value));
  }
  return rest.size ? `${path}?${rest}` : path;
}

/**
 * Reads an error; anything that is not a problem document was not sent by the API.
 *
 * @param {Response} answer
 */
async function problemOf(answer) {
  if (answer.headers.get("content-type")?.startsWith("application/problem+json")) {
    return new DayZeroProblem(await answer.json());
  }
  return new DayZeroUnreachable(`Something that is not the API answered ${answer.status}.`);
}
