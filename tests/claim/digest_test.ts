import assert from "node:assert/strict";
import {
  type ClaimDigest,
  digestObject,
  joinDigests,
  type ObjectDigest,
} from "../../src/claim/digest.ts";
import { assertDigestRules } from "./digest_rules.ts";
import { DIGEST_VECTORS } from "./digest_vectors.ts";
import { EMPTY_MESSAGES, MESSAGE_VECTORS } from "./message_vectors.ts";
import { type ObjectSketch, toObject } from "./object_sketch.ts";

for (const [group, vectors] of Object.entries(DIGEST_VECTORS)) {
  Deno.test(`digest: ${group}`, () => {
    for (const { of, claim, composite, text, phase, isOutdated = false } of vectors) {
      const digest = digestClaim(claim, composite);
      assert.deepEqual(digest, { statusMessage: text, phase, isOutdated }, of);
      assertDigestRules(digest);
    }
  });
}

const HEAD = "Ready: True, Synced: False (ReconcileError)";

for (const [group, vectors] of Object.entries(MESSAGE_VECTORS)) {
  Deno.test(`digest: ${group}`, () => {
    for (const [message, expected] of vectors) {
      const digest = digestFailure(message);
      assert.equal(digest.statusMessage, `${HEAD} - ${expected}`);
      assert.equal(digest.phase, "Error");
      assertDigestRules(digest);
    }
  });
}

Deno.test("a message in which nothing can be printed counts as none", () => {
  for (const message of EMPTY_MESSAGES) {
    assert.equal(digestFailure(message).statusMessage, HEAD, JSON.stringify(message));
  }
});

Deno.test("a claim is named by namespace and name, or by its name alone", () => {
  const vectors: readonly (readonly [unknown, string])[] = [
    [{ name: "app-data", namespace: "team-a" }, "team-a/app-data"],
    [{ name: "app-data" }, "app-data"],
    [{ name: "app-data", namespace: "" }, "app-data"],
    [{ name: "app-data", namespace: null }, "app-data"],
    [{ name: "app-data", namespace: 7 }, "app-data"],
  ];
  for (const [metadata, expected] of vectors) {
    assert.equal(toDigest({ metadata }).claimRef, expected, JSON.stringify(metadata));
  }
});

Deno.test("what is no object or has no name is no claim", () => {
  const values: readonly unknown[] = [
    undefined,
    null,
    true,
    0,
    1n,
    "text",
    Symbol("x"),
    Object.assign(() => {}, { metadata: { name: "x" } }),
    [],
    [{ metadata: { name: "x" } }],
    {},
    { name: "x" },
    { metadata: null },
    { metadata: "name" },
    { metadata: {} },
    { metadata: { name: "" } },
    { metadata: { name: 1 } },
    { metadata: { name: ["x"] } },
    JSON.parse('{"metadata":{"__proto__":{"name":"x"}}}'),
    JSON.parse('{"__proto__":{"metadata":{"name":"x"}}}'),
  ];
  for (const value of values) assert.equal(digestObject(value), null);
});

Deno.test("an object with nothing but a name has a digest", () => {
  const expected: ObjectDigest = {
    claimRef: "x",
    uid: null,
    isDeleting: false,
    isPaused: false,
    ready: null,
    synced: null,
    responsive: null,
    isOutdated: false,
    composite: null,
  };
  assert.deepEqual(digestObject({ metadata: { name: "x" } }), expected);
  for (const odd of [null, 1, "text", [], [1]]) {
    const metadata = { name: "x", uid: odd === "text" ? "" : odd, annotations: odd };
    assert.deepEqual(digestObject({ metadata, spec: odd, status: odd }), expected);
  }
});

Deno.test("the uid is kept, and a deletion is known by its time", () => {
  assert.equal(toDigest({ metadata: { name: "x", uid: "0d7a9b52" } }).uid, "0d7a9b52");
  for (
    const [deletionTimestamp, expected] of [["2026-02-08T12:00:00Z", true], ["", false], [
      null,
      false,
    ]]
  ) {
    const digest = toDigest({ metadata: { name: "x", deletionTimestamp } });
    assert.equal(digest.isDeleting, expected);
  }
});

Deno.test("a claim names its composite", () => {
  const group = "storage.example.org";
  const ref = { apiVersion: `${group}/v1alpha1`, kind: "XVolumeClaim", name: "app-data-x7k2p" };
  const composite = {
    group,
    version: "v1alpha1",
    kind: "XVolumeClaim",
    claimRef: "app-data-x7k2p",
  };
  const vectors: readonly (readonly [unknown, ObjectDigest["composite"]])[] = [
    [ref, composite],
    [{ ...ref, namespace: "" }, composite],
    [{ ...ref, namespace: null }, composite],
    [{ ...ref, uid: "1", more: {} }, composite],
    [{ ...ref, namespace: "team-a" }, { ...composite, claimRef: "team-a/app-data-x7k2p" }],
    [{ ...ref, apiVersion: "v1" }, { ...composite, group: "", version: "v1" }],
  ];
  for (const [resourceRef, expected] of vectors) {
    const digest = toDigest({ metadata: { name: "x" }, spec: { resourceRef } });
    assert.deepEqual(digest.composite, expected, JSON.stringify(resourceRef));
  }
});

Deno.test("a malformed reference names no composite, nor do those of newer composites", () => {
  const ref = { apiVersion: "example.org/v1", kind: "XThing", name: "thing" };
  const refs: readonly unknown[] = [
    ...[undefined, null, 1, "XThing/thing", [ref], {}],
    ...[
      "",
      "/",
      "/v1",
      "example.org/",
      "a/b/v1",
      "example.org/v1/",
      "Example.org/v1",
      "example.org/V1",
    ]
      .map((apiVersion) => ({ ...ref, apiVersion })),
    ...["../v1", "a/..", "v1?watch=1", "v1 ", "v1\n", 1, null].map((apiVersion) => ({
      ...ref,
      apiVersion,
    })),
    ...["", "X/Y", "X Y", "XThing\n", "Größe", "x".repeat(64), 1, null].map((kind) => ({
      ...ref,
      kind,
    })),
    ...["", "a/b", "..", "a?b", "Upper", "x".repeat(254), 1, null].map((name) => ({
      ...ref,
      name,
    })),
    ...["a/b", "..", "a.b", "x".repeat(64), 1, {}].map((namespace) => ({ ...ref, namespace })),
  ];
  for (const resourceRef of refs) {
    const digest = toDigest({ metadata: { name: "x" }, spec: { resourceRef } });
    assert.equal(digest.composite, null, JSON.stringify(resourceRef));
  }
  const spec = { crossplane: { resourceRef: ref, resourceRefs: [ref] }, resourceRefs: [ref] };
  assert.equal(toDigest({ metadata: { name: "x" }, spec }).composite, null);
});

Deno.test("a digest keeps neither secrets nor long texts", () => {
  const text = `token=hunter2 ${"🚀 ".repeat(100_000)}`;
  const object = toObject({
    ready: ["True", "Available", text],
    synced: ["False", text, text],
    responsive: ["Unknown", text, text],
  });
  const kept = JSON.stringify(digestObject(object));
  assert.ok(!kept.includes("hunter2"));
  assert.ok(kept.length < 2_000, `${kept.length}`);
});

Deno.test("no cut leaves half of a secret", () => {
  const secrets: readonly (readonly [string, RegExp])[] = [
    ["postgres://app:hunter2hunter2@db/app", /hun/],
    ["app:hunter2hunter2@tcp(db:3306)/app", /hun/],
    ["AKIAIOSFODNN7EXAMPLE", /AKIA./],
    ["ghp_16C7e42F292c6912E7", /ghp_1/],
    ["Bearer 16C7e42F292c", /Bearer 1/],
    ['password="hunter2 hunter2"', /hun/],
    ["postgres://u:hun@ter2@db/x", /hun|ter/],
  ];
  // Cleaning takes the filling away, so that what stands at the raw end is shown.
  for (const filling of ["\u0000", "\u001b[31m", "\n "]) {
    for (const [secret, half] of secrets) {
      for (let before = 8_130; before < 8_200; before++) {
        const filled = filling.repeat(before / filling.length).padEnd(before, "\u0000");
        for (const message of [`a ${filled}${secret}`, `a${filled}-${secret} b`]) {
          assert.doesNotMatch(digestFailure(message).statusMessage, half, `${before} ${secret}`);
        }
      }
    }
  }
});

function toDigest(object: unknown): ObjectDigest {
  const digest = digestObject(object);
  assert.ok(digest);
  return digest;
}

function digestClaim(claim: ObjectSketch, composite: ObjectSketch | undefined): ClaimDigest {
  return joinDigests(
    toDigest(toObject(claim)),
    composite === undefined ? null : toDigest(toObject(composite)),
  );
}

function digestFailure(message: string): ClaimDigest {
  const synced = ["False", "ReconcileError", message] as const;
  return digestClaim({ ready: ["True"], synced }, undefined);
}
