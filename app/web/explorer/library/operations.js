// The operations that the explorer calls, and where the console shows each.

/** Method and path -> the place of the operation in /docs. */
export const OPERATIONS = /** @type {const} */ ({
  "GET /v1/meta": "start/getMeta",
  "GET /v1/pipeline": "pipeline/getPipeline",
  "GET /v1/stages": "stages/listStages",
  "GET /v1/stages/{id}": "stages/getStage",
  "GET /v1/agents": "agents/listAgents",
  "GET /v1/agents/{id}": "agents/getAgent",
  "GET /v1/regimens": "regimens/listRegimens",
  "GET /v1/regimens/{id}": "regimens/getRegimen",
  "GET /v1/regimens/{id}/schedule": "plans/getSchedule",
  "POST /v1/plans": "plans/makePlan",
  "POST /v1/body-measures": "plans/measureBody",
  "POST /v1/eligibility": "evidence/checkEligibility",
  "GET /v1/studies": "evidence/listStudies",
  "GET /v1/studies/{id}": "evidence/getStudy",
  "GET /v1/outcomes": "evidence/listOutcomes",
  "GET /v1/guidelines": "evidence/listGuidelines",
  "GET /v1/guidelines/{id}": "evidence/getGuideline",
  "GET /v1/adverse-events": "evidence/listAdverseEvents",
  "GET /v1/adverse-events/{id}": "evidence/getAdverseEvent",
  "GET /v1/workup": "evidence/listWorkup",
  "GET /v1/condition": "condition/getCondition",
  "GET /v1/claims": "claims/listClaims",
  "GET /v1/claims/{id}": "claims/getClaim",
  "GET /v1/terms": "terms/listTerms",
  "GET /v1/terms/{id}": "terms/getTerm",
  "GET /v1/references": "references/listReferences",
  "GET /v1/references/{id}": "references/getReference",
  "GET /v1/references/{id}/cited-by": "references/listCitationsOfReference",
  "GET /v1/search": "search/search",
});

/** @typedef {keyof typeof OPERATIONS} Operation */
/** @typedef {Operation extends infer O ? O extends `GET ${infer P}` ? P : never : never} GetPath */
/** @typedef {Operation extends infer O ? O extends `POST ${infer P}` ? P : never : never} PostPath */
