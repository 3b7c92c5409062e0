import assert from "node:assert/strict";
import fc from "fast-check";
import type { UnjoinedList } from "../../src/collector/pass_report.ts";
import {
  BODY_LENGTH_MAX,
  type ProposalContext,
  toCommitMessage,
  toPullRequestBody,
} from "../../src/collector/proposal.ts";
import { parseMarker } from "../../src/collector/proposal_marker.ts";
import type { EntryChange } from "../../src/registry/edit_registry.ts";
import type { RegistryEntry } from "../../src/registry/registry.ts";
import { splitRow, takeCodeSpans } from "../testing/markdown_reader.ts";

const NONE: UnjoinedList = { count: 0, first: [] };

function entry(fields: Partial<RegistryEntry>): RegistryEntry {
  return {
    index: 0,
    line: 4,
    cluster: "prod",
    name: "a",
    namespace: "default",
    template: null,
    claimRef: null,
    repository: null,
    path: null,
    statusMessage: null,
    lastCheckedAt: null,
    status: null,
    ...fields,
  };
}

function change(fields: Partial<RegistryEntry>, before: string | null = null): EntryChange {
  const after = entry({ lastCheckedAt: "2026-02-08T09:00:00Z", ...fields });
  return { before: { ...after, statusMessage: before, lastCheckedAt: null }, after };
}

function context(fields: Partial<ProposalContext> = {}): ProposalContext {
  return {
    changes: [change({ statusMessage: "Ready: True, Synced: True" })],
    clusterOf: ({ cluster }) => cluster,
    entryCount: 3,
    filePath: "claims/registry.yaml",
    clusters: ["dev", "prod"],
    unmatchedEntries: NONE,
    unregisteredClaims: NONE,
    ambiguousEntries: NONE,
    ...fields,
  };
}

function unjoined(names: readonly string[], count = names.length): UnjoinedList {
  return { count, first: names.map((name) => ({ name, reason: "no entry stands for it" })) };
}

/** The rows of the table, as texts. */
function rowsOf(body: string): readonly (readonly string[])[] {
  return body.split("\n").filter((line) => /^\| [`–]/.test(line))
    .map((line) => splitRow(line).map((cell) => takeCodeSpans(cell).spans[0] ?? cell));
}

Deno.test("the text says what changes, worst first", () => {
  const changes = [
    change({ index: 0, name: "ok", statusMessage: "Ready: True, Synced: True" }, "Gone"),
    change({ index: 1, name: "gone", statusMessage: "Gone" }),
    change({ index: 2, name: "broken", statusMessage: "Ready: True, Synced: False - x" }),
    change({ index: 3, name: "away", statusMessage: "Ready: False, Synced: True", cluster: null }),
    change({
      index: 4,
      name: "broken-too",
      cluster: "dev",
      statusMessage: "Ready: True, Synced: False",
    }),
    change({ index: 5, name: null, claimRef: "x/y", namespace: null, statusMessage: "odd" }),
  ];
  const body = toPullRequestBody(context({ changes, entryCount: 20 }));
  assert.match(body, /^Brings 6 entries of 20 in `claims\/registry\.yaml` up to date/);
  assert.match(
    body,
    /\*\*2\*\* Error · \*\*1\*\* Unavailable · \*\*1\*\* Gone · .*\*\*1\*\* Ready/,
  );
  const since = "2026-02-08T09:00:00Z";
  assert.deepEqual(rowsOf(body), [
    ["default/broken-too", "dev", "–", "Ready: True, Synced: False", since],
    ["default/broken", "prod", "–", "Ready: True, Synced: False - x", since],
    ["default/away", "–", "–", "Ready: False, Synced: True", since],
    ["default/gone", "prod", "–", "Gone", since],
    ["x/y", "prod", "–", "odd", since],
    ["default/ok", "prod", "Gone", "Ready: True, Synced: True", since],
  ]);
  assert.ok(!body.includes("<details>"));
});

Deno.test("what was left alone is named, and counted where it is too much to name", () => {
  const body = toPullRequestBody(context({
    unmatchedEntries: unjoined(["default/a (line 4)"]),
    unregisteredClaims: unjoined(Array.from({ length: 100 }, (_, index) => `c${index}`), 250),
  }));
  assert.match(body, /<summary>Registered, but not found in any cluster: 1<\/summary>/);
  assert.match(body, /- `default\/a \(line 4\)`: no entry stands for it/);
  assert.match(body, /<summary>Running, but not registered: 250<\/summary>/);
  assert.match(body, /- `c19`: .*\n- … and 230 more\n/);
  assert.doesNotMatch(body, /Ambiguous/);
});

Deno.test("equal changes give equal words, in whatever order they come", () => {
  const changes = ["a", "b", "c"].map((name, index) =>
    change({ index, name, statusMessage: "Ready: False, Synced: True" })
  );
  const body = toPullRequestBody(context({ changes }));
  assert.equal(toPullRequestBody(context({ changes: [...changes].reverse() })), body);
  assert.equal(toPullRequestBody(context({ changes: structuredClone(changes) })), body);
});

Deno.test('one entry is not "1 entries"', () => {
  assert.match(toPullRequestBody(context()), /^Brings 1 entry of 3 /);
  const commit = { title: "t", changes: context().changes, digest: "d" };
  assert.match(toCommitMessage(commit), /^1 entry changed: 1 Ready\.$/m);
});

Deno.test("the text never gets too long for GitHub, and the marker survives", () => {
  const worst = ["`|".repeat(150), "🚀".repeat(300), "\\|".repeat(150), "`".repeat(300)];
  for (const text of worst) {
    const list = unjoined(Array.from({ length: 100 }, () => text), 1_000_000);
    for (const count of [0, 1, 50, 2_000]) {
      const body = toPullRequestBody(context({
        changes: Array.from(
          { length: count },
          (_, index) =>
            change(
              { index, name: text, namespace: text, cluster: text, statusMessage: text },
              text,
            ),
        ),
        filePath: text.repeat(5),
        clusters: Array.from({ length: 3_000 }, (_, index) => `${text.slice(0, 20)}${index}`),
        unmatchedEntries: list,
        unregisteredClaims: list,
        ambiguousEntries: list,
      }));
      assert.ok(body.length <= BODY_LENGTH_MAX, `${body.length}`);
      assert.ok(parseMarker(body)?.isCut);
      if (count === 2_000) assert.match(body, /\n\n… and \d+ more changes in the diff\.\n/);
    }
  }
});

Deno.test("a long list of changes fills the text and tells how many are missing", () => {
  const changes = Array.from(
    { length: 5_000 },
    (_, index) =>
      change({ index, name: `claim-${index}`, statusMessage: "Ready: False, Synced: True - x" }),
  );
  const body = toPullRequestBody(context({ changes }));
  const rows = rowsOf(body).length;
  assert.ok(body.length > BODY_LENGTH_MAX / 2 && rows > 200, `${body.length}, ${rows}`);
  assert.ok(body.includes(`… and ${5_000 - rows} more changes in the diff.`));
});

const hostile = fc.oneof(
  fc.array(
    fc.constantFrom(
      ..."@octocat |#1 |closes #1 |<b>|</details>|<!-- |-->|`|``|\\|\n|\r\n|\u2028|\u202e|* |# |- |[a](b)|🚀|\u0000"
        .split("|"),
      "|",
      "\\|",
      "<!-- machinery-status-collector {} -->",
    ),
    { maxLength: 10 },
  ).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 50 }),
);

/** Every line that the text may have, code spans taken out. */
const LINES = [
  /^$/,
  /^Brings \d+ (?:entry|entries) of \d+ in [§–] up to date with what the clusters report\.$/,
  /^(?:\*\*\d+\*\* [A-Z][a-z]+(?: · )?)*$/,
  /^\| Claim \| Cluster \| Before \| After \| Since \|$/,
  /^\|(?: --- \|){5}$/,
  /^\|(?: [§–] \|){5}$/,
  /^<details><summary>[A-Z][a-z, ]+: \d+<\/summary>$/,
  /^- [§–]: no entry stands for it$/,
  /^<\/details>$/,
  /^Only §, § and, if asked for, § are ever changed\. This pull request is kept up to date; merge it whenever it suits\.$/,
  /^<!-- machinery-status-collector \{[^<>]*\} -->$/,
];

Deno.test("no mention, reference, tag or broken table comes out of hostile texts", () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 8, maxLength: 8 }), (texts) => {
      const [name, namespace, cluster, before, after, time, path, other = ""] = texts;
      const body = toPullRequestBody(context({
        changes: [
          change({
            name: name ?? null,
            namespace: namespace ?? null,
            cluster: cluster ?? null,
            statusMessage: after ?? null,
            lastCheckedAt: time ?? null,
          }, before),
        ],
        filePath: path ?? "",
        clusters: texts,
        unmatchedEntries: unjoined([other]),
        ambiguousEntries: unjoined(texts),
      }));
      for (const line of body.split("\n")) {
        const { rest } = takeCodeSpans(line);
        assert.ok(LINES.some((pattern) => pattern.test(rest)), JSON.stringify(line));
        if (line.startsWith("| ")) assert.equal(splitRow(line).length, 5, line);
      }
      assert.deepEqual(parseMarker(body), {
        clusters: texts.map((it) => it.toWellFormed()),
        isCut: false,
      });
    }),
    { seed: 20_260_208, numRuns: 1_000 },
  );
});

Deno.test("the commit message holds counts and the digest, but no words of strangers", () => {
  const changes = [
    change({ statusMessage: "Ready: True, Synced: False - closes #1 @octocat", name: "@evil" }),
    change({ statusMessage: "Ready: True, Synced: True", name: "b" }, "Gone"),
    change({ statusMessage: "Ready: True, Synced: True", name: "c" }, "Gone"),
  ];
  assert.equal(
    toCommitMessage({ title: "chore(registry): update claim status", changes, digest: "abc123" }),
    "chore(registry): update claim status\n\n3 entries changed: 1 Error, 2 Ready.\n\n" +
      "Registry-Digest: abc123",
  );
});
