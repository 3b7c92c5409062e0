/** Arbitrary registries in all styles at once, and arbitrary, hostile wishes for them. */
import fc from "fast-check";
import { OWN_FIELDS } from "../../src/registry/registry.ts";
import {
  type EntryModel,
  type FieldModel,
  listEntries,
  type ListModel,
  type RegistryModel,
  type WantedModel,
} from "./registry_model.ts";

interface ValueModel {
  readonly properties: string;
  readonly source: string;
  readonly lines: readonly string[];
  readonly value: string | null;
}

const WORDS = [
  "default",
  "team-a",
  "0123",
  "true",
  "größe",
  "🚀",
  "2026-02-05",
  "e\u0301",
  "a#b",
  "x:y",
];
const word = fc.constantFrom(...WORDS);
const COMMENTS = [
  "",
  "",
  " # note",
  '   # statusMessage: "no" | > {',
  " # 'open \"quotes",
  "  ",
];
const comment = fc.constantFrom(...COMMENTS);
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.constant<string[]>([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.constantFrom("", "# at the margin", "      # - name: commented out", "  "),
      { maxLength: 3 },
    ),
  },
);

function simple(source: string, value: string | null, lines: readonly string[] = []): ValueModel {
  return { properties: "", source, lines, value };
}

/** Values that fit on a line, also in flow style. */
const lineValue: fc.Arbitrary<ValueModel> = fc.oneof(
  word.map((text) => simple(text, text)),
  word.map((text) => simple(`'it''s ${text}'`, `it's ${text}`)),
  word.map((text) => simple(JSON.stringify(`"${text}", {x} # y`), `"${text}", {x} # y`)),
);
const nullValue = fc.constantFrom("", "~", "null", "Null", '""').map((source) =>
  simple(source, null)
);
/** Texts of several lines and with properties; only where the entry is in block style. */
const wideValue: fc.Arbitrary<ValueModel> = fc.oneof(
  word.map((text) => simple(text, `${text} and more lines`, ["and more", "lines"])),
  word.map((text) => simple(`"${text}`, `${text} or\nmore`, ["or", "", 'more"'])),
  fc.constantFrom("&one", "&two", "!!str", "!!str &three").map((properties) => ({
    ...simple('"kept"', "kept"),
    properties,
  })),
);
/** Block scalars keep the lines behind them, so they do not stand where new fields are put in. */
const blockValue: fc.Arbitrary<ValueModel> = fc.constantFrom("|", "|-", ">", ">-", "|+", ">2-")
  .chain((source) =>
    word.map((text) => ({
      ...simple(source, `${text} in a block`),
      lines: [`${text}`, "", "  in a block: # 1"],
    }))
  );
const collectionValue: fc.Arbitrary<ValueModel> = fc.constantFrom(
  simple("[a, 'b, c', {d: e}]", null),
  simple("{statusMessage: nested, list: []}", null),
  simple("", null, ["phase: x", "statusMessage: nested", "items:", "- status: deep", "- b"]),
);

function field(
  name: string,
  parts: { readonly value: fc.Arbitrary<ValueModel>; readonly isFlow: boolean },
): fc.Arbitrary<FieldModel> {
  const key = fc.constantFrom(name, name, `"${name}"`, `'${name}'`);
  if (parts.isFlow) {
    return fc.record({ key, value: parts.value })
      .map((it) => ({ name, key: it.key, comment: "", gap: [], ...it.value }));
  }
  return fc.record({ key, value: parts.value, comment, gap }).map((it) => {
    const isBlock = /^[|>]/.test(it.value.source);
    const canComment = it.value.lines.length === 0 || isBlock || it.value.source === "";
    // An indented comment behind a block scalar would be a line of it.
    const gap = isBlock ? it.gap.filter((line) => !line.endsWith("out")) : it.gap;
    return { name, key: it.key, comment: canComment ? it.comment : "", gap, ...it.value };
  });
}

function entry(style: "block" | "flow"): fc.Arbitrary<EntryModel> {
  const isFlow = style === "flow";
  const text = isFlow ? lineValue : fc.oneof(lineValue, wideValue);
  const readValue = isFlow ? fc.oneof(text, nullValue) : fc.oneof(text, nullValue, blockValue);
  const anyValue = isFlow ? readValue : fc.oneof(readValue, collectionValue);
  const foreign = ["template", "path", "repository"]
    .map((name) => field(name, { value: readValue, isFlow }))
    .concat(
      ["createdBy", "spec", "x-note"].map((name) => field(name, { value: anyValue, isFlow })),
    );
  const own = OWN_FIELDS.map((name) => field(name, { value: readValue, isFlow }));
  return fc.tuple(
    field("name", { value: text, isFlow }),
    fc.option(field("namespace", { value: fc.oneof(text, nullValue), isFlow }), { nil: undefined }),
    fc.tuple(...foreign.map((it) => fc.option(it, { nil: undefined }))),
    fc.tuple(...own.map((it) => fc.option(it, { nil: undefined, freq: 2 }))),
    isFlow ? fc.constant(null) : fc.constantFrom(null, null, "", " &entry", " # a note"),
  ).chain(([name, namespace, rest, ours, dashLine]) => {
    const fields = [name, namespace, ...rest, ...ours].filter((it) => it !== undefined);
    return fc.shuffledSubarray(fields, { minLength: fields.length })
      .map((shuffled) => ({ fields: shuffled, isFlow, dashLine }));
  });
}

function list(key: string): fc.Arbitrary<ListModel> {
  return fc.record({
    key: fc.constant(key),
    comment: fc.constantFrom("", " # the list"),
    indent: fc.constantFrom(0, 2, 4, 3),
    dashWidth: fc.constantFrom(1, 1, 3),
    entries: fc.array(fc.oneof(entry("block"), entry("block"), entry("flow")), { maxLength: 4 }),
  });
}

const top = fc.constantFrom<readonly string[]>([], ["# head", ""], ["---"], ["# a", "--- # b"]);
const claimRegistry = fc.record({
  top,
  names: fc.constantFrom<readonly string[]>(
    ["apiVersion: claim-registry.io/v1alpha1", "kind: ClaimRegistry"],
    [
      '"kind": "ClaimRegistry" # kind',
      "x: &x {a: [1]}",
      "apiVersion: 'claim-registry.io/v1alpha1'",
    ],
  ),
  isTurned: fc.boolean(),
  claims: list("claims"),
}).map(({ top, names, isTurned, claims }) => ({
  head: isTurned ? top : [...top, ...names],
  lists: [claims],
  names: isTurned ? names : [],
}));
const clusterMap = fc.record({
  top,
  lists: fc.tuple(list("prod"), list('"staging eu"'), list("dev"))
    .chain((lists) => fc.subarray(lists, { minLength: 1 })),
}).map(({ top, lists }) => ({ head: top, lists, names: [] }));

/** Registry files of both shapes. */
export const registryArbitrary: fc.Arbitrary<RegistryModel> = fc.record({
  shape: fc.oneof(claimRegistry, clusterMap),
  tail: fc.constantFrom<readonly string[]>([], [""], ["", "", "# tail"], ["# tail", "...", ""]),
  eol: fc.constantFrom("\n", "\n", "\r\n", "\r"),
  endsWithBreak: fc.boolean(),
}).map(({ shape, tail, eol, endsWithBreak }) => ({
  head: shape.head,
  lists: shape.lists,
  tail: [...shape.names, ...tail],
  eol,
  endsWithBreak,
}));

const HOSTILE = [
  "\n",
  "\r\n",
  '"',
  "'",
  "\\",
  ": ",
  " #",
  "---",
  "\n...\n",
  "\u0000",
  "\u001b[31m",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\ud83d",
  "\ude80",
  "🚀",
  "👩‍🚀",
  "e\u0301",
  "!!str ",
  "!secret ",
  "&a ",
  "*a",
  "<<: ",
  "- name: evil",
  "}, {name: evil}",
  "|",
  ">-",
  "%YAML 1.1",
  "null",
  "~",
  "\t",
  "@",
  "`",
  "\ufffe",
  "\uffff",
  "\u{1fffe}",
  "default",
];

/** Messages that mean to be more than a text. */
export const messageArbitrary: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...HOSTILE), { maxLength: 12 }).map(join) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
      .map((codes) => String.fromCharCode(...codes)),
  },
  { weight: 1, arbitrary: word },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...HOSTILE).map((part) => part.repeat(8_192).slice(0, 8_192)),
  },
);

/** A registry, and what some of its entries shall say. */
export const editArbitrary: fc.Arbitrary<
  { readonly model: RegistryModel; readonly wanted: WantedModel }
> = registryArbitrary.chain((model) =>
  fc.array(
    fc.option(
      fc.record(
        {
          statusMessage: messageArbitrary,
          lastCheckedAt: messageArbitrary,
          status: messageArbitrary,
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
    { minLength: listEntries(model).length, maxLength: listEntries(model).length },
  ).map((fields) => ({
    model,
    wanted: new Map(fields.flatMap((it, index) => it === undefined ? [] : [[index, it] as const])),
  }))
);

function join(parts: readonly string[]): string {
  return parts.join("");
}
