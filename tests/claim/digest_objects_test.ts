/** Whole objects, as an API server and a renderer give them. */
import assert from "node:assert/strict";
import { CORE_SCHEMA, loadAll } from "js-yaml";
import {
  type ClusterEvent,
  type ClusterObject,
  replayEvents,
  tellObjects,
} from "./cluster_state.ts";

const OWN = new URL("../testdata/digest/", import.meta.url);
const REAL = new URL("../../../shared/testdata/", import.meta.url);

const WAITS = "Claim is waiting for composite resource to become Ready";
const PAUSES = "Reconciliation (including deletion) is paused via the pause annotation";
const WELL = "Ready: Ready: True, Synced: True";
const PAUSED = `Paused: Paused, Ready: True, Synced: False (ReconcilePaused) - ${PAUSES}`;
const WAITING = `Creating: Ready: False (Waiting), Synced: True - ${WAITS}`;
const DISK = "Creating: Ready: False (Creating), Synced: True - Unready resources: disk";
const MANY = "Creating: Ready: False (Creating), Synced: True - " +
  "Unready resources: alert, backup, disk, and 2 more";
const NONE = "Unknown: No status conditions";

Deno.test("a list of claims and composites is told claim by claim", () => {
  const { items } = readList(new URL("objects.json", OWN));
  assert.deepEqual(tellObjects(items), {
    "VolumeClaim team-a/ready": WELL,
    "VolumeClaim team-a/creating": "Creating: Ready: False (Creating), Synced: True - " +
      "Unready resources: bucket, policy, user, and 4 more",
    "VolumeClaim team-a/broken": "Error: Ready: True, Synced: False (ReconcileError) - " +
      'cannot compose resources: cannot apply composed resource "bucket": admission webhook ' +
      '"quota.example.org" denied the request: no room for 20Gi (request id: …, password=***)',
    "VolumeClaim team-a/throttled": "Throttled: Ready: True, Synced: True, " +
      "Responsive: False (WatchCircuitOpen) - Too many watch events from ConfigMap/disk " +
      "(team-a). Allowing events periodically.",
    "VolumeClaim team-a/paused": PAUSED,
    "VolumeClaim team-a/lost": WAITING,
    "VolumeClaim team-a/new": NONE,
    "VolumeClaim team-a/leaving": "Deleting: Deleting, Ready: False (Deleting), Synced: True",
    "Database team-b/orders": WELL,
    "Database team-b/late": "Ready*: Ready: True, Synced: True",
    "Database team-b/starting": "Creating: Ready: False (Creating), Synced: True",
    "ClusterBackup nightly": WELL,
  });
});

Deno.test("rendered composites are told, and what they are made of has no conditions", () => {
  assert.deepEqual(tellObjects(readYaml(new URL("rendered.yaml", OWN))), {
    "Bucket team-a/pictures": "Creating: Ready: False (Creating), Synced: True - " +
      "Unready resources: pictures-bucket, pictures-policy, pictures-user-with-a-long-name, " +
      "and 4 more",
    "Object team-a/pictures-2b7c40d19e55": NONE,
    "ClusterStack stack": WELL,
  });
});

Deno.test("the life of a claim is a few lines, however many events it has", () => {
  const failure = 'cannot compose resources: pipeline step "render" returned a fatal result: ' +
    'storage class "fast" is used up (9 of 9)';
  assert.deepEqual(
    replayEvents(readEvents(new URL("watch.jsonl", OWN)), "VolumeClaim team-a/life"),
    [
      NONE,
      WAITING,
      DISK,
      DISK.replace(":", "*:"),
      DISK,
      WAITING,
      WELL,
      `Error: Ready: True, Synced: False (ReconcileError) - ${failure}`,
      `Error*: Ready: True, Synced: False (ReconcileError) - ${failure}`,
      WELL,
      "Paused: Paused, Ready: True, Synced: True",
      PAUSED,
      WELL,
      "Deleting*: Deleting, Ready: True, Synced: True",
      "Deleting: Deleting, Ready: False (Deleting), Synced: True",
      "gone",
    ],
  );
});

/** A test over files of a real platform, where they are at hand. */
function testReal(name: string, run: () => void): void {
  Deno.test({ name, ignore: !isThere(REAL), fn: run });
}

const QUOTA = 'cannot compose resources: pipeline step "make" returned a fatal result: cannot ' +
  'compose volume: quota of storage class "fast" is used up (12 of 12)';
const BAD_NAME = 'cannot compose resources: cannot apply composed resource "disk" because it has ' +
  'an invalid name "Not_A_Valid_Name". Must be a valid RFC 1123 subdomain name.';
const BAD_KIND = "cannot compose resources: cannot get existing composed resources: cannot get " +
  'composed resource: no matches for kind "NoSuchKind" in version "example.org/v1"';

testReal("claims and composites of a real Crossplane are told as people read them", () => {
  const failed = "Error: Ready: False (Waiting), Synced: False (ReconcileError)";
  assert.deepEqual(tellObjects(readList(new URL("crossplane-objects.json", REAL)).items), {
    "VolumeClaim default/bad-kind": `${failed} - ${BAD_KIND}`,
    "VolumeClaim default/bad-name": `${failed} - ${BAD_NAME}`,
    "VolumeClaim default/creating": DISK,
    "VolumeClaim default/creating-many": MANY,
    "VolumeClaim default/fatal": `${failed} - ${QUOTA}`,
    "VolumeClaim default/own-condition":
      "Deleting: Deleting, Ready: False (Deleting), Synced: True",
    "VolumeClaim default/ready": WELL,
    "VolumeClaim default/unready-composite": "Creating: Ready: False (Creating), Synced: True",
    "VolumeClaim default/warning": PAUSED,
    "Database default/bad-kind": `Error: Synced: False (ReconcileError) - ${BAD_KIND}`,
    "Database default/bad-name": `Error: Synced: False (ReconcileError) - ${BAD_NAME}`,
    "Database default/creating": DISK,
    "Database default/creating-many": MANY,
    "Database default/fatal": `Error: Synced: False (ReconcileError) - ${QUOTA}`,
    "Database default/own-condition": "Deleting: Deleting, Ready: False (Deleting), Synced: True",
    "Database default/ready": WELL,
    "Database default/unready-composite": "Creating: Ready: False (Creating), Synced: True",
    "Database default/warning": PAUSED,
  });
});

const FAILS = `Ready: True, Synced: False (ReconcileError) - ${QUOTA}`;

testReal("the life of a real claim is told with what its composite knows", () => {
  const events = ["crossplane-watch-claims.jsonl", "crossplane-watch-composites.jsonl"]
    .flatMap((name) => readEvents(new URL(name, REAL)))
    .sort((a, b) => toRevision(a) - toRevision(b));
  const lines = replayEvents(events, "VolumeClaim default/life");
  assert.deepEqual(dropGenerations(lines), [
    NONE,
    WAITING,
    DISK,
    WAITING,
    WELL,
    `Error: ${FAILS}`,
    WELL,
    "Paused: Paused, Ready: True, Synced: True",
    PAUSED,
    WELL,
    MANY,
    "Deleting: Deleting, Ready: False (Creating), Synced: True - " +
    "Unready resources: alert, backup, disk, and 2 more",
    `Deleting: Deleting, Ready: False (Waiting), Synced: True - ${WAITS}`,
    "gone",
  ]);
  assert.ok(lines.some((line) => line.startsWith("Error*: ")));
});

testReal("the life of a real composite without a claim is told, its flapping included", () => {
  const events = readEvents(new URL("crossplane-watch-databases.jsonl", REAL));
  const lines = replayEvents(events, "Database default/life");
  assert.deepEqual(dropGenerations(lines), [
    NONE,
    DISK,
    WELL,
    `Error: ${FAILS}`,
    WELL,
    "Paused: Paused, Ready: True, Synced: True",
    PAUSED,
    MANY,
    ...[PAUSED, MANY],
    ...[PAUSED, MANY],
    ...[PAUSED, MANY],
    ...[PAUSED, MANY],
    "Deleting: Deleting, Ready: False (Creating), Synced: True - " +
    "Unready resources: alert, backup, disk, and 2 more",
    "gone",
  ]);
});

testReal("composites that a real platform renders are told", () => {
  const creates = "Creating: Ready: False (Creating), Synced: True - Unready resources: ";
  const vectors: Readonly<Record<string, readonly [string, string]>> = {
    "golden-k8s-namespace-xr.yaml": [
      "ManagedNamespace default/team-alpha",
      `${creates}team-alpha-namespace, team-alpha-rolebinding-team-alpha-view`,
    ],
    "golden-k8s-volume-claim-xr.yaml": [
      "VolumeClaim default/app-data",
      `${creates}app-data-pvc`,
    ],
    "golden-bootstrap-vault-pki-secrets-xr.yaml": ["VaultPkiSecret default/vault-pki", WELL],
    "golden-bootstrap-argocd-cluster-xr.yaml": [
      "ArgocdCluster crossplane-system/homerun2-dev",
      `${creates}argocd-uses-stack, clusterbook-cluster, and external-secret`,
    ],
    "golden-bootstrap-cilium-xr-max.yaml": [
      "Cilium crossplane-system/u26-kind1-max",
      `${creates}u26-kind1-max-cilium, u26-kind1-max-gateway, u26-kind1-max-gateway-api, ` +
      "and 9 more",
    ],
  };
  for (const [file, [composite, expected]] of Object.entries(vectors)) {
    const { [composite]: told, ...others } = tellObjects(readYaml(new URL(file, REAL)));
    assert.equal(told, expected, file);
    for (const line of Object.values(others)) assert.equal(line, NONE, file);
  }
});

/** The lines without their asterisks, and without those that say no more then. */
function dropGenerations(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace("*", ""))
    .filter((line, index, all) => line !== all[index - 1]);
}

function toRevision({ object }: ClusterEvent): number {
  return Number(object.metadata.resourceVersion);
}

function readList(file: URL): { readonly items: readonly ClusterObject[] } {
  return JSON.parse(Deno.readTextFileSync(file));
}

function readEvents(file: URL): readonly ClusterEvent[] {
  return Deno.readTextFileSync(file).trimEnd().split("\n").map((line) => JSON.parse(line));
}

function readYaml(file: URL): readonly ClusterObject[] {
  return loadAll(Deno.readTextFileSync(file), { schema: CORE_SCHEMA }) as ClusterObject[];
}

function isThere(file: URL): boolean {
  try {
    Deno.statSync(file);
    return true;
  } catch (error) {
    const isAway = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable;
    if (!isAway) throw error;
    return false;
  }
}
