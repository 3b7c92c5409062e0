/** After the walk-through: claims change now and then, and somebody merges, until Ctrl-C. */
import { systemClock } from "../../src/runtime/clock.ts";
import { type ClaimState, READY, toStatusMessage } from "../cluster/claim_state.ts";
import type { FleetChange, FleetClaim } from "../cluster/fleet.ts";
import { NEW_CLAIMS, RUNNING_CLAIMS } from "../cluster/platform_claims.ts";
import type { BranchView, PullView } from "../github/repository_view.ts";
import { clip } from "../terminal/style.ts";
import { found, missing, waitFor } from "../walk/condition.ts";
import type { Stage } from "../walk/stage.ts";

/** Shortest time between two changes, and how much more it may be. */
const PAUSE_MS = 5_000;
const PAUSE_SPREAD_MS = 6_000;
/** A merge follows after this many changes. */
const CHANGES_PER_MERGE = 6;

const CLAIMS: readonly FleetClaim[] = [...RUNNING_CLAIMS, ...Object.values(NEW_CLAIMS)]
  .filter(({ claimRef }) => claimRef !== "default/gpu-sandbox");

const TROUBLES: readonly ClaimState[] = [
  { kind: "creating", unready: ["instance", "volume"] },
  { kind: "creating", unready: ["alert", "backup", "disk"] },
  {
    kind: "failed",
    cause: "cannot compose resources: cannot get existing composed resources: " +
      'cannot get composed resource: no matches for kind "Backup" in version "example.org/v1"',
  },
  {
    kind: "failed",
    cause: 'cannot compose resources: cannot apply composed resource "bucket": ' +
      "Bucket.s3.example.org is invalid: spec.region: Required value",
  },
];

/** Lives until the signal; resolves when it is aborted, throws its reason when that is a failure. */
export async function livePlatform(stage: Stage): Promise<void> {
  const { signal } = stage.patience;
  const troubled: FleetClaim[] = [];
  for (let count = 1;; count++) {
    await systemClock.sleep(PAUSE_MS + Math.random() * PAUSE_SPREAD_MS, signal);
    signal.throwIfAborted();
    const recovered = troubled.length > 1 ? troubled.shift() : undefined;
    const claim = recovered ?? pick(CLAIMS.filter((one) => !troubled.includes(one)));
    if (recovered === undefined) troubled.push(claim);
    await change(stage, { claim, state: recovered === undefined ? pick(TROUBLES) : READY });
    if (count % CHANGES_PER_MERGE === 0) await mergeOpen(stage);
  }
}

async function change(stage: Stage, news: FleetChange): Promise<void> {
  const { screen, fleet, collector, patience } = stage;
  const { cluster, kind, claimRef } = news.claim;
  const time = screen.paint(new Date().toTimeString().slice(0, 8), "dim");
  const text = `${cluster} ${kind} ${claimRef}: ${toStatusMessage(news.state)}`;
  screen.line(`${time} ${clip(text, screen.width - 9)}`);
  fleet.apply([news]);
  await screen.during("the informer notices", waitUntilTold(stage, news));
  const { message } = await screen.during("the collector works", collector.api.runPass());
  patience.signal.throwIfAborted();
  screen.line(`         ${screen.paint(`→ ${message}`, "green")}`);
}

async function waitUntilTold(
  { collector, patience }: Stage,
  { claim, state }: FleetChange,
): Promise<void> {
  const text = toStatusMessage(state);
  const probe = async () => {
    const row = (await collector.api.listStatuses()).find(({ cluster, kind, claimRef }) =>
      cluster === claim.cluster && kind === claim.kind && claimRef === claim.claimRef
    );
    const told = row?.statusMessage ?? "nothing";
    return told === text ? found(undefined) : missing(told);
  };
  await waitFor({ text: `the collector to hear of ${claim.claimRef}: ${text}`, probe }, patience);
}

async function mergeOpen({ screen, repository, person }: Stage): Promise<void> {
  const { pulls, branches } = await repository.look();
  const pull: PullView | undefined = pulls.find(({ state }) => state === "open");
  const branch: BranchView | undefined = branches[0];
  if (pull === undefined || branch === undefined) return;
  await person.merge({ number: pull.number, branch: branch.name });
  const time = screen.paint(new Date().toTimeString().slice(0, 8), "dim");
  screen.line(`${time} ${screen.paint(`Somebody merges pull request #${pull.number}`, "bold")}`);
}

function pick<T>(items: readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error("Nothing to pick from");
  return item;
}
