/** An informer dies: its cluster is called stale, the registry stays, and a new informer heals it. */
import { STALE_AFTER } from "../../collector/collector_process.ts";
import { describeCounts, probeClustersComplete } from "../cluster_probe.ts";
import { found, missing, type Probe } from "../condition.ts";
import { probeQuietPass } from "../proposal_probe.ts";
import { expect, type Stage, type Step } from "../stage.ts";
import { probeUntouched, readProposal } from "../update.ts";

const CLUSTER = "prod-us";

/** Shows that a dead informer does not look healthy, and changes nothing. */
export const silentCluster: Step = {
  title: `The informer of ${CLUSTER} dies, and nobody speaks for the cluster any more`,
  run: async (stage) => {
    const { fleet, screen } = stage;
    const before = await readProposal(stage);
    await fleet.killInformer(CLUSTER);
    screen.done("its process is killed, without a chance to say goodbye");
    await expect(stage, {
      text: `after ${STALE_AFTER} of silence, /api/v1/clusters calls ${CLUSTER} stale, and only it`,
      probe: probeStaleCluster(stage),
    });
    await expect(stage, {
      text: "/api/v1/status shows its claims as Stale, and what they were before",
      probe: probeStaleClaims(stage),
      detail: (count) => `(${count} claims)`,
    });
    const [quiet, untouched] = [probeQuietPass(stage), probeUntouched(stage, before)];
    await expect(stage, {
      text: "silence proves nothing, so the registry keeps what they said: no commit",
      probe: async () => {
        const pass = await quiet();
        return pass.isFound ? await untouched() : pass;
      },
    });
    await screen.during("a new informer starts", fleet.startInformer(CLUSTER));
    await expect(stage, {
      text: "a new informer starts, and everything is fresh again",
      probe: probeFresh(stage),
      detail: describeCounts,
    });
  },
};

function probeStaleCluster({ collector }: Stage): Probe<void> {
  return async () => {
    const stale = (await collector.api.listClusters()).filter((row) => row.stale);
    const names = stale.map(({ cluster }) => cluster).join(", ");
    return names === CLUSTER ? found(undefined) : missing(`stale: ${names || "none"}`);
  };
}

function probeStaleClaims({ collector }: Stage): Probe<number> {
  return async () => {
    const rows = await collector.api.listStatuses();
    const wrong = rows.find(({ cluster, phase, lastPhase }) =>
      cluster === CLUSTER ? phase !== "Stale" || lastPhase !== "Ready" : phase !== "Ready"
    );
    if (wrong !== undefined) return missing(`${wrong.claimRef} is shown as ${wrong.phase}`);
    return found(rows.filter(({ cluster }) => cluster === CLUSTER).length);
  };
}

function probeFresh(stage: Stage): ReturnType<typeof probeClustersComplete> {
  const complete = probeClustersComplete(stage);
  return async () => {
    const rows = await stage.collector.api.listStatuses();
    const stale = rows.find(({ phase }) => phase === "Stale");
    return stale === undefined ? await complete() : missing(`${stale.claimRef} is stale`);
  };
}
