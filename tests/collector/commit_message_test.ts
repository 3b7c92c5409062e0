import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCommitDigest } from "../../src/collector/commit_digest.ts";
import { type CommitFacts, toCommitMessage } from "../../src/collector/commit_message.ts";
import { buildChange, hostileText, ORDERS } from "../testing/proposal_facts.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

function build(fields: Partial<CommitFacts> = {}): CommitFacts {
  return {
    title: "chore(registry): update claim status",
    changes: [buildChange({ statusMessage: "Ready: True, Synced: True" })],
    clusterOf: ({ cluster }) => cluster,
    digest: DIGEST,
    signoff: null,
    ...fields,
  };
}

Deno.test("the commit message tells the summary in short, worst first", () => {
  const error = "Ready: True, Synced: False (ReconcileError) - closes #1 @octocat";
  const changes = [
    buildChange({ name: "a", statusMessage: "Ready: True, Synced: True" }),
    buildChange({ index: 1, name: "b", statusMessage: error, cluster: "dev" }),
    buildChange({ index: 2, name: "c", statusMessage: "Gone" }),
    buildChange({ index: 3, name: "d", statusMessage: "Waits for @octocat", cluster: null }),
  ];
  assert.equal(
    toCommitMessage(build({ changes, signoff: "Bot <bot@example.org>" })),
    `chore(registry): update claim status

4 entries changed: 1 Error, 1 Gone, 1 Unknown, 1 Ready.

By cluster:
- dev: 1 (1 Error)
- prod: 2 (1 Gone, 1 Ready)
- an unknown cluster: 1 (1 Unknown)

Worst first:
- default/b in dev: Ready: True, Synced: False (ReconcileError)
- default/c in prod: Gone
- default/d in an unknown cluster: Unknown
- default/a in prod: Ready: True, Synced: True

Registry-Digest: ${DIGEST}
Signed-off-by: Bot <bot@example.org>`,
  );
});

Deno.test('one entry is not "1 entries"', () => {
  assert.match(toCommitMessage(build()), /^1 entry changed: 1 Ready\.$/m);
});

Deno.test("five entries and ten clusters are named, the others counted", () => {
  const changes = Array.from(
    { length: 1_000 },
    (_, index) => buildChange({ index, cluster: `c${index % 40}`, statusMessage: "Gone" }),
  );
  const message = toCommitMessage(build({ changes }));
  assert.match(message, /\n- c17: 25 \(25 Gone\)\n- and 30 more\n/);
  assert.match(message, /\n(?:- default\/a in c0: Gone\n){5}- and 995 more\n\n/);
});

Deno.test("the same changes in another order have the same message", () => {
  const changes = ["a", "b", "c"].map((name, index) =>
    buildChange({ index, name, statusMessage: "Gone", cluster: name })
  );
  const message = toCommitMessage(build({ changes }));
  assert.equal(toCommitMessage(build({ changes: [...changes].reverse() })), message);
});

Deno.test("no hostile text orders anything, begins a line or passes for a trailer", () => {
  const lines = [
    /^chore\(registry\): update claim status$/,
    /^$/,
    /^2 entries changed: \d \w+(?:, \d \w+)?\.$/,
    /^By cluster:$/,
    /^Worst first:$/,
    /^- [\p{L}\p{M}\p{N} .,:;/_()=…?-]+$/u,
    /^Registry-Digest: sha256:[0-9a-f]{64}$/,
    /^Signed-off-by: Bot <bot@example\.org>$/,
  ];
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 5, maxLength: 5 }), (texts) => {
      const [name = "", namespace = "", cluster = "", text = "", reason = ""] = texts;
      const signoff = "Bot <bot@example.org>";
      const changes = [
        buildChange({ name, namespace, cluster, statusMessage: text }),
        buildChange({
          index: 1,
          name: null,
          claimRef: name,
          cluster,
          statusMessage: `Ready: False (${reason.replace(/[()]/g, "") || "x"}), Synced: True`,
        }),
      ];
      const message = toCommitMessage(build({ changes, signoff }));
      for (const line of message.split("\n")) {
        assert.ok(lines.some((pattern) => pattern.test(line)), JSON.stringify(line));
      }
      for (const order of ORDERS) assert.doesNotMatch(message.split("\nRegistry-")[0] ?? "", order);
      assert.equal(parseCommitDigest(message), DIGEST);
      assert.equal(message.match(/^Registry-Digest:/gm)?.length, 1);
      assert.ok(message.endsWith(`\n\nRegistry-Digest: ${DIGEST}\nSigned-off-by: ${signoff}`));
    }),
    { seed: 20_260_208, numRuns: 1_000 },
  );
});
