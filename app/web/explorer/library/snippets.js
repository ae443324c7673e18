// A call as something to copy: it runs as it is printed.

/** @typedef {{method: "GET" | "POST", address: string, body: unknown}} Sent */

/** Name -> what writes the call in that language. @type {Record<string, (call: Sent) => string>} */
export const SNIPPETS = {
  curl: ({ method, address, body }) =>
    method === "GET"
      ? `curl -sSL ${shell(full(address))}`
      : `curl -sS ${shell(full(address))} \\\n  -H 'Content-Type: application/json' \\\n  -d ${shell(JSON.stringify(body))}`,

  JavaScript: ({ method, address, body }) =>
    [
      method === "GET"
        ? `const response = await fetch(${JSON.stringify(full(address))});`
        : `const response = await fetch(${JSON.stringify(full(address))}, {\n` +
          `  method: "POST",\n  headers: { "Content-Type": "application/json" },\n` +
          `  body: JSON.stringify(${indented(JSON.stringify(body, null, 2))}),\n});`,
      "if (!response.ok) throw new Error(`Status ${response.status}`);",
      "console.log(await response.json());",
    ].join("\n"),

  Python: ({ method, address, body }) =>
    [
      "import httpx\n",
      method === "GET"
        ? `response = httpx.get(${JSON.stringify(full(address))}, follow_redirects=True)`
        : `response = httpx.post(${JSON.stringify(full(address))}, json=${python(body)})`,
      "response.raise_for_status()",
      "print(response.json())",
    ].join("\n"),
};

/** @param {string} address */
function full(address) {
  return new URL(address, location.origin).href;
}

/** @param {string} text */
function shell(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** @param {string} text */
function indented(text) {
  return text.replaceAll("\n", "\n  ");
}

/**
 * Write a JSON value as Python.
 *
 * @param {unknown} value
 * @param {string} margin
 * @returns {string}
 */
function python(value, margin = "") {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = `${margin}    `;
  const parts = Array.isArray(value)
    ? value.map((item) => python(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => `${JSON.stringify(name)}: ${python(item, inner)}`);
  const [begin, end] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return begin + end;
  return `${begin}\n${parts.map((part) => `${inner}${part},\n`).join("")}${margin}${end}`;
}
