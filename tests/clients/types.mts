// Checked by tsc, never run. Each line after @ts-expect-error must be refused: if one is not, tsc fails.

import { DayZero } from "../../app/web/explorer/dayzero.js";
import type {
  AgentDocument,
  AnyOutcome,
  PlanRequest,
  Quantity,
  StageDocument,
  StudyOutcome,
  paths,
} from "../../openapi/types.d.ts";

const dayzero = new DayZero("http://127.0.0.1:8000", { timeout: 5000, keep: 100 });
const body = { weight_kg: 70, height_cm: 170, sex: "male" } as const;

// Paths, parameters and answers.
const agent: AgentDocument = await dayzero.get("/v1/agents/{id}", { id: "alemtuzumab" });
await dayzero.get("/v1/pipeline");
await dayzero.get("/v1/agents", { agent_class: "chemotherapy", limit: 5 }, { timeout: 100 });
await dayzero.get("/v1/regimens/{id}/schedule", { id: "mist", day_zero: "2030-01-10" });
// @ts-expect-error an unknown path
await dayzero.get("/v1/agent");
// @ts-expect-error a path that takes a body
await dayzero.get("/v1/plans");
// @ts-expect-error a missing path parameter
await dayzero.get("/v1/agents/{id}");
// @ts-expect-error a missing query parameter
await dayzero.get("/v1/regimens/{id}/schedule", { id: "mist" });
// @ts-expect-error a wrong enum
await dayzero.get("/v1/agents", { agent_class: "chemo" });
// @ts-expect-error an unknown parameter
await dayzero.get("/v1/agents", { klass: "chemotherapy" });
// @ts-expect-error with fields the answer is a part only: that is `pick`
await dayzero.get("/v1/agents", { fields: "name" });
// @ts-expect-error the answer is an agent, not a regimen
agent.dose_lines;

// Null is there where a value may be missing, and nowhere else.
declare const quantity: Quantity;
const text: string | null = quantity.text;
const name: string = agent.name;
// @ts-expect-error a quantity may be unknown
const known: string = quantity.text;
// @ts-expect-error a detail may be null
agent.detail.length;

// Discriminated unions.
declare const stage: StageDocument;
if (stage.id === "reinfusion") stage.immune_reconstitution;
// @ts-expect-error only of reinfusion
stage.immune_reconstitution;
declare const outcome: AnyOutcome | StudyOutcome;
if (outcome.type === "proportion") outcome.unit satisfies "%";
// @ts-expect-error only a proportion is surely in percent
outcome.unit satisfies "%";
// @ts-expect-error no such kind of figure
outcome.type === "odds_ratio";

// Cards name what they can be, so that they can be compared.
const { agents, regimens } = await dayzero.get("/v1/pipeline");
agents.filter((card) => card.agent_class === "monoclonal_antibody");
// @ts-expect-error no such class
agents.filter((card) => card.agent_class === "antibody");
// @ts-expect-error no such standing
regimens.filter((card) => card.standing === "new");

// Lists.
for await (const item of dayzero.items("/v1/outcomes", { measure: "neda" })) item.study.length;
for await (const hit of dayzero.items("/v1/search", { q: "rituximab" })) hit.snippet.length;
// @ts-expect-error not a list
for await (const item of dayzero.items("/v1/pipeline")) item;
// @ts-expect-error the cursor is the client's own
dayzero.items("/v1/agents", { cursor: "x" });

// A part of an answer: any member may be absent.
const part = await dayzero.pick("/v1/agents/{id}", ["name"], { id: "alemtuzumab" });
const perhaps: string | undefined = part.name;
// @ts-expect-error it may be absent
part.name.length;
// @ts-expect-error nothing can be picked there
await dayzero.pick("/v1/meta", ["counts"]);

// Formats.
const csv: string = await dayzero.text("/v1/outcomes", { format: "csv" });
const file: Blob = await dayzero.plan({ conditioning: "mist", day_zero: "2030-01-10", body }, { format: "svg" });
// @ts-expect-error outcomes are no calendar
await dayzero.text("/v1/outcomes", { format: "ics" });
// @ts-expect-error agents are JSON only
await dayzero.text("/v1/agents", { format: "csv" });
// @ts-expect-error no such format
await dayzero.plan({ conditioning: "mist", day_zero: "2030-01-10", body }, { format: "pdf" });

// Bodies: what has a default may be left out, the rest may not.
const plan: number = (await dayzero.plan({ conditioning: "mist", day_zero: "2030-01-10", body })).entries.length;
// @ts-expect-error no body measures
const bodiless: PlanRequest = { conditioning: "mist", day_zero: "2030-01-10" };
// @ts-expect-error a wrong enum
await dayzero.plan({ conditioning: "mist", day_zero: "2030-01-10", body, weight_basis: "lean" });
const measures: string = (await dayzero.bodyMeasures(body)).type;
const findings: number = (await dayzero.eligibility({ age_years: 38 })).guidelines.length;

// The document by itself.
type Verdict = NonNullable<NonNullable<paths["/v1/claims"]["get"]["parameters"]["query"]>["verdict"]>;
const verdict: Verdict = "not_supported";
// @ts-expect-error no such verdict
const wrong: Verdict = "false";

export { bodiless, csv, file, findings, known, measures, name, perhaps, plan, text, verdict, wrong };
