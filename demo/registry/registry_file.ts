/**
 * Looks at a registry file with eyes of its own, independent of the program that is shown: what the
 * entries say, and whether anything but the collector's fields is different.
 */
import { load } from "js-yaml";
import { z } from "zod";

const text = z.string().nullish().transform((value) => value ?? "");

const registrySchema = z.object({
  claims: z.array(z.object({
    name: z.string(),
    cluster: text,
    template: text,
    statusMessage: text,
    lastCheckedAt: text,
  })),
});

/** An entry as the demo looks at it; a missing field is empty. */
export type RegistryRow = z.infer<typeof registrySchema>["claims"][number];

/** The entries of a registry file. */
export function readRows(file: string): readonly RegistryRow[] {
  return registrySchema.parse(load(file)).claims;
}

/** Lines of the collector's own fields. */
const OWN_LINE = /^\s*(?:statusMessage|lastCheckedAt): .*$/;

/** The file without what belongs to the collector: it must never change. */
export function withoutOwnFields(file: string): string {
  return file.split("\n").filter((line) => !OWN_LINE.test(line)).join("\n");
}

/** How many comments of people are in the file. */
export function countComments(file: string): number {
  return file.split("\n").filter((line) => /(?:^|\s)#\s/.test(line)).length;
}
