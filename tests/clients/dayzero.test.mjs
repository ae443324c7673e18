// The JavaScript client on a real server: DAYZERO_BASE=… node --test tests/clients/dayzero.test.mjs

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";

import {
  DayZero,
  DayZeroError,
  DayZeroProblem,
  DayZeroUnreachable,
} from "../../app/web/explorer/dayzero.js";

const base = process.env.DAYZERO_BASE;
const dayzero = new DayZero(base);
const contract = JSON.parse(await readFile("openapi/openapi.json", "utf8"));
const reads = Object.entries(contract.paths).filter(([, methods]) => methods.get);

const body = { weight_kg: 70.5, height_cm: 170, sex: "male" };
const request = { conditioning: "mist", day_zero: "2030-01-10", body };

/** The parameters of the documented example. */
function example(path) {
  const { parameters = [] } = contract.paths[path].get;
  return Object.fromEntries(
    parameters.filter((parameter) => "example" in parameter).map(({ name, example }) => [name, example]),
  );
}

/** A client of a server that is not the API, and what that server was asked. */
async function elsewhere(answer, use) {
  const asked = [];
  const server = createServer((sent, answered) => {
    asked.push(sent);
    answer(sent, answered);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await use(`http://127.0.0.1:${server.address().port}`, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

for (const [path] of reads) {
  test(`GET ${path} is what the server sends`, async () => {
    const parameters = example(path);
    let address = path;
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      if (address.includes(`{${name}}`)) address = address.replace(`{${name}}`, value);
      else query.set(name, value);
    }
    const sent = await (await fetch(`${base}${address}?${query}`)).json();
    assert.deepEqual(await dayzero.get(path, parameters), sent);
  });
}

for (const [path, { get }] of reads) {
  if (!get.parameters?.some(({ name }) => name === "cursor")) continue;
  test(`the pages of ${path} together are the whole list`, async () => {
    const parameters = example(path);
    const whole = await dayzero.get(path, { ...parameters, limit: 200 });
    const items = [];
    for await (const item of dayzero.items(path, { ...parameters, limit: 3 })) items.push(item);
    assert.equal(items.length, whole.page.total);
    assert.deepEqual(items.slice(0, whole.data.length), whole.data);
  });
}

test("a part has what was asked for and no more", async () => {
  const agent = await dayzero.pick("/v1/agents/{id}", ["name", "codes.system"], { id: "melphalan" });
  assert.equal(agent.name, "Melphalan");
  assert.deepEqual(Object.keys(agent.codes[0]), ["system"]);
  assert.equal(agent.summary, undefined);
});

test("formats of lists and schedules are text", async () => {
  assert.match(await dayzero.text("/v1/outcomes", { format: "csv", measure: "neda" }), /^id,study,/);
  assert.match(await dayzero.text("/v1/outcomes", { format: "svg" }), /^<svg /);
  const schedule = { id: "mist", day_zero: "2030-01-10", format: "ics" };
  assert.match(await dayzero.text("/v1/regimens/{id}/schedule", schedule), /^BEGIN:VCALENDAR\r\n/);
});

test("a plan is JSON, or a blob of its format", async () => {
  const plan = await dayzero.plan(request);
  const total = plan.totals.find(({ agent }) => agent === "cyclophosphamide");
  assert.equal(total.planned.value, 70.5 * 50 * 4);
  const { parameters } = contract.paths["/v1/plans"].post;
  const { schema } = parameters.find(({ name }) => name === "format");
  const formats = (schema.enum ?? schema.anyOf[0].enum).filter((format) => format !== "json");
  const types = Object.keys(contract.paths["/v1/plans"].post.responses[200].content);
  assert.ok(formats.length >= 4);
  for (const format of formats) {
    const blob = await dayzero.plan(request, { format });
    assert.ok(blob.size > 500);
    assert.ok(types.includes(blob.type.split(";")[0]), blob.type);
  }
});

test("body measures and eligibility", async () => {
  const { measures } = await dayzero.bodyMeasures(body);
  const surface = measures.find(({ id }) => id === "body_surface_mosteller");
  assert.equal(surface.result.value, Number(Math.sqrt((170 * 70.5) / 3600).toFixed(4)));
  const { guidelines } = await dayzero.eligibility({ age_years: 38 });
  assert.ok(guidelines.length > 0);
});

test("a refusal is a problem with what is wrong and what is allowed", async () => {
  await assert.rejects(dayzero.plan({ ...request, weight_basis: "lean" }), (error) => {
    assert.ok(error instanceof DayZeroProblem && error instanceof DayZeroError);
    assert.deepEqual([error.name, error.status, error.code], ["DayZeroProblem", 422, "invalid-body"]);
    assert.equal(error.detail, "Wrong: /weight_basis.");
    assert.equal(error.errors[0].pointer, "/weight_basis");
    assert.match(error.message, /Allowed: actual, ideal/);
    assert.equal(error.problem.instance, `urn:uuid:${error.requestId}`);
    return true;
  });
  await assert.rejects(dayzero.get("/v1/agents", { klass: 1 }), { code: "invalid-parameter", status: 400 });
});

test("nothing, . and .. are no ids, and an id cannot leave its place", async () => {
  for (const id of ["", ".", ".."]) await assert.rejects(dayzero.get("/v1/agents/{id}", { id }), TypeError);
  await assert.rejects(dayzero.get("/v1/agents/{id}", { id: "../stages" }), { status: 404 });
  await assert.rejects(dayzero.get("/v1/agents/{id}", { id: "a?b#c" }), { status: 404 });
});

test("no server, no answer in time, and an abort are told apart", async () => {
  let closed = "";
  await elsewhere(() => {}, async (address, asked) => {
    closed = address;
    const client = new DayZero(address, { timeout: 50 });
    await assert.rejects(client.get("/v1"), (error) => {
      assert.ok(error instanceof DayZeroUnreachable);
      assert.equal(error.message, `No answer in 50 ms from ${address}.`);
      return true;
    });
    const reason = new Error("enough");
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), 20);
    await assert.rejects(client.get("/v1", {}, { signal: stop.signal, timeout: 5000 }), reason);
    assert.equal(asked.length, 2);
  });
  await assert.rejects(new DayZero(closed).get("/v1"), (error) => {
    assert.ok(error instanceof DayZeroUnreachable && error.cause instanceof TypeError);
    return true;
  });
});

test("what is not of the API is not taken for it", async () => {
  const answers = {
    "/v1/meta": [502, "text/html", "<h1>Bad gateway</h1>"],
    "/v1": [200, "text/html", "<h1>Sign in</h1>"],
    "/v1/terms": [500, "application/problem+json", "{"],
  };
  await elsewhere(
    ({ url }, answered) => {
      const [status, type, text] = answers[url];
      answered.writeHead(status, { "content-type": type }).end(text);
    },
    async (address) => {
      const client = new DayZero(`${address}//`);
      assert.equal(client.base, address);
      await assert.rejects(client.get("/v1/meta"), { name: "DayZeroUnreachable", message: /answered 502/ });
      await assert.rejects(client.get("/v1"), { name: "DayZeroUnreachable" });
      await assert.rejects(client.get("/v1/terms"), { name: "DayZeroUnreachable" });
    },
  );
});

test("no measure travels in an address, and a body follows no redirect", async () => {
  await elsewhere(
    ({ url }, answered) =>
      answered.writeHead(308, { location: `${url}/again`, "content-type": "text/plain" }).end(),
    async (address, asked) => {
      const client = new DayZero(address);
      await assert.rejects(client.plan(request, { format: "ics" }), DayZeroUnreachable);
      await assert.rejects(client.bodyMeasures(body), DayZeroUnreachable);
      await assert.rejects(client.eligibility({ age_years: 38 }), DayZeroUnreachable);
      assert.deepEqual(
        asked.map(({ method, url }) => `${method} ${url}`),
        ["POST /v1/plans?format=ics", "POST /v1/body-measures", "POST /v1/eligibility"],
      );
    },
  );
});

test("kept answers are only asked about, and the oldest is let go", async () => {
  const statuses = [];
  const watched = async (...sent) => {
    const answer = await fetch(...sent);
    statuses.push(answer.status);
    return answer;
  };
  const client = new DayZero(base, { keep: 1, fetch: watched });
  const first = await client.get("/v1/meta");
  assert.deepEqual(await client.get("/v1/meta"), first);
  await client.get("/v1");
  await client.get("/v1/meta");
  await new DayZero(base, { fetch: watched }).get("/v1/meta");
  assert.deepEqual(statuses, [200, 304, 200, 200, 200]);
});
