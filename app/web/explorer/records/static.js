// A copy of the API that is files only answers what was written down, and computes nothing.

import { ApiError } from "../library/api.js";

/**
 * The error to show for something that only a running API can answer.
 *
 * @param {unknown} error
 * @param {string} message What cannot be had, and what to do instead.
 */
export function orStatic(error, message) {
  const isMissing = error instanceof ApiError && error.kind === "unreadable" && [200, 404].includes(error.status ?? 200);
  return isMissing ? new ApiError("static", message, error.status) : error;
}
