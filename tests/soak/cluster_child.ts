/**
 * A cluster as a process of its own: the stand-in of the API server, and the script that changes its
 * claims at a steady rate. Its load is not the load of what is measured.
 */
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { toLifeObjects } from "../../demo/kubernetes/claim_life.ts";
import {
  type KubernetesStandIn,
  startKubernetesStandIn,
} from "../../demo/kubernetes/kubernetes_stand_in.ts";
import { PLATFORM_DEFINITIONS } from "../../demo/kubernetes/platform_resources.ts";
import { type ClaimChange, ClaimScript } from "./claim_script.ts";
import { serveCommands } from "./control_door.ts";

/** How often the script looks whether changes are due. */
const BEAT_MS = 50;
/** Enough for an informer that is away for a minute; what it costs is only memory. */
const HISTORY_MAX = 2_000;

const [folder = "", seed, claimCount, changesPerSecond] = Deno.args;
const certificate = await createLocalCertificate();
await Deno.writeTextFile(`${folder}/ca.crt`, certificate.ca);
await Deno.writeTextFile(`${folder}/token`, "pod-token");
const cluster = startKubernetesStandIn({ tls: certificate, historyMax: HISTORY_MAX });
for (const definition of PLATFORM_DEFINITIONS) cluster.defineResource(definition);
const script = new ClaimScript({ seed: Number(seed), claimCount: Number(claimCount) });
for (const change of script.list()) happen(cluster, change);

let running: ReturnType<typeof setInterval> | undefined;

serveCommands({
  start: () => {
    let doneAt = performance.now();
    const gapMs = 1_000 / Number(changesPerSecond);
    running ??= setInterval(() => {
      for (const now = performance.now(); doneAt + gapMs <= now; doneAt += gapMs) {
        happen(cluster, script.next());
      }
    }, BEAT_MS);
  },
  stop: () => {
    clearInterval(running);
    running = undefined;
  },
  cut: () => cluster.cutConnections(),
  truth: () => script.listTruth(),
  count: () => script.changeCount,
}, { url: cluster.url });

function happen(cluster: KubernetesStandIn, { claim, state }: ClaimChange): void {
  const life = { ...claim, now: Date.now(), detail: "full" as const };
  const objects = toLifeObjects({ ...life, state: state ?? { kind: "ready" } });
  for (const object of objects) {
    if (state === null) cluster.remove(object);
    else cluster.apply(object);
  }
}
