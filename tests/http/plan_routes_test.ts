import assert from "node:assert/strict";
import type { Plan } from "../../src/collector/plan.ts";
import { parsePlanDocument } from "../../src/contract/plan_document.ts";
import {
  AccessError,
  ConfigError,
  ConflictError,
  RegistryFormatError,
  UnavailableError,
} from "../../src/errors.ts";
import type { Reconciliation } from "../../src/http/app_deps.ts";
import { createTestApp, NOON, PLAN, readError, RESTING } from "./test_app.ts";

const PATH = "/api/v1/reconcile/plan";

const FULL: Plan = {
  ...PLAN,
  message: "Would open a pull request: 1 changed",
  changeCount: 1,
  diff: "--- a/r.yaml\n+++ b/r.yaml\n@@ -1 +1 @@\n-a\r\n+b\u0007\r\n",
  body: "A text",
  commitMessage: "A message",
  held: [
    { code: "settling", message: "Waits", until: NOON, id: null },
    { code: "mass-change", message: "Waits for a person", until: null, id: "abc" },
  ],
  pullRequest: {
    number: 17,
    url: "https://github.test/acme/registry/pull/17",
    isVerified: null,
    createdAt: NOON,
  },
  unmatchedEntries: { count: 200, first: [{ name: "a/b", reason: "no cluster reports it" }] },
};

function createReconciliation(plan: () => Promise<Plan>): Reconciliation {
  return { ...RESTING, plan };
}

Deno.test("a plan is answered as the document that its readers expect", async () => {
  const { get } = createTestApp({
    reconciliation: createReconciliation(() => Promise.resolve(FULL)),
  });
  const response = await get(PATH);
  assert.equal(response.status, 200);
  const text = await response.text();
  const expected = {
    ...FULL,
    pullRequest: { ...FULL.pullRequest, createdAt: "2026-01-31T12:00:00.000Z" },
    held: [{ ...FULL.held[0], until: "2026-01-31T12:00:00.000Z" }, FULL.held[1]],
  };
  assert.deepEqual(JSON.parse(text), expected);
  assert.deepEqual(parsePlanDocument(text), expected);
});

Deno.test("what is no plan is not taken for one, what a newer collector adds is ignored", async () => {
  const text = await (await createTestApp().get(PATH)).text();
  assert.notEqual(parsePlanDocument(text), undefined);
  const plan = JSON.parse(text);
  assert.deepEqual(parsePlanDocument(JSON.stringify({ ...plan, future: 1 })), plan);
  for (const name of Object.keys(plan)) {
    const { [name]: _, ...rest } = plan;
    assert.equal(parsePlanDocument(JSON.stringify(rest)), undefined, name);
  }
  for (const other of ["", "<html>", "null", "[]", "{}", text.slice(1)]) {
    assert.equal(parsePlanDocument(other), undefined, other);
  }
});

Deno.test("a repository that cannot be read now is answered 503 with Retry-After", async () => {
  const samples = [
    { error: new UnavailableError("GitHub is down"), seconds: "5" },
    { error: new UnavailableError("GitHub is down", { retryAfterMs: 61_000 }), seconds: "61" },
    { error: new ConflictError("Somebody was faster"), seconds: "5" },
  ];
  for (const { error, seconds } of samples) {
    const reconciliation = createReconciliation(() => Promise.reject(error));
    const response = await createTestApp({ reconciliation }).get(PATH);
    assert.deepEqual([response.status, response.headers.get("retry-after")], [503, seconds]);
    assert.equal((await readError(response)).error, error.message);
  }
});

Deno.test("what a person must mend is told, a bug is not", async () => {
  const samples: readonly (readonly [Error, string])[] = [
    [new RegistryFormatError("Bad", { line: 3, column: 7 }), "Bad (line 3, column 7)"],
    [new AccessError("GitHub answered 404", { status: 404 }), "GitHub answered 404"],
    [new ConfigError([{ variable: "GITHUB_TOKEN", message: "is gone" }]), "GITHUB_TOKEN: is gone"],
    [new TypeError("x is undefined"), "Internal error"],
  ];
  for (const [error, expected] of samples) {
    const reconciliation = createReconciliation(() => Promise.reject(error));
    const response = await createTestApp({ reconciliation }).get(PATH);
    assert.equal(response.status, 500);
    assert.equal((await readError(response)).error, expected);
  }
});
