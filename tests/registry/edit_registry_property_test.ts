/** What holds for every registry and every wish; `PROPERTY_RUNS` asks for more runs. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { CORE_SCHEMA, load } from "js-yaml";
import { editRegistry, type WantedFields } from "../../src/registry/edit_registry.ts";
import { parseRegistry } from "../../src/registry/parse_registry.ts";
import { OWN_FIELDS } from "../../src/registry/registry.ts";
import { editArbitrary, messageArbitrary } from "../testing/registry_arbitrary.ts";
import {
  findDifference,
  listEntries,
  renderAfter,
  renderBefore,
  type WantedModel,
} from "../testing/registry_model.ts";

const OPTIONS = { seed: 20_260_208, numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 800) };

type Entry = Record<string, unknown>;

function toWanted(wanted: WantedModel): readonly WantedFields[] {
  return [...wanted].map(([index, fields]) => ({ index, fields }));
}

/** What another reader makes of the file: everything but the entries, and the entries. */
function loadFile(text: string): { readonly frame: unknown; readonly entries: readonly Entry[] } {
  const document = load(text, { schema: CORE_SCHEMA }) as Record<string, unknown> | undefined ?? {};
  const isClaimRegistry = document["kind"] === "ClaimRegistry";
  const entries: Entry[] = [];
  const frame: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(document)) {
    if (isClaimRegistry && key !== "claims") frame[key] = value;
    else {
      const list = value as readonly Entry[];
      frame[key] = list.length;
      entries.push(...list);
    }
  }
  return { frame, entries };
}

/** An own field that is missing, null or empty says nothing. */
function readOwn(entry: Entry): Entry {
  return Object.fromEntries(OWN_FIELDS.map((name) => [name, toText(entry[name])]));
}

function readForeign(entry: Entry): Entry {
  return Object.fromEntries(
    Object.entries(entry).filter(([name]) => !OWN_FIELDS.some((own) => own === name)),
  );
}

function toText(value: unknown): string | null {
  return value === undefined || value === null || value === "" ? null : String(value);
}

Deno.test("outside our fields no byte changes", () => {
  fc.assert(
    fc.property(editArbitrary, ({ model, wanted }) => {
      const before = renderBefore(model);
      assert.equal(parseRegistry(before).entries.length, listEntries(model).length);
      const { text } = editRegistry(before, toWanted(wanted));
      assert.equal(findDifference(text, renderAfter(model, wanted)), undefined);
    }),
    OPTIONS,
  );
});

Deno.test("another reader finds what was wanted, and all else as it was", () => {
  fc.assert(
    fc.property(editArbitrary, ({ model, wanted }) => {
      const before = renderBefore(model);
      const { text, changes } = editRegistry(before, toWanted(wanted));
      const old = loadFile(before);
      const edited = loadFile(text);
      assert.deepEqual(edited.frame, old.frame);
      assert.deepEqual(edited.entries.map(readForeign), old.entries.map(readForeign));
      for (const [index, entry] of edited.entries.entries()) {
        const fields = wanted.get(index) ?? {};
        for (const name of OWN_FIELDS) {
          const asked = fields[name]?.toWellFormed();
          const known = listEntries(model)[index]?.fields.find((it) => it.name === name)?.value;
          // A plain number that is the same text is left alone, whatever type others see in it.
          const expected = asked === undefined || asked === known
            ? readOwn(old.entries[index] ?? {})[name]
            : toText(asked);
          assert.equal(readOwn(entry)[name], expected, `${index} ${name}`);
        }
      }
      const indices = changes.map((change) => change.before.index);
      assert.deepEqual(indices, [...indices].sort((a, b) => a - b));
      for (const change of changes) assert.notDeepEqual(change.after, change.before);
    }),
    OPTIONS,
  );
});

Deno.test("editing twice is editing once", () => {
  fc.assert(
    fc.property(editArbitrary, ({ model, wanted }) => {
      const once = editRegistry(renderBefore(model), toWanted(wanted)).text;
      assert.deepEqual(editRegistry(once, toWanted(wanted)), { text: once, changes: [] });
    }),
    OPTIONS,
  );
});

Deno.test("the order of the wishes does not matter, nor whether they come in two steps", () => {
  fc.assert(
    fc.property(editArbitrary, fc.infiniteStream(fc.boolean()), ({ model, wanted }, coin) => {
      const before = renderBefore(model);
      const all = toWanted(wanted);
      const once = editRegistry(before, all);
      assert.deepEqual(editRegistry(before, [...all].reverse()), once);
      const first = all.filter(() => coin.next().value);
      const second = all.filter((want) => !first.includes(want));
      const halfway = editRegistry(before, first).text;
      assert.equal(editRegistry(halfway, second).text, once.text);
    }),
    OPTIONS,
  );
});

Deno.test("single fields one after the other say the same as all at once", () => {
  fc.assert(
    fc.property(editArbitrary, ({ model, wanted }) => {
      const before = renderBefore(model);
      const once = editRegistry(before, toWanted(wanted)).text;
      let text = before;
      for (const name of OWN_FIELDS) {
        const single = toWanted(wanted).flatMap(({ index, fields }) => {
          const value = fields[name];
          return value === undefined ? [] : [{ index, fields: { [name]: value } }];
        });
        text = editRegistry(text, single).text;
      }
      assert.deepEqual(loadFile(text), loadFile(once));
    }),
    OPTIONS,
  );
});

Deno.test("a hostile message stays one scalar on one line", () => {
  const files = ["prod:\n- name: a\n", "prod: [{name: a}]", '{"prod":\n [\n{"name": "a"\n}]}'];
  fc.assert(
    fc.property(messageArbitrary, fc.constantFrom(...files), (message, before) => {
      const { text } = editRegistry(before, [{ index: 0, fields: { statusMessage: message } }]);
      const added = message === "" ? 0 : before.includes("[") && !before.includes("{\n") ? 0 : 1;
      const lines = (it: string) => it.split(/\r\n|[\n\r\u0085\u2028\u2029]/).length;
      assert.ok(lines(text) - lines(before) <= added, text);
      const [entry, ...others] = loadFile(text).entries;
      assert.equal(others.length, 0);
      assert.deepEqual(
        Object.keys(entry ?? {}),
        message === "" ? ["name"] : [
          "name",
          "statusMessage",
        ],
      );
      assert.equal(toText(entry?.["statusMessage"]), message.toWellFormed() || null);
    }),
    { ...OPTIONS, numRuns: OPTIONS.numRuns * 2 },
  );
});
