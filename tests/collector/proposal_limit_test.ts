import assert from "node:assert/strict";
import {
  BODY_LENGTH_MAX,
  type ProposalContext,
  toPullRequestBody,
  toWithdrawnBody,
} from "../../src/collector/proposal.ts";
import { formatMarker, parseMarker } from "../../src/collector/proposal_marker.ts";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";
import { findElements, renderMarkdown } from "../testing/html_reader.ts";
import { buildChange, buildContext, buildUnjoined } from "../testing/proposal_facts.ts";

/** Texts that grow most when they are shown. */
const WORST_TEXTS = ["`|".repeat(150), "🚀".repeat(300), "\\|".repeat(150), "`".repeat(300), "#1"];

function buildHuge(text: string, changeCount: number): ProposalContext {
  const list = buildUnjoined(Array.from({ length: 100 }, () => text.repeat(5)), 1_000_000);
  const clusters = Array.from({ length: 10_000 }, (_, index) => `${text.slice(0, 250)}${index}`);
  const changes = Array.from({ length: changeCount }, (_, index) =>
    buildChange({
      index,
      name: text,
      namespace: text,
      cluster: clusters[index % clusters.length] ?? null,
      statusMessage: `Ready: True, Synced: False (${text.slice(0, 250)}) - ${text}`,
      lastCheckedAt: text,
    }, { statusMessage: text }));
  return buildContext({
    changes,
    entryCount: changeCount,
    filePath: text.repeat(5),
    staleClusters: clusters.map((cluster) => ({ cluster, claimCount: 1_000_000 })),
    awaitedClusters: clusters,
    stripped: list,
    unmatchedEntries: list,
    unregisteredClaims: list,
    ambiguousEntries: list,
    marker: {
      clusters,
      isCut: false,
      confirmed: Array.from({ length: 6_000 }, () => "-----"),
      restoreCount: Number.MAX_SAFE_INTEGER,
      isUnfinished: true,
      isWithdrawn: true,
      merge: "direct",
    },
  });
}

Deno.test("the text never gets too long for GitHub, whole rows and the marker survive", () => {
  for (const text of WORST_TEXTS) {
    for (const changeCount of [0, 1, 50, 2_000]) {
      const body = toPullRequestBody(buildHuge(text, changeCount));
      assert.ok(body.length <= BODY_LENGTH_MAX, `${body.length}`);
      const marker = parseMarker(body);
      assert.ok(marker?.isCut);
      assert.equal(marker.confirmed.length, 6_000);
      const root = renderMarkdown(body);
      assert.equal(findElements(root, "details").length, changeCount > 5 ? 5 : 4);
      const rows = findElements(root, "tr").filter(({ children }) => children.length === 6).slice(
        1,
      );
      assert.ok(rows.length >= Math.min(changeCount, 1), `${rows.length}`);
      const isCut = rows.length < changeCount;
      assert.equal(/\n\n… and \d+ more changes? in the diff\.\n/.test(body), isCut);
    }
  }
});

Deno.test("a hundred thousand changes are no problem", () => {
  const body = toPullRequestBody(buildHuge("team-a/some-rather-long-claim-name", 100_000));
  assert.ok(body.length <= BODY_LENGTH_MAX && body.length > BODY_LENGTH_MAX - 1_000);
  assert.match(body, /^Brings 100000 entries of 100000 in /);
  assert.ok(parseMarker(body));
});

Deno.test("a text that is full already is withdrawn without losing its marker", () => {
  const marker = formatMarker(buildHuge("a", 0).marker);
  const line = `${"x".repeat(99)}\n`;
  const added = line.repeat(600);
  const bodies = [
    toPullRequestBody(buildHuge("claim", 2_000)),
    `${line}${marker}\n${added}`.slice(0, BODY_LENGTH_MAX),
    `${added.slice(0, BODY_LENGTH_MAX - marker.length - 1)}\n${marker}`,
    "x".repeat(BODY_LENGTH_MAX),
    line.repeat(700).slice(0, BODY_LENGTH_MAX),
  ];
  for (const [index, body] of bodies.entries()) {
    const withdrawn = toWithdrawnBody(body);
    assert.ok(body.length <= BODY_LENGTH_MAX && withdrawn.length <= BODY_LENGTH_MAX, `${index}`);
    const before = parseMarker(body);
    const after = parseMarker(withdrawn);
    assert.ok(after?.isWithdrawn, `${index}`);
    assert.deepEqual(after.clusters, before?.clusters ?? [], `${index}`);
    assert.deepEqual(after.confirmed, before?.confirmed ?? [], `${index}`);
    assert.equal(toWithdrawnBody(withdrawn), withdrawn, `${index}`);
  }
});

Deno.test("GitHub takes the text of a pull request that has too much to tell", async () => {
  const names = Array.from({ length: 300 }, (_, index) => `vm-${index}`);
  const world = await CollectorWorld.create({ registry: registryOf(...names) });
  for (const name of names) {
    world.post(`team/${name}`, `Ready: False, Synced: True - ${`${name} `.repeat(100)}`);
  }
  assert.equal((await world.pass()).outcome, "proposed");
  const length = world.openPulls()[0]?.body?.length ?? 0;
  assert.ok(length > 60_000 && length <= 65_536, `${length}`);
});
