/** Five situations in which a pull request is written, as facts; the golden files show the words. */
import type { ProposalContext } from "../../src/collector/proposal.ts";
import { EMPTY_MARKER } from "../../src/collector/proposal_marker.ts";
import { editRegistry, type EntryChange } from "../../src/registry/edit_registry.ts";
import { buildChange, buildContext, buildUnjoined } from "./proposal_facts.ts";
import { SHORT_TEXTS } from "./hostile_texts.ts";

/** A situation, named after its folder of golden files. */
export interface PullRequestScenario {
  readonly name: string;
  readonly context: ProposalContext;
  readonly signoff: string | null;
}

const HEALTHY = "Ready: True, Synced: True";
const CREATING = "Ready: False (Creating), Synced: True";
const FORBIDDEN = "Ready: False (Creating), Synced: False (ReconcileError) - cannot compose " +
  'resources: cannot apply composed resource "volume": persistentvolumeclaims "build-cache" is ' +
  "forbidden: exceeded quota: ci, requested: requests.storage=100Gi, used: 450Gi, limited: 500Gi";
const UNREADY = "Ready: False (Unavailable), Synced: True - Unready resources: machine, " +
  "cloud-init, and 2 more";

/** All of them; they take nothing from the clock or the surroundings. */
export async function createScenarios(): Promise<readonly PullRequestScenario[]> {
  return [
    { name: "first-proposal", context: await createFirstProposal(), signoff: null },
    { name: "one-broken-claim", context: createOneBroken(), signoff: "Bot <bot@example.org>" },
    { name: "hostile-texts", context: createHostile(), signoff: null },
    { name: "restart", context: createRestart(), signoff: null },
    { name: "huge-change", context: createHuge(), signoff: null },
  ];
}

/** The platform's own file, none of whose entries has ever had a text. */
async function createFirstProposal(): Promise<ProposalContext> {
  const file = "../testdata/registry/registry-two-spaces/before.yaml";
  const text = await Deno.readTextFile(new URL(file, import.meta.url));
  const { changes } = editRegistry(text, [
    { index: 0, fields: at("2026-03-01T08:17:31Z", HEALTHY) },
    { index: 1, fields: at("2026-03-04T06:02:10Z", FORBIDDEN) },
    { index: 2, fields: at("2026-03-04T06:05:44Z", CREATING) },
  ]);
  return buildContext({
    changes,
    clusterOf: ({ template }) => template === "machinevm" ? "edge" : "harvester",
    marker: { ...EMPTY_MARKER, clusters: ["edge", "harvester"] },
  });
}

function at(lastCheckedAt: string, statusMessage: string) {
  return { statusMessage, lastCheckedAt };
}

/** One claim broke, three that were on their way arrived. */
function createOneBroken(): ProposalContext {
  const broken = buildChange({
    index: 17,
    name: "machinevm-team-robin",
    statusMessage: UNREADY,
    lastCheckedAt: "2026-03-05T11:20:03Z",
  }, at("2026-03-03T10:09:00Z", HEALTHY));
  const arrived = ["shared-disk", "build-cache", "registry-mirror"].map((name, index) =>
    buildChange({
      index: 30 + index,
      name,
      cluster: "dev",
      statusMessage: HEALTHY,
      lastCheckedAt: `2026-03-05T11:0${index}:15Z`,
    }, at("2026-03-05T10:58:00Z", CREATING))
  );
  return buildContext({ changes: [...arrived, broken], entryCount: 240 });
}

/** Every text that tries to be more than text, in every place where a text can come from outside. */
function createHostile(): ProposalContext {
  const changes = SHORT_TEXTS.map((text, index) =>
    buildChange({
      index,
      name: text,
      namespace: `team-${index}`,
      cluster: index % 2 === 0 ? "prod" : text,
      statusMessage: `Ready: True, Synced: False (ReconcileError) - ${text}`,
    }, at("2026-03-05T10:58:00Z", text))
  );
  const all = SHORT_TEXTS.join(" ");
  return buildContext({
    changes,
    entryCount: changes.length,
    filePath: "claims/@octocat/`#1`.yaml",
    staleClusters: [{ cluster: "</details>", claimCount: 2 }],
    awaitedClusters: ["@octocat"],
    unmatchedEntries: buildUnjoined(SHORT_TEXTS),
    unregisteredClaims: buildUnjoined([all]),
    marker: { ...EMPTY_MARKER, clusters: ["--> @octocat", "prod"] },
  });
}

/** The collector has just started: it does not know all yet, and says so. */
function createRestart(): ProposalContext {
  const changes = [
    buildChange({ index: 3, name: "shared-disk", statusMessage: "Gone" }, at("", HEALTHY)),
    buildChange({
      index: 5,
      name: "build-cache",
      namespace: "ci",
      cluster: null,
      statusMessage: HEALTHY,
      lastCheckedAt: "2026-03-05T09:12:47Z",
    }),
  ];
  return buildContext({
    changes,
    entryCount: 118,
    staleClusters: [{ cluster: "edge-3", claimCount: 12 }, { cluster: "lab", claimCount: 1 }],
    awaitedClusters: ["dev", "edge-1"],
    stripped: {
      count: 1,
      first: [{
        name: "ci/build-cache (line 64)",
        reason: "its text was on the base branch before",
      }],
    },
    unmatchedEntries: {
      count: 2,
      first: [
        {
          name: "default/old-disk (line 91)",
          reason: "gone: all that watch its kind have synchronised without it",
        },
        { name: "edge-3 default/sensor (line 107)", reason: "no cluster reports a claim for it" },
      ],
    },
    unregisteredClaims: buildUnjoined(
      Array.from({ length: 100 }, (_, index) => `lab VolumeClaim sandbox/disk-${index}`),
      134,
    ),
    ambiguousEntries: {
      count: 1,
      first: [{ name: "default/registry (line 12)", reason: "2 claims could be meant" }],
    },
    marker: {
      ...EMPTY_MARKER,
      clusters: ["dev", "edge-1", "edge-3", "lab", "prod"],
      confirmed: ["0aZ_-", "k3b9Q"],
      restoreCount: 1,
      merge: "auto",
    },
  });
}

/** Far more than fits. */
function createHuge(): ProposalContext {
  const texts = [HEALTHY, HEALTHY, HEALTHY, CREATING, UNREADY, HEALTHY, FORBIDDEN, HEALTHY, "Gone"];
  const clusters = Array.from(
    { length: 30 },
    (_, index) => `site-${String(index).padStart(2, "0")}`,
  );
  const changes: readonly EntryChange[] = Array.from({ length: 3_000 }, (_, index) =>
    buildChange({
      index,
      name: `volume-${index}`,
      namespace: `team-${index % 40}`,
      cluster: clusters[index % 7 === 0 ? 0 : index % clusters.length] ?? null,
      statusMessage: texts[index % texts.length] ?? HEALTHY,
    }));
  return buildContext({
    changes,
    entryCount: 4_120,
    unmatchedEntries: buildUnjoined(
      Array.from({ length: 60 }, (_, index) => `team-1/lost-${index} (line ${index * 11 + 5})`),
    ),
    marker: { ...EMPTY_MARKER, clusters },
  });
}
