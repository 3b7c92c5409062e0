/** Puts the reconciling half of the server together: store, GitHub, editor and loop. */
import { deriveBranchName } from "../collector/branch_name.ts";
import { createCarriesProposal } from "../collector/carried_proposal.ts";
import type { PassReport } from "../collector/pass_report.ts";
import { ReconcileLoop } from "../collector/reconcile_loop.ts";
import { Reconciler, type ReconcilerSettings } from "../collector/reconciler.ts";
import type { StatusStore } from "../collector/status_store.ts";
import type { ServerSettings } from "../config/server_settings.ts";
import { GitHubRepository } from "../github/github_repository.ts";
import type { Permission } from "../github/permission.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Tracer } from "../runtime/tracer.ts";
import { createThreadedEditor } from "../thread/threaded_editor.ts";
import { createGitHubClient } from "./create_github_client.ts";

/** What the loop is made of. */
export interface ReconcileLoopParts {
  readonly settings: ServerSettings;
  readonly store: StatusStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hears of each pass that has ended. */
  readonly onPass: (report: PassReport) => void;
  readonly tracer: Tracer;
  readonly userAgent: string;
  /** The program's entry point, which also serves the registry thread. */
  readonly entryUrl: string;
}

/**
 * Makes the loop; it does nothing before it is started. Throws `ConfigError` for what GitHub cannot
 * be reached with.
 */
export async function createReconcileLoop(parts: ReconcileLoopParts): Promise<ReconcileLoop> {
  const { settings, clock, logger, tracer, store, onPass } = parts;
  const place = { baseBranch: settings.registryBaseBranch, filePath: settings.registryFilePath };
  const editor = createThreadedEditor({ entryUrl: parts.entryUrl });
  const now = () => clock.now();
  const repository = new GitHubRepository({
    ...place,
    client: await createGitHubClient(parts),
    headBranch: settings.registryHeadBranch ?? await deriveBranchName(place),
    carriesProposal: createCarriesProposal(editor),
    permissions: toPermissions(settings),
    now,
  });
  const runner = new Reconciler({
    store,
    repository,
    editor,
    settings: toReconcilerSettings(settings),
    now,
  });
  const intervalMs = settings.reconcileIntervalMs;
  const loopParts = { runner, intervalMs, clock, random: Math.random, logger, tracer, onPass };
  return new ReconcileLoop(loopParts);
}

function toPermissions({ registryPrAutoMerge }: ServerSettings): readonly Permission[] {
  const always = ["contents: write", "pull requests: write"] as const;
  return registryPrAutoMerge ? [...always, "checks: read", "commit statuses: read"] : always;
}

function toReconcilerSettings(settings: ServerSettings): ReconcilerSettings {
  return {
    repository: `${settings.registryRepoOwner}/${settings.registryRepoName}`,
    filePath: settings.registryFilePath,
    defaultCluster: settings.registryDefaultCluster ?? null,
    writesStatus: settings.registryWriteStatus,
    title: settings.registryPrTitle,
    staleAfterMs: settings.staleAfterMs,
    settleMs: settings.registrySettleMs,
    minUpdateIntervalMs: settings.registryMinUpdateIntervalMs,
    intervalMs: settings.reconcileIntervalMs,
    labels: settings.registryPrLabels,
    reviewers: settings.registryPrReviewers,
    mergeMethod: settings.registryPrAutoMerge ? settings.registryPrMergeMethod : null,
    isSignedOff: settings.registryCommitSignoff,
  };
}
