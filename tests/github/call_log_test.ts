import assert from "node:assert/strict";
import { z } from "zod";
import type { Fetch } from "../../src/github/redirect.ts";
import { createMemoryLogger, type MemoryLogger } from "../testing/memory_logger.ts";
import { createTestClient, createTestClock, NEVER } from "./client_world.ts";

const purpose = { action: "look", permission: "contents: read", signal: NEVER } as const;

/** A client whose calls take 7 ms each, and what it logs. */
function createLogged(answer: () => Response | Promise<Response>) {
  const clock = createTestClock();
  const logger = createMemoryLogger();
  const fetch: Fetch = async () => {
    clock.advance(7);
    return await answer();
  };
  const readToken = () => Promise.resolve("hush-hush");
  const client = createTestClient(fetch, { clock, logger, readToken });
  const look = () =>
    client.call({
      ...purpose,
      route: "GET /git/ref/{ref}",
      parameters: { ref: "heads/hush-hush" },
      answer: z.unknown(),
    });
  return { client, logger, look };
}

function assertLines(logger: MemoryLogger, expected: readonly unknown[]): void {
  assert.deepEqual(logger.records.map(({ fields }) => fields), expected);
  for (const { level, message } of logger.records) {
    assert.deepEqual([level, message], ["debug", "Call to GitHub ended"]);
  }
  assert.doesNotMatch(JSON.stringify(logger.records), /hush-hush|github\.test/);
}

const route = "GET /repos/{owner}/{repo}/git/ref/{ref}";
const durationMs = 7;

Deno.test("each call is a debug line, also one whose answer has not changed", async () => {
  let remaining = 100;
  const { look, logger } = createLogged(() => {
    const headers = { etag: '"a"', "x-ratelimit-remaining": String(--remaining) };
    return remaining === 99
      ? Response.json({ note: "hush-hush" }, { headers })
      : new Response(null, { status: 304, headers });
  });
  await look();
  await look();
  assertLines(logger, [
    { route, status: 200, rateLimitRemaining: 99, durationMs },
    { route, status: 304, rateLimitRemaining: 98, durationMs },
  ]);
});

Deno.test("a call of GraphQL has no other name than that", async () => {
  const { client, logger } = createLogged(() => Response.json({ data: { id: "hush-hush" } }));
  await client.graphql({ ...purpose, query: "hush-hush", variables: {}, answer: z.unknown() });
  assertLines(logger, [{ route: "POST /graphql", status: 200, durationMs }]);
});

Deno.test("a call that fails says with what status, or of what sort the error is", async () => {
  const refused = createLogged(() => Response.json({ message: "hush-hush" }, { status: 404 }));
  await assert.rejects(refused.look());
  assertLines(refused.logger, [{ route, status: 404, durationMs }]);
  const lost = createLogged(() => Promise.reject(new TypeError("hush-hush")));
  await assert.rejects(lost.look());
  assertLines(lost.logger, [{ route, error: "UnavailableError", durationMs }]);
  const limited = createLogged(() => new Response("{}", { status: 429 }));
  await assert.rejects(limited.look());
  await assert.rejects(limited.look());
  const error = "UnavailableError";
  assertLines(limited.logger, [{ route, error, durationMs }, { route, error, durationMs: 0 }]);
});
