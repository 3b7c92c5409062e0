/**
 * Edits as people would make them: each folder of `testdata/registry` holds a file, what is wanted
 * of it, and the file afterwards, byte by byte.
 */
import assert from "node:assert/strict";
import { CORE_SCHEMA, load } from "js-yaml";
import { editRegistry, type WantedFields } from "../../src/registry/edit_registry.ts";
import { parseRegistry } from "../../src/registry/parse_registry.ts";
import { OWN_FIELDS } from "../../src/registry/registry.ts";

const ROOT = new URL("../testdata/registry/", import.meta.url);
const REAL = new URL("../../../shared/testdata/", import.meta.url);
const CASES_MIN = 60;
/** A list as a key is a text to this program; the loader that is compared with refuses it. */
const NOT_LOADABLE: ReadonlySet<string> = new Set(["explicit-keys"]);

const cases = [...Deno.readDirSync(ROOT)].map(({ name }) => name).sort();

Deno.test("the golden cases are all there", () => {
  assert.ok(cases.length >= CASES_MIN, `${cases.length}`);
});

for (const name of cases) {
  Deno.test(`golden edit: ${name}`, () => {
    const before = readText(new URL(`${name}/before.yaml`, ROOT));
    const after = readText(new URL(`${name}/after.yaml`, ROOT));
    const wanted: readonly WantedFields[] = JSON.parse(
      readText(new URL(`${name}/wanted.json`, ROOT)),
    );
    const edit = editRegistry(before, wanted);
    assert.equal(edit.text, after);
    assert.deepEqual(editRegistry(after, wanted), { text: after, changes: [] });
    for (const { before: old, after: edited } of edit.changes) {
      const fields = wanted.find(({ index }) => index === old.index)?.fields;
      assert.deepEqual({ ...edited, line: old.line }, { ...old, ...fields });
    }
    if (!NOT_LOADABLE.has(name)) assert.deepEqual(loadEntries(after), withFields(before, wanted));
  });
}

/** What another reader of the file makes of it, with the wanted fields set by hand. */
function withFields(text: string, wanted: readonly WantedFields[]): readonly unknown[] {
  const entries = loadEntries(text).map((entry) => ({ ...entry }));
  for (const { index, fields } of wanted) Object.assign(entries[index] ?? {}, fields);
  return entries;
}

function loadEntries(text: string): readonly Record<string, unknown>[] {
  // As text only: what matters is that nothing moved, not which type a value has.
  if (text === "") return [];
  const document = load(text, { schema: CORE_SCHEMA }) as Record<string, unknown>;
  const lists = "kind" in document ? [document["claims"]] : Object.values(document);
  return lists.flatMap((list) => (list ?? []) as Record<string, unknown>[]);
}

Deno.test("an entry without our fields gets exactly two lines, one with them two changed ones", () => {
  const fixtures = ["registry-two-spaces", "registry-four-spaces"]
    .map((name) => readText(new URL(`${name}/before.yaml`, ROOT)));
  const texts = [...fixtures, ...readRealFiles()];
  for (const text of texts) {
    const count = parseRegistry(text).entries.length;
    assert.ok(count >= 2);
    for (let index = 0; index < count; index++) {
      const added = editRegistry(text, [want(index, "Ready: False, Synced: True - no volume")]);
      assertLines({ before: text, after: added.text, removed: 0, added: 2 });
      const changed = editRegistry(added.text, [want(index, "Ready: True, Synced: True")]);
      assertLines({ before: added.text, after: changed.text, removed: 2, added: 2 });
      const namespace = changed.text.split("\n").slice(0, changed.changes[0]?.after.line ?? 0);
      assert.deepEqual(namespace, text.split("\n").slice(0, changed.changes[0]?.after.line ?? 0));
    }
  }
});

function want(index: number, statusMessage: string): WantedFields {
  const lastCheckedAt = statusMessage.includes("False")
    ? "2026-02-08T09:00:00Z"
    : "2026-02-09T10:30:00Z";
  return { index, fields: { statusMessage, lastCheckedAt } };
}

/** The lines that differ stand together, hold our fields only, and are as many as said. */
function assertLines(
  edit: {
    readonly before: string;
    readonly after: string;
    readonly removed: number;
    readonly added: number;
  },
): void {
  const before = edit.before.split("\n");
  const after = edit.after.split("\n");
  let head = 0;
  while (head < before.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  assert.deepEqual([removed.length, added.length], [edit.removed, edit.added]);
  for (const line of [...removed, ...added]) {
    assert.ok(OWN_FIELDS.some((name) => line.trimStart().startsWith(`${name}: "`)), line);
  }
}

/** Files of the real platform, where they are at hand. */
function readRealFiles(): readonly string[] {
  try {
    return [...Deno.readDirSync(REAL)].map(({ name }) => name).sort()
      .filter((name) => /^registry-.*\.yaml$/.test(name))
      .map((name) => readText(new URL(name, REAL)));
  } catch (error) {
    const isAway = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable;
    if (!isAway) throw error;
    // deno-lint-ignore no-console -- a notice that less was tested here than elsewhere
    console.info("The files of ../shared/testdata are not here: only our own fixtures were edited");
    return [];
  }
}

/** The file with everything in it, a byte order mark included. */
function readText(file: URL): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Deno.readFileSync(file));
}
