/** The requests of the API description really are answered as it says, word by word. */
import assert from "node:assert/strict";
import { EXAMPLE_REQUEST_ID } from "../../src/http/error_examples.ts";
import { type ApiExample, listExamples, readDescription, toNode } from "./api_examples.ts";
import { ANSWER_CASES, type AnswerCase } from "./answer_cases.ts";
import { createTestApp, RESTING, type TestApp } from "./test_app.ts";

const DESCRIPTION = await readDescription();
const EXAMPLES = listExamples(DESCRIPTION);
const OPERATIONS = new Map(
  Object.entries(toNode(DESCRIPTION["paths"])).flatMap(([path, item]) =>
    Object.entries(toNode(item)).map(([method, operation]) => [
      String(toNode(operation)["operationId"]),
      { method: method.toUpperCase(), path, responses: toNode(toNode(operation)["responses"]) },
    ])
  ),
);

/** Pages and texts of which an example can only be the beginning, and what nothing can break. */
const NOT_ASKED = ["getMetrics 200", "getOpenApi 200", "readDocs 200", "getHealth 500"];

for (const each of ANSWER_CASES) {
  const { operationId, status, name = "" } = each;
  Deno.test(`${operationId} answers ${status} ${name} as it is described`, async () => {
    const world = await each.share?.() ?? createTestApp(each.world);
    await each.prepare?.(world);
    const response = await ask(world, each);
    assert.equal(response.status, status);
    const example = EXAMPLES.find((example) => isOf(example, each));
    const text = await response.text();
    if (example === undefined) assert.equal(text, "", "an answer without a body");
    else assert.deepEqual(JSON.parse(text), example.value);
    const { responses } = OPERATIONS.get(operationId) ?? assert.fail(operationId);
    for (const header of Object.keys(toNode(toNode(responses[status])["headers"]))) {
      if (header !== "Link") assert.ok(response.headers.has(header), header);
    }
  });
}

Deno.test("every documented request is taken", async () => {
  const requests = EXAMPLES.filter(({ place }) => place === "request");
  for (const { operationId, name } of requests) {
    const world = createTestApp({ reconciliation: { ...RESTING, confirm: () => true } });
    const { status } = await ask(world, { operationId, status: 200, world: {}, requestName: name });
    assert.ok(status === 200 || status === 201, `${operationId} ${name}: ${status}`);
  }
  assert.equal(requests.length, 7);
});

Deno.test("every example of an answer is asked for", () => {
  const described = [...OPERATIONS].flatMap(([operationId, { responses }]) =>
    Object.keys(responses).flatMap((status) => {
      const place = { operationId, status: Number(status) };
      const names = EXAMPLES.filter((each) => isOf(each, { ...place, name: each.name }));
      return (names.length === 0 ? [{ name: "" }] : names).map(({ name }) =>
        `${operationId} ${status} ${name}`.trim()
      );
    })
  );
  const asked = ANSWER_CASES.map(({ operationId, status, name = "" }) =>
    `${operationId} ${status} ${name}`.trim()
  );
  assert.deepEqual([...asked, ...NOT_ASKED].toSorted(), described.toSorted());
});

function isOf(
  example: ApiExample,
  { operationId, status, name = "" }: Pick<AnswerCase, "operationId" | "status" | "name">,
): boolean {
  return example.operationId === operationId && example.place === String(status) &&
    example.name === name;
}

/** Sends the documented request, as far as the case does not say otherwise. */
async function ask({ app }: TestApp, each: AnswerCase): Promise<Response> {
  const { operationId, requestName = "", query = "", cluster = "production-eu" } = each;
  const { method, path } = OPERATIONS.get(operationId) ?? assert.fail(operationId);
  const documented = EXAMPLES.filter((example) =>
    example.operationId === operationId && example.place === "request"
  );
  const example = documented.find(({ name }) => name === requestName) ?? documented[0];
  const body = "body" in each ? each.body : example?.value;
  return await app.request(path.replace("{cluster}", cluster) + query, {
    method,
    headers: {
      "x-request-id": EXAMPLE_REQUEST_ID,
      "content-type": "application/json",
      ...each.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
