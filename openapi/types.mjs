// Writes types.d.ts from openapi.json to standard output: `make openapi` runs it.
//
// Examples are left out: they are data, and would make the types change with every record.

import { readFile } from "node:fs/promises";
import openapiTypes, { astToString, COMMENT_HEADER } from "openapi-typescript";

/** @param {unknown} value */
function withoutExamples(value) {
  if (Array.isArray(value)) return value.map(withoutExamples);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => name !== "example");
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutExamples(inner)]));
}

const document = JSON.parse(await readFile(new URL("openapi.json", import.meta.url), "utf8"));
const types = await openapiTypes(withoutExamples(document), {
  defaultNonNullable: false, // a member with a default may be left out of what is sent
  rootTypes: true, // so that a schema is imported by its name
  rootTypesNoSchemaPrefix: true,
  rootTypesKeepCasing: true,
});
process.stdout.write(COMMENT_HEADER + astToString(types));
