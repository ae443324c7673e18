// The words of the evidence pages: what codes of the API mean, and numbers without a text of their own.

import { words } from "./library/quantity.js";

/** @type {Record<string, string>} */
const COURSES = {
  relapsing_remitting: "relapsing-remitting",
  mixed: "several courses together",
};

/** @type {Record<string, string>} */
const DESIGNS = {
  randomised: "randomised trial",
  single_arm: "trial without comparison",
  cohort: "cohort",
  comparison: "comparison that is not randomised",
  meta_analysis: "meta-analysis",
  observational: "registered observation",
  unknown: "design not said",
};

/** UCUM code -> what follows the number. @type {Record<string, string>} */
const UNITS = {
  "%": "%",
  1: "",
  "/a": " per year",
  a: " years",
  mo: " months",
  d: " days",
  "pg/mL": " pg per mL",
};

/** A course of the disease in words. @param {string} course */
export function sayCourse(course) {
  return COURSES[course] ?? words(course);
}

/** How a study is made, in words. @param {string} design */
export function sayDesign(design) {
  return DESIGNS[design] ?? words(design);
}

/** Where a study stands, in words. @param {string} status */
export function sayStatus(status) {
  return status === "unknown" ? "status not known" : words(status);
}

/** With a capital letter. @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A number as it was sent, every digit of it, with a true minus sign and commas between thousands.
 *
 * @param {number} value
 */
export function sayNumber(value) {
  return value.toLocaleString("en", { maximumFractionDigits: 20 }).replace("-", "−");
}

/** What follows a number of this unit. @param {string} unit */
export function sayUnit(unit) {
  return UNITS[unit] ?? ` ${unit}`;
}

/**
 * When something was measured, in months after the transplant or the treatment.
 *
 * @param {number | null} months
 */
export function sayMonths(months) {
  if (months === null) return "time not reported";
  if (months === 0) return "at the start";
  const years = months / 12;
  const said = `${sayNumber(months)} ${months === 1 ? "month" : "months"}`;
  return Number.isInteger(years) ? `${said} (${years} ${years === 1 ? "year" : "years"})` : said;
}
