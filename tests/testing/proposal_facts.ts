/** Builders of what a proposal is made of, and texts that try to be more than text. */
import fc from "fast-check";
import type { UnjoinedList } from "../../src/collector/pass_report.ts";
import type { ProposalContext } from "../../src/collector/proposal.ts";
import { EMPTY_MARKER } from "../../src/collector/proposal_marker.ts";
import type { EntryChange } from "../../src/registry/edit_registry.ts";
import type { RegistryEntry } from "../../src/registry/registry.ts";
import { SHORT_TEXTS } from "./hostile_texts.ts";

/** Nothing of that sort. */
export const NONE: UnjoinedList = { count: 0, first: [] };

/** A change of the entry `default/a` in `prod`, unless told otherwise. */
export function buildChange(
  fields: Partial<RegistryEntry>,
  before: Partial<RegistryEntry> = {},
): EntryChange {
  const entry: RegistryEntry = {
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
  };
  return {
    before: { ...entry, ...fields, statusMessage: null, lastCheckedAt: null, ...before },
    after: { ...entry, lastCheckedAt: "2026-02-08T09:00:00Z", ...fields },
  };
}

/** One entry of three that gets well; nothing else to tell. */
export function buildContext(fields: Partial<ProposalContext> = {}): ProposalContext {
  return {
    changes: [buildChange({ statusMessage: "Ready: True, Synced: True" })],
    clusterOf: ({ cluster }) => cluster,
    entryCount: 3,
    filePath: "claims/registry.yaml",
    staleClusters: [],
    awaitedClusters: [],
    stripped: NONE,
    unmatchedEntries: NONE,
    unregisteredClaims: NONE,
    ambiguousEntries: NONE,
    marker: { ...EMPTY_MARKER, clusters: ["dev", "prod"] },
    ...fields,
  };
}

/** A list of these names; `count` where there are more than are named. */
export function buildUnjoined(names: readonly string[], count = names.length): UnjoinedList {
  return { count, first: names.map((name) => ({ name, reason: "no entry stands for it" })) };
}

/** Hostile texts in any combination, and any text at all. */
export const hostileText = fc.oneof(
  fc.array(fc.constantFrom(...SHORT_TEXTS), { maxLength: 6 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom("`", "|", "\\", " ", "@", "#", "1", "a"), maxLength: 40 }),
);

/** What makes GitHub or a machine do something, wherever in a commit message it stands. */
export const ORDERS: readonly RegExp[] = [
  /(?:^|[^A-Za-z0-9_])@[A-Za-z0-9_]/,
  /#\d/,
  /\bgh-\d/i,
  /\/(?:issues|pulls?|discussions)\/\d/i,
  /\[(?:skip|ci|no|actions|azp)[ -]/i,
  /\*{3}NO_CI/i,
];
