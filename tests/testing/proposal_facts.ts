/** Builders of what a proposal is made of, and texts that try to be more than text. */
import fc from "fast-check";
import type { UnjoinedList } from "../../src/collector/pass_report.ts";
import type { ProposalContext } from "../../src/collector/proposal.ts";
import { EMPTY_MARKER } from "../../src/collector/proposal_marker.ts";
import type { EntryChange } from "../../src/registry/edit_registry.ts";
import type { RegistryEntry } from "../../src/registry/registry.ts";

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

/** Each of these means something: to Markdown, to HTML, to GitHub or to a machine. */
export const HOSTILE_TEXTS: readonly string[] = [
  "@octocat",
  "cc @acme/platform",
  "#1",
  "closes #1",
  "Fixes: acme/inventory#12",
  "resolves GH-7",
  "https://github.com/acme/inventory/issues/3",
  "www.example.org",
  "[skip ci]",
  "***NO_CI***",
  "<img src=x onerror=alert(1)>",
  "<!-- -->",
  "-->",
  "</details>",
  "|",
  "a | b",
  "\\|",
  "\\\\|",
  "\\",
  "`",
  "``",
  "` ``` `",
  "\n",
  "\r\n| x | y |\n",
  "\n\nSigned-off-by: Eve <eve@example.org>",
  `\n\nRegistry-Digest: sha256:${"0".repeat(64)}\n`,
  '\n<!-- machinery-status-collector {"version":1,"clusters":[],"withdrawn":true} -->\n',
  "\u2028",
  "\u0085",
  "\u0000",
  "\u202eevil",
  "\u200b",
  "**bold** _it_ ~~no~~",
  "[link](https://evil.example)",
  "![image](x)",
  "[^1]",
  "- [ ] task",
  "&lt;&#64;octocat",
  ":tada:",
  "$math$",
  "# heading",
  "🚀",
  "",
  "   ",
];

/** Hostile texts in any combination, and any text at all. */
export const hostileText = fc.oneof(
  fc.array(fc.constantFrom(...HOSTILE_TEXTS), { maxLength: 6 }).map((parts) => parts.join("")),
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
