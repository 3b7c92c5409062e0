/**
 * What people do to an inventory file while a proposal is open, and which entries two versions of the
 * file differ in. Pure; every entry begins with a comment that names it.
 */
import { registryOf } from "./collector_world.ts";

/** Ways to write the same entries differently. */
export const REFORMATS = ["indent more", "indent less", "quote the names", "sign it"] as const;

/** A way to write the same entries differently. */
export type Reformat = typeof REFORMATS[number];

/** The file with another entry at its end. */
export function appendEntry(text: string, name: string): string {
  const block = registryOf(name).split(/(?<=^claims:\n)/m).at(-1) ?? "";
  return text + (isIndentedMore(text) ? reformat(block, "indent more") : block);
}

/** The file without an entry; as it was where there is none. */
export function removeEntry(text: string, name: string): string {
  return splitBlocks(text).filter((block) => nameOf(block) !== name).join("");
}

/** The same entries, written in another way. */
export function reformat(text: string, how: Reformat): string {
  switch (how) {
    case "indent more":
      return isIndentedMore(text) ? text : text.replaceAll(/^ {2}/gm, "      ");
    case "indent less":
      return isIndentedMore(text) ? text.replaceAll(/^ {6}/gm, "  ") : text;
    case "quote the names":
      return text.replaceAll(/- name: ([\w-]+)$/gm, '- name: "$1"');
    case "sign it":
      return text.endsWith("# checked\n") ? text : `${text}# checked\n`;
  }
}

/** Names of the entries in which two versions differ, or that have moved. */
export function listDifferent(one: string, other: string): ReadonlySet<string> {
  const [before, after] = [toBlocks(one), toBlocks(other)];
  const stayed = [...before.keys()].filter((name) => after.has(name));
  const moved = [...after.keys()].filter((name) => before.has(name));
  const hasMoved = (name: string) =>
    stayed[stayed.indexOf(name) - 1] !== moved[moved.indexOf(name) - 1];
  const names = [...before.keys(), ...after.keys()];
  return new Set(names.filter((name) => before.get(name) !== after.get(name) || hasMoved(name)));
}

/** The text that an entry has, or `undefined` without one. */
export function messageOf(text: string, name: string): string | undefined {
  const block = toBlocks(text).get(name) ?? "";
  return /statusMessage: "(.*)"/.exec(block)?.[1];
}

/** Names of all entries, in the order of the file. */
export function listNames(text: string): readonly string[] {
  return [...toBlocks(text).keys()].filter((name) => name !== "");
}

function isIndentedMore(text: string): boolean {
  return /^ {6}- /m.test(text);
}

function toBlocks(text: string): ReadonlyMap<string, string> {
  return new Map(splitBlocks(text).map((block) => [nameOf(block), block]));
}

function splitBlocks(text: string): readonly string[] {
  return text.split(/(?=^ *# [\w-]+ belongs)/m);
}

/** Empty for what stands above all entries. */
function nameOf(block: string): string {
  return /^ *# ([\w-]+) belongs/.exec(block)?.[1] ?? "";
}
