import assert from "node:assert/strict";
import { CollectorReader, type Question } from "../../src/client/collector_reader.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createTestConnect, serveStub } from "./collector_stub.ts";

const never = new AbortController().signal;
const QUESTION: Question<string> = {
  path: "/words",
  subject: "the words",
  parse: ({ text }) => text,
  adviceWhereUnknown: "look elsewhere",
  bytesMax: 5,
  timeoutMs: 1_000,
};

Deno.test("a connection serves many questions, and is a new one after each failure", async () => {
  const bodies = ["one", "two", "far too long", "three", "four"];
  let count = 0;
  await using server = serveStub(() => new Response(bodies[count++]));
  const { connect, openCount, madeCount } = createTestConnect();
  const reader = new CollectorReader({
    url: server.url,
    readToken: () => Promise.resolve(null),
    connect,
    clock: new ManualClock("2026-03-01T08:00:00Z"),
    userAgent: "test/1",
  });
  const made: number[] = [];
  const kinds: string[] = [];
  for (const _ of bodies) {
    kinds.push((await reader.read(QUESTION, never)).kind);
    made.push(madeCount());
  }
  assert.deepEqual(kinds, ["delivered", "delivered", "unavailable", "delivered", "delivered"]);
  assert.deepEqual(made, [1, 1, 1, 2, 2]);
  reader.close();
  assert.equal(openCount(), 0);
});
