/**
 * The registry of a repository's life and what people do to it by hand. Pure: text in, text out, so
 * that the edits stay apart from commits and races.
 */

/** The entries that a life begins with. */
export const ENTRY_NAMES = ["db", "web", "cache", "job"] as const;

/** Name of such an entry. */
export type EntryName = typeof ENTRY_NAMES[number];

/** What a person may do to one entry. */
export const HAND_EDIT_KINDS = [
  "drop our fields",
  "reword the message",
  "copy the entry",
  "remove the entry",
  "add an entry",
  "move the entry to the end",
  "rename the entry",
  "change a comment",
] as const;

/** An edit of one entry. */
export interface HandEdit {
  readonly edit: typeof HAND_EDIT_KINDS[number];
  readonly name: EntryName;
}

/** Entries that only come and go together: with them a registry is large enough for the brake. */
export const CROWD_NAMES: readonly string[] = Array.from({ length: 20 }, (_, at) => `crowd-${at}`);

/** The file that a life begins with; one of its entries names its cluster. */
export function createFirstRegistry(crowd: readonly string[] = []): string {
  return [
    "apiVersion: claim-registry.io/v1alpha1\n",
    "kind: ClaimRegistry\n",
    "claims:\n",
    ...crowd.map((name) => toBlock(name, "db")),
    ...ENTRY_NAMES.map((name) => toBlock(name, name)),
  ].join("");
}

/** The file after an edit; as it was where the entry is gone, unless the edit brings it back. */
export function editByHand(text: string, { edit, name }: HandEdit): string {
  const blocks = text.split(/(?=^ {2}# about )/m);
  const at = blocks.findIndex((candidate) => candidate.startsWith(`  # about ${name}\n`));
  const block = blocks[at];
  if (block === undefined) return edit === "add an entry" ? text + toBlock(name, name) : text;
  const replaceWith = (...others: readonly string[]) => blocks.toSpliced(at, 1, ...others).join("");
  switch (edit) {
    case "drop our fields":
      return replaceWith(withoutOwnFields(block));
    case "reword the message":
      return replaceWith(block.replace(/statusMessage: .*/, 'statusMessage: "by hand"'));
    case "copy the entry":
      return replaceWith(block, block.replace("about", "copy of"));
    case "remove the entry":
      return replaceWith();
    case "add an entry":
      return replaceWith(block, toBlock(`new-${name}`, name));
    case "move the entry to the end":
      return replaceWith() + block;
    case "rename the entry":
      return replaceWith(block.replace(/name: [\w-]+/, "name: renamed"));
    case "change a comment":
      return replaceWith(block.replace("team # ns", "team # changed"));
  }
}

/** The file without the lines that the collector may write. */
export function withoutOwnFields(text: string): string {
  return text.split("\n")
    .filter((line) => !/^ +(statusMessage|lastCheckedAt): /.test(line))
    .join("\n");
}

/** The kind of the object behind an entry. */
export function kindOf(name: EntryName): "DatabaseClaim" | "VolumeClaim" {
  return ENTRY_NAMES.indexOf(name) % 2 === 0 ? "DatabaseClaim" : "VolumeClaim";
}

function toBlock(name: string, like: EntryName): string {
  return [
    `  # about ${name}`,
    `  - name: ${name}`,
    `    template: ${kindOf(like).toLowerCase()}`,
    ...(like === "cache" ? ["    cluster: a"] : []),
    "    namespace: team # ns",
    "    status: active",
    "",
  ].join("\n");
}
