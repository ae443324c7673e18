// Run against a server: node clients/javascript/example.mjs [base url]

import { DayZero, DayZeroProblem } from "../../app/web/explorer/dayzero.js";

const dayzero = new DayZero(process.argv[2]);

// One regimen: every dose line with its evidence; what nobody reports is null.
const regimen = await dayzero.get("/v1/regimens/{id}", { id: "mist" });
console.log(regimen.name);
for (const line of regimen.dose_lines) {
  const dose = line.dose.text ?? "not reported";
  const days = line.days.text ?? "not reported";
  console.log(`  ${line.agent}: ${dose}, ${days} (${line.evidence})`);
}

// A list, page after page.
let antibodies = 0;
for await (const agent of dayzero.items("/v1/agents", { stage: "conditioning", limit: 5 })) {
  if (agent.agent_class === "monoclonal_antibody") antibodies += 1;
}
console.log(`${antibodies} monoclonal antibodies in conditioning`);

// A plan with its arithmetic, and the same plan as a calendar.
const request = {
  conditioning: "mist",
  day_zero: "2030-01-10",
  body: { weight_kg: 110, height_cm: 165, sex: /** @type {const} */ ("female") },
};
const plan = await dayzero.plan(request);
for (const total of plan.totals) {
  const said = total.planned.text ?? "not reported";
  console.log(`  ${total.agent}: ${said}${total.complete ? "" : " (not the whole)"}`);
}
const calendar = await dayzero.plan(request, { format: "ics" });
console.log(`${(await calendar.text()).match(/^BEGIN:VEVENT/gm)?.length} events, ${calendar.type}`);

// An error says what is wrong and what would be right.
try {
  await dayzero.get("/v1/regimens/{id}", { id: "mits" });
} catch (error) {
  if (!(error instanceof DayZeroProblem)) throw error;
  console.log(`${error.status} ${error.code}: ${error.detail}`);
}
