/** What holds for every object that anybody can think of; `PROPERTY_RUNS` asks for more runs. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { digestObject, joinDigests, type ObjectDigest } from "../../src/claim/digest.ts";
import { createDigester } from "../../src/claim/digester.ts";
import { assertDigestRules } from "./digest_rules.ts";
import { DIGEST_VECTORS } from "./digest_vectors.ts";
import { MESSAGE_VECTORS } from "./message_vectors.ts";
import { toObject } from "./object_sketch.ts";

const OPTIONS = { seed: 20_260_208, numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 1_000) };

/** Starts and ends of secrets, of ids, and of what the text itself is made of. */
const PARTS: readonly string[] = [
  ...Object.values(MESSAGE_VECTORS).flat().map(([message]) => message.slice(0, 200)),
  ...["(", ")", " - ", ", ", "Synced: False", "Ready: True", "Deleting, ", "Paused, ", "…", "***"],
  ...["Creating", "Waiting", "ReconcilePaused", "Available", "ReconcileSuccess", "Gone"],
  ...['password="', "password: | ", "token: '", "secret", "--password ", "Bearer ", "basic "],
  ...[
    "-----BEGIN A",
    "-----BEGIN A-----",
    "eyJ",
    "ghp_",
    "a://b:",
    "@tcp(",
    "authorization: digest ",
  ],
  ...[
    "request id: ",
    "0x1f",
    "\u001b[",
    "\u001b]",
    "\u009b",
    "\ud83d",
    "\ude80",
    "\ue000",
    "\u202e",
  ],
  ...["\n", "\u0000", "=", ":", '"', "'", "\\", "@", "/", "🚀", "a".repeat(60), "b ".repeat(150)],
];

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ maxLength: 4 })), { maxLength: 8 })
    .map((parts) => parts.join("")),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 })
    .map((codes) => String.fromCharCode(...codes)),
);

const reason = fc.oneof(
  fc.constantFrom("", "Available", "Creating", "Waiting", "ReconcileError", "ReconcilePaused"),
  text,
);

const condition = fc.record({
  type: fc.constantFrom("Ready", "Synced", "Responsive", "Other"),
  status: fc.constantFrom("True", "False", "Unknown", "Odd"),
  reason,
  message: text,
  observedGeneration: fc.oneof(fc.nat(9), fc.anything()),
}, { requiredKeys: ["type"] });

const object = fc.record({
  metadata: fc.record({
    name: fc.constant("app-data"),
    namespace: fc.constantFrom("default", undefined),
    generation: fc.nat(9),
    deletionTimestamp: fc.constantFrom(undefined, "2026-02-08T12:00:00Z"),
    annotations: fc.record({ "crossplane.io/paused": fc.constantFrom("true", "false", 1) }),
  }, { requiredKeys: ["name"] }),
  spec: fc.record({
    resourceRef: fc.record({
      apiVersion: fc.constantFrom("example.org/v1", "example.org/v2", "v1", "a/b/c"),
      kind: fc.constantFrom("XThing", "XOther"),
      name: fc.constantFrom("a", "b"),
    }),
  }),
  status: fc.record({
    conditions: fc.array(fc.oneof({ weight: 9, arbitrary: condition }, fc.anything()), {
      maxLength: 5,
    }),
  }),
}, { requiredKeys: ["metadata"] });

/** The shape of an object, with anything anywhere in it. */
const anyObject = fc.record({
  metadata: fc.oneof(
    fc.record({
      name: fc.oneof(fc.string(), fc.anything()),
      namespace: fc.anything(),
      uid: fc.anything(),
      generation: fc.anything(),
      deletionTimestamp: fc.anything(),
      annotations: fc.anything(),
    }, { requiredKeys: [] }),
    fc.anything(),
  ),
  spec: fc.oneof(fc.record({ resourceRef: fc.anything() }), fc.anything()),
  status: fc.oneof(
    fc.record({ conditions: fc.oneof(fc.array(fc.anything()), fc.anything()) }),
    fc.anything(),
  ),
}, { requiredKeys: [] });

Deno.test("every claim is told in one clean line that tells its phase", () => {
  fc.assert(
    fc.property(object, fc.option(object), (claim, composite) => {
      assertDigestRules(joinDigests(toDigest(claim), composite && digestObject(composite)));
    }),
    OPTIONS,
  );
});

Deno.test("anything at all has a digest or none, and nothing throws", () => {
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  });
  const digester = createDigester({ rememberedCountMax: 3 });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), anything, anyObject), (value) => {
      const digest = digestObject(value);
      assert.deepEqual(digester.digestObject(value), digest);
      if (digest === null) return;
      assert.notEqual(digest.claimRef, "");
      assertDigestRules(joinDigests(digest, digest));
    }),
    OPTIONS,
  );
});

Deno.test("a digester makes the digests that are made without it, however little it remembers", () => {
  const digesters = [1, 2, 1_000].map((rememberedCountMax) =>
    createDigester({ rememberedCountMax })
  );
  const sketches = Object.values(DIGEST_VECTORS).flat()
    .flatMap(({ claim, composite = {} }) => [toObject(claim), toObject(composite)]);
  const known = fc.oneof(object, fc.constantFrom(...sketches));
  fc.assert(
    fc.property(known, fc.option(known), (claim, composite) => {
      const expected = toDigest(claim);
      const below = composite === null ? null : toDigest(composite);
      for (const { digestObject, joinDigests: join } of digesters) {
        assert.deepEqual(digestObject(claim), expected);
        assert.deepEqual(
          join(expected, composite === null ? null : digestObject(composite)),
          joinDigests(expected, below),
        );
      }
    }),
    OPTIONS,
  );
});

function toDigest(object: unknown): ObjectDigest {
  const digest = digestObject(object);
  assert.ok(digest);
  return digest;
}
