import assert from "node:assert/strict";
import { createDigester, type Digester } from "../../src/claim/digester.ts";
import type { ObjectDigest } from "../../src/claim/digest.ts";

/** A claim that is not ready, made anew each time, as it comes from the wire. */
function createClaim(name: string, message = "Unready resources: disk"): unknown {
  return JSON.parse(JSON.stringify({
    metadata: { name, namespace: "default" },
    spec: {
      resourceRef: {
        apiVersion: "storage.example.org/v1alpha1",
        kind: "XVolumeClaim",
        name: `${name}-x7k2p`,
      },
    },
    status: {
      conditions: [
        { type: "Ready", status: "False", reason: "Creating", message },
        {
          type: "Synced",
          status: "True",
          reason: "ReconcileSuccess",
          message: `${name} is left over`,
        },
      ],
    },
  }));
}

function toDigest(digester: Digester, object: unknown): ObjectDigest {
  const digest = digester.digestObject(object);
  assert.ok(digest);
  return digest;
}

Deno.test("claims with equal conditions share them, and what is told of them", () => {
  const digester = createDigester();
  const first = toDigest(digester, createClaim("first"));
  const second = toDigest(digester, createClaim("second"));
  assert.equal(second.claimRef, "default/second");
  assert.equal(second.composite?.claimRef, "second-x7k2p");
  assert.ok(first.ready !== null && first.synced !== null);
  assert.equal(second.ready, first.ready);
  assert.equal(second.synced, first.synced);
  assert.equal(digester.joinDigests(second, null), digester.joinDigests(first, null));
});

Deno.test("claims that differ in one thing are told apart", () => {
  const digester = createDigester();
  const [first, ...others] = [
    createClaim("first"),
    createClaim("second", "Unready resources: tape"),
    createClaim("third", ""),
  ].map((object) => toDigest(digester, object));
  assert.ok(first);
  const outdated = { ...first, isOutdated: true };
  const paused = { ...first, isPaused: true };
  const told = [first, outdated, paused, ...others].map((digest) =>
    digester.joinDigests(digest, null)
  );
  assert.deepEqual(told.map(({ statusMessage, isOutdated }) => [statusMessage, isOutdated]), [
    ["Ready: False (Creating), Synced: True - Unready resources: disk", false],
    ["Ready: False (Creating), Synced: True - Unready resources: disk", true],
    ["Paused, Ready: False (Creating), Synced: True - Unready resources: disk", false],
    ["Ready: False (Creating), Synced: True - Unready resources: tape", false],
    ["Ready: False (Creating), Synced: True", false],
  ]);
});

Deno.test("a reason is not taken for the start of a message", () => {
  const digester = createDigester();
  const told = [["Odd", "ly put"], ["Oddly", " put"], ["Oddly put", ""]].map(
    ([reason, message]) => {
      const conditions = [{ type: "Synced", status: "False", reason, message }];
      const digest = toDigest(digester, { metadata: { name: "x" }, status: { conditions } });
      return digester.joinDigests(digest, null).statusMessage;
    },
  );
  assert.deepEqual(told, [
    "Synced: False (Odd) - ly put",
    "Synced: False (Oddly) - put",
    "Synced: False (Oddly put)",
  ]);
});

Deno.test("what is remembered is bounded: the oldest is forgotten, and told again the same", () => {
  const digester = createDigester({ rememberedCountMax: 2 });
  const tell = (message: string) =>
    digester.joinDigests(toDigest(digester, createClaim("x", message)), null);
  const first = tell("one");
  assert.equal(tell("one"), first);
  tell("two");
  assert.equal(tell("one"), first);
  tell("three");
  const again = tell("one");
  assert.notEqual(again, first);
  assert.deepEqual(again, first);
});

Deno.test("a very long message is told, but not remembered as it was", () => {
  const digester = createDigester();
  const [first, second] = ["first", "second"].map((name) =>
    toDigest(digester, createClaim(name, "long ".repeat(1_000)))
  );
  assert.ok(first && second);
  assert.deepEqual(first.ready, second.ready);
  assert.notEqual(first.ready, second.ready);
  assert.equal(digester.joinDigests(first, null), digester.joinDigests(second, null));
});
