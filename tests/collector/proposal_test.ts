import assert from "node:assert/strict";
import {
  BODY_LENGTH_MAX,
  toPullRequestBody,
  toWithdrawnBody,
} from "../../src/collector/proposal.ts";
import { EMPTY_MARKER, formatMarker, parseMarker } from "../../src/collector/proposal_marker.ts";
import { splitRow, takeCodeSpans } from "../testing/markdown_reader.ts";
import { buildChange, buildContext, buildUnjoined } from "../testing/proposal_facts.ts";

const SINCE = "2026-02-08T09:00:00Z";

/** The rows of the table, as texts. */
function rowsOf(body: string): readonly (readonly string[])[] {
  return body.split("\n").filter((line) => /^\| [`–]/.test(line))
    .map((line) => splitRow(line).map((cell) => takeCodeSpans(cell).spans[0] ?? cell));
}

Deno.test("the text says what changes, worst first", () => {
  const changes = [
    buildChange({ name: "ok", statusMessage: "Ready: True, Synced: True" }, {
      statusMessage: "Gone",
    }),
    buildChange({ index: 1, name: "gone", statusMessage: "Gone" }),
    buildChange({ index: 2, name: "broken", statusMessage: "Ready: True, Synced: False - x - y" }),
    buildChange({
      index: 3,
      name: "away",
      statusMessage: "Ready: False, Synced: True",
      cluster: null,
    }),
    buildChange({
      index: 4,
      name: "broken-too",
      cluster: "dev",
      statusMessage: "Ready: True, Synced: False (a - b) - c",
    }, { statusMessage: "Ready: False (Creating), Synced: True - old" }),
    buildChange({
      index: 5,
      name: null,
      claimRef: "x/y",
      namespace: null,
      statusMessage: "odd - 1",
    }),
  ];
  const body = toPullRequestBody(buildContext({ changes, entryCount: 20 }));
  assert.match(body, /^Brings 6 entries of 20 in `claims\/registry\.yaml` up to date/);
  assert.match(
    body,
    /\n\*\*2\*\* Error · \*\*1\*\* Unavailable · \*\*1\*\* Gone · \*\*1\*\* Unknown · \*\*1\*\* Ready\n/,
  );
  const [good, broken] = ["Ready: True, Synced: True", "Ready: True, Synced: False"];
  assert.deepEqual(rowsOf(body), [
    [
      "default/broken-too",
      "dev",
      "Ready: False (Creating), Synced: True",
      `${broken} (a - b)`,
      SINCE,
      "c",
    ],
    ["default/broken", "prod", "–", broken, SINCE, "x - y"],
    ["default/away", "–", "–", "Ready: False, Synced: True", SINCE, "–"],
    ["default/gone", "prod", "–", "Gone", SINCE, "–"],
    ["x/y", "prod", "–", "odd - 1", SINCE, "–"],
    ["default/ok", "prod", "Gone", good, SINCE, "–"],
  ]);
  assert.ok(body.includes(
    "\n\n- `dev`: 1 change (1 Error)\n" +
      "- `prod`: 4 changes (1 Error, 1 Gone, 1 Unknown, 1 Ready)\n" +
      "- unknown cluster: 1 change (1 Unavailable)\n\n",
  ));
  assert.ok(!body.includes("<details>"));
});

Deno.test("where only the status word changes, that is what is shown", () => {
  const fields = { statusMessage: "Ready: True, Synced: False - x", status: "error" };
  const before = { statusMessage: fields.statusMessage, status: "active" };
  const body = toPullRequestBody(buildContext({ changes: [buildChange(fields, before)] }));
  const shown = "Ready: True, Synced: False, status: ";
  assert.deepEqual(rowsOf(body), [
    ["default/a", "prod", `${shown}active`, `${shown}error`, SINCE, "x"],
  ]);
  const onlyTime = buildChange(fields, { ...fields, lastCheckedAt: null });
  assert.equal(
    rowsOf(toPullRequestBody(buildContext({ changes: [onlyTime] })))[0]?.[3],
    "Ready: True, Synced: False",
  );
  const bare = buildContext({ changes: [buildChange({ status: "error" }, { status: null })] });
  assert.deepEqual(rowsOf(toPullRequestBody(bare)), [
    ["default/a", "prod", "status: none", "status: error", SINCE, "–"],
  ]);
});

Deno.test("at most 20 clusters are counted each, folded away where they are many", () => {
  const count = (clusterCount: number) => {
    const changes = Array.from({ length: clusterCount * 3 }, (_, index) => {
      const cluster = `c${String(index % clusterCount).padStart(2, "0")}`;
      return buildChange({ index, cluster, statusMessage: "Gone" });
    });
    return toPullRequestBody(buildContext({ changes })).split("\n| Claim |")[0] ?? "";
  };
  assert.match(count(5), /\n\n- `c00`: 3 changes \(3 Gone\)\n[^]*- `c04`: 3 changes \(3 Gone\)\n$/);
  assert.match(
    count(6),
    /\n\n<details><summary>In 6 clusters<\/summary>\n\n- `c00`[^]*\n\n<\/details>\n$/,
  );
  assert.match(
    count(25),
    /\n- `c19`: 3 changes \(3 Gone\)\n- 5 others: 15 changes \(15 Gone\)\n\n<\/details>\n$/,
  );
});

Deno.test("what was left alone is named, and counted where it is too much to name", () => {
  const body = toPullRequestBody(buildContext({
    unmatchedEntries: buildUnjoined(["default/a (line 4)"]),
    unregisteredClaims: buildUnjoined(Array.from({ length: 100 }, (_, index) => `c${index}`), 250),
    stripped: { count: 3, first: [] },
  }));
  assert.match(body, /<summary>Registered, but not found in any cluster: 1<\/summary>/);
  assert.match(body, /- `default\/a \(line 4\)`: no entry stands for it/);
  assert.match(body, /<summary>Running, but not registered: 250<\/summary>/);
  assert.match(body, /- `c19`: .*\n- … and 230 more\n/);
  assert.match(
    body,
    /something else has undone it: 3<\/summary>\n\nIt was merged before, and then removed/,
  );
  assert.doesNotMatch(body, /Ambiguous/);
});

Deno.test("clusters that are silent or awaited are told before the changes", () => {
  const body = toPullRequestBody(buildContext({
    staleClusters: [{ cluster: "dev", claimCount: 1 }, { cluster: "prod", claimCount: 12 }],
    awaitedClusters: Array.from({ length: 12 }, (_, index) => `edge-${index}`),
  }));
  const [before = ""] = body.split("| Claim |");
  assert.match(
    before,
    /\n\*\*The informers of 2 clusters are silent\.\*\* Their claims keep what they last said\.\n\n- `dev`: 1 claim\n- `prod`: 12 claims\n\n/,
  );
  assert.match(
    before,
    /\n\*\*Not heard from 12 clusters since the collector started\.\*\* .*\n\n- `edge-0`\n[^]*- `edge-9`\n- … and 2 more\n/,
  );
});

Deno.test("equal changes give equal words, in whatever order they come", () => {
  const changes = ["a", "b", "c"].map((name, index) =>
    buildChange({ index, name, statusMessage: "Ready: False, Synced: True" })
  );
  const body = toPullRequestBody(buildContext({ changes }));
  assert.equal(toPullRequestBody(buildContext({ changes: [...changes].reverse() })), body);
  assert.equal(toPullRequestBody(buildContext({ changes: structuredClone(changes) })), body);
});

Deno.test("a person is told that merging is up to them, and what closing means", () => {
  const body = toPullRequestBody(buildContext());
  assert.match(body, /^Brings 1 entry of 3 /);
  assert.match(
    body,
    /\. Merge it whenever it suits: until then it is kept up to date\. Closed, it stays silent /,
  );
  assert.ok(body.endsWith(formatMarker(buildContext().marker)));
});

Deno.test("a long list of changes fills the text and tells how many are missing", () => {
  const changes = Array.from(
    { length: 5_000 },
    (_, index) =>
      buildChange({
        index,
        name: `claim-${index}`,
        statusMessage: "Ready: False, Synced: True - x",
      }),
  );
  const body = toPullRequestBody(buildContext({ changes }));
  const rows = rowsOf(body).length;
  assert.ok(body.length > BODY_LENGTH_MAX - 300 && body.length <= BODY_LENGTH_MAX);
  assert.ok(rows > 200, `${rows}`);
  assert.ok(body.includes(`\n\n… and ${5_000 - rows} more changes in the diff.\n\n`));
});

Deno.test("a pull request that we close ourselves says so, once, and remembers the rest", () => {
  const marker = { ...EMPTY_MARKER, clusters: ["dev"], confirmed: ["abcde"], restoreCount: 2 };
  const body = `${toPullRequestBody(buildContext({ marker }))}\n## Summary by a bot\n`;
  const withdrawn = toWithdrawnBody(body);
  assert.match(
    withdrawn,
    /^\*\*Closed by the collector: nothing is left to propose\.\*\*\n\nBrings/,
  );
  assert.deepEqual(parseMarker(withdrawn), { ...marker, isWithdrawn: true });
  assert.ok(withdrawn.endsWith(" -->\n## Summary by a bot\n"));
  assert.equal(toWithdrawnBody(withdrawn), withdrawn);
  const fromGitHub = withdrawn.replaceAll("\n", "\r\n");
  assert.equal(toWithdrawnBody(fromGitHub), fromGitHub);
});

Deno.test("where a person has removed or damaged the marker, a closed pull request gets one", () => {
  const damaged = '<!-- machinery-status-collector {"clusters":["prod} -->';
  for (const body of ["", "A text", `A text\n${damaged}\n`, `A text\r\n${damaged}x`]) {
    const withdrawn = toWithdrawnBody(body);
    assert.deepEqual(parseMarker(withdrawn), { ...EMPTY_MARKER, isCut: true, isWithdrawn: true });
    assert.ok(withdrawn.includes(body.trim()));
    assert.equal(toWithdrawnBody(withdrawn), withdrawn);
  }
});
