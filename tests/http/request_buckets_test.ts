import assert from "node:assert/strict";
import { BUCKET_COUNT_MAX, BURST_S, RequestBuckets } from "../../src/http/request_buckets.ts";
import { NOON } from "./test_app.ts";

/** How many of so many requests are let through. */
function takeMany(
  buckets: RequestBuckets,
  { key = "a", count, now = NOON }: {
    readonly key?: string;
    readonly count: number;
    readonly now?: number;
  },
): number {
  return Array.from({ length: count }, () => buckets.take(key, now)).filter(Boolean).length;
}

for (const rate of [1, 3, 7, 1_000, 30_000, 70_000]) {
  Deno.test(`a quiet key may ask ${rate * BURST_S} times at once, then ${rate} times a second`, () => {
    const buckets = new RequestBuckets(rate);
    assert.equal(takeMany(buckets, { count: rate * BURST_S + 50 }), rate * BURST_S);
    assert.equal(takeMany(buckets, { count: 2 * rate, now: NOON + 1_000 }), rate);
    assert.equal(takeMany(buckets, { count: 2 * rate, now: NOON + 2_000 }), rate);
  });
}

Deno.test("a refused request costs nothing, so that whoever goes on is served each second", () => {
  const buckets = new RequestBuckets(2);
  takeMany(buckets, { count: 1_000 });
  assert.equal(takeMany(buckets, { count: 1_000, now: NOON + 1_000 }), 2);
});

Deno.test("keys have buckets of their own", () => {
  const buckets = new RequestBuckets(1);
  takeMany(buckets, { count: 100 });
  assert.ok(!buckets.take("a", NOON));
  assert.ok(buckets.take("b", NOON));
});

Deno.test("a bucket is never more than full", () => {
  const buckets = new RequestBuckets(5);
  takeMany(buckets, { count: 100 });
  assert.equal(takeMany(buckets, { count: 100, now: NOON + 3_600_000 }), 5 * BURST_S);
});

Deno.test("however many keys there are, few are kept, and whoever asks often is not forgotten", () => {
  const buckets = new RequestBuckets(1);
  const noisy = takeMany(buckets, { key: "noisy", count: BURST_S - 1 });
  assert.equal(noisy, BURST_S - 1);
  for (let index = 0; index < BUCKET_COUNT_MAX - 1; index++) buckets.take(`idle ${index}`, NOON);
  assert.ok(buckets.take("noisy", NOON));
  for (let index = 0; index < BUCKET_COUNT_MAX - 1; index++) buckets.take(`more ${index}`, NOON);
  assert.equal(buckets.size, BUCKET_COUNT_MAX);
  assert.ok(!buckets.take("noisy", NOON), "its bucket is still there");
});
