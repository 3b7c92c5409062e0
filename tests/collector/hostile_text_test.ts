/**
 * Every hostile text as cluster, name and message of one collector's claims, all the way into the
 * repository: what the file, the pull request and the commit say then.
 */
import assert from "node:assert/strict";
import { CORE_SCHEMA, load } from "js-yaml";
import { toRegistryText } from "../../src/claim/registry_text.ts";
import { parseMarker } from "../../src/collector/proposal_marker.ts";
import { parseRegistry, toRegistry } from "../../src/registry/parse_registry.ts";
import { CollectorWorld } from "../testing/collector_world.ts";
import { HOSTILE_TEXTS, isClusterName, isMessage, UNSAFE } from "../testing/hostile_texts.ts";
import { findElements, type HtmlElement, renderMarkdown, textOf } from "../testing/html_reader.ts";
import { ORDERS } from "../testing/proposal_facts.ts";

const HEAD = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n";
/** Texts that YAML can hold: a half of a character is none. */
const TEXTS = HOSTILE_TEXTS.map((hostile) => ({ ...hostile, text: hostile.text.toWellFormed() }));

/** An entry whose name is the text; its claim is the text as well, where that can be one. */
function toEntry(index: number): string {
  const hostile = TEXTS[index];
  if (hostile === undefined) throw new Error(`There is no text ${index}`);
  const text = JSON.stringify(hostile.text);
  const [cluster, claimRef] = isClusterName(hostile) ? [text, text] : ["lab", `team/m${index}`];
  return `  - name: ${text}\n    cluster: ${cluster}\n    claimRef: ${claimRef}\n`;
}

/** An entry that no claim stands for, so that its name is told of. */
function toOrphan(index: number): string {
  return `  - name: ${JSON.stringify(TEXTS[index]?.text)}\n    namespace: nobody\n`;
}

/** A world in which some of the texts were posted, and a pass has proposed what they say. */
async function propose(indexes: readonly number[]): Promise<CollectorWorld> {
  const entries = [...indexes.map(toEntry), ...indexes.map(toOrphan)];
  const world = await CollectorWorld.create({ registry: HEAD + entries.join("") });
  for (const index of indexes) {
    const hostile = TEXTS[index];
    if (hostile === undefined) continue;
    const [cluster, claimRef] = isClusterName(hostile)
      ? [hostile.text, hostile.text]
      : ["lab", `team/m${index}`];
    const statusMessage = isMessage(hostile) ? hostile.text : "Ready: True, Synced: True";
    world.post(claimRef, statusMessage, { cluster });
    // Of this one nobody wrote an entry.
    world.post(`extra/${claimRef}`, statusMessage, { cluster });
  }
  assert.equal((await world.pass()).outcome, "proposed");
  return world;
}

/** What the other reader of YAML makes of a registry. */
function loadEntries(text: string): readonly Readonly<Record<string, unknown>>[] {
  return (load(text, { schema: CORE_SCHEMA }) as { claims: Record<string, unknown>[] }).claims;
}

/** All texts, in groups that a pull request shows whole. */
const GROUPS = Array.from(
  { length: Math.ceil(TEXTS.length / 15) },
  (_, group) => TEXTS.flatMap((_text, index) => Math.floor(index / 15) === group ? [index] : []),
);

function listElements(root: HtmlElement): readonly string[] {
  return root.children.flatMap((child) =>
    typeof child === "string" ? [] : [child.name, ...listElements(child)]
  );
}

const OWN_ELEMENTS: ReadonlySet<string> = new Set([
  ..."p strong ul li table thead tbody tr th td code details summary #comment".split(" "),
]);

Deno.test("the registry says what was told in one clean line, and YAML reads it so", async () => {
  for (const indexes of GROUPS) {
    const world = await propose(indexes);
    const [before, after] = [world.registry(), world.registry(world.branch)];
    const [old, claims] = [before, after].map(loadEntries);
    const { entries } = toRegistry(parseRegistry(after));
    for (const [place, entry] of (claims ?? []).entries()) {
      const hostile = TEXTS[indexes[place] ?? -1];
      const { statusMessage, lastCheckedAt, ...theirs } = entry;
      assert.deepEqual(theirs, old?.[place], `entry ${place}`);
      assert.equal(entries[place]?.statusMessage ?? undefined, statusMessage);
      if (hostile === undefined) continue;
      const said = isMessage(hostile) ? hostile.text : "Ready: True, Synced: True";
      assert.equal(statusMessage, toRegistryText(said), hostile.name);
      assert.doesNotMatch(String(statusMessage), UNSAFE, hostile.name);
      assert.ok([...String(statusMessage)].length <= 256, hostile.name);
      assert.match(String(lastCheckedAt), /^2026-\d\d-\d\dT[\d:]+Z$/, hostile.name);
    }
    // Nothing but lines of ours was added, none of theirs was touched.
    const isOwn = (line: string) => /^ {4}(?:statusMessage|lastCheckedAt): ".*"$/.test(line);
    const lines = after.split("\n");
    assert.equal(lines.filter((line) => !isOwn(line)).join("\n"), before);
    for (const line of lines.filter(isOwn)) assert.doesNotMatch(line, UNSAFE);
  }
});

Deno.test("the pull request shows all of them as code, and orders nothing", async () => {
  for (const indexes of GROUPS) {
    const world = await propose(indexes);
    const [pull] = world.openPulls();
    const body = pull?.body ?? "";
    assert.equal(pull?.title, "chore(registry): update claim status");
    assert.doesNotMatch(body.replaceAll("\n", ""), UNSAFE);
    for (const order of ORDERS) assert.doesNotMatch(body, order);
    assert.doesNotMatch(body, /^(?:Registry-Digest|Signed-off-by|Co-authored-by):/mi);
    const root = renderMarkdown(body);
    assert.deepEqual(listElements(root).filter((name) => !OWN_ELEMENTS.has(name)), []);
    const [table] = findElements(root, "tbody");
    const rows = table === undefined ? [] : findElements(table, "tr");
    assert.equal(rows.length, indexes.length);
    for (const row of rows) {
      const cells = row.children.map((cell) => typeof cell === "string" ? "text" : cell);
      assert.equal(cells.length, 6);
      for (const cell of cells) assert.match(textOf(cell), /^[^\n]+$/);
    }
    assert.equal(findElements(root, "#comment").length, 1);
    const clusters = indexes.map((index) => {
      const hostile = TEXTS[index];
      return hostile !== undefined && isClusterName(hostile) ? hostile.text : "lab";
    });
    assert.deepEqual(
      [...parseMarker(body)?.clusters ?? []].sort(),
      [...new Set(clusters)].sort(),
    );
  }
});

Deno.test("the commit message is made of our lines, and has our one trailer", async () => {
  for (const indexes of GROUPS) {
    const world = await propose(indexes);
    const message = world.github.log(world.branch)[0]?.message ?? "";
    assert.doesNotMatch(message.replaceAll("\n", ""), UNSAFE);
    for (const order of ORDERS) assert.doesNotMatch(message, order);
    for (const line of message.split("\n").slice(1)) {
      assert.match(
        line,
        /^(?:|\d+ entr(?:y|ies) changed: [\w ,]+\.|By cluster:|Worst first:|- [\p{L}\p{M}\p{N} .,:;/_()=…?-]+|Registry-Digest: sha256:[0-9a-f]{64})$/u,
      );
    }
    assert.equal(message.match(/^Registry-Digest: /gm)?.length, 1);
    assert.match(message.trimEnd(), /\n\nRegistry-Digest: sha256:[0-9a-f]{64}$/);
  }
});

Deno.test("a pass that has proposed hostile texts finds nothing more to do", async () => {
  for (const indexes of GROUPS) {
    const world = await propose(indexes);
    world.restart();
    assert.notEqual((await world.pass()).outcome, "failed");
    assert.equal(world.openPulls().length, 1);
    assert.equal(world.github.log(world.branch).length, 2);
  }
});
