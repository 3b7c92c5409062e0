/** Builds the demo's world and tells what is in it: GitHub, the collector, and three clusters. */
import { openKubernetesFleet } from "../cluster/kubernetes_fleet.ts";
import { CLUSTERS } from "../cluster/platform_claims.ts";
import { CollectorHost } from "../collector/collector_host.ts";
import type { Breakage } from "../demo_options.ts";
import { startGitHub } from "../github/github_stand_in.ts";
import { Person } from "../github/person.ts";
import { seedRepository } from "../github/repository_seed.ts";
import { RepositoryView } from "../github/repository_view.ts";
import { LOGS_PAGE, REPOSITORY_PAGE } from "../github/web_pages.ts";
import type { ProcessLogs } from "../program/process_logs.ts";
import { countComments, readRows } from "../registry/registry_file.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Patience } from "./condition.ts";
import type { Stage } from "./stage.ts";
import { STEP_COUNT } from "./walkthrough.ts";

/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:4";

/** What the world is built from. */
export interface OpeningDeps {
  readonly screen: Screen;
  readonly patience: Patience;
  readonly breakage: Breakage;
  readonly logs: ProcessLogs;
  /** Called with name and exit code of a process that nobody has ended. */
  readonly onDeath: (name: string, exitCode: number) => void;
  /** Takes what must be ended, in any case. */
  readonly stack: AsyncDisposableStack;
}

/** Opens the stage; the stack ends everything that runs on it. */
export async function openStage(deps: OpeningDeps): Promise<Stage> {
  const { screen, patience, breakage, logs, onDeath, stack } = deps;
  screen.step({ number: 1, count: STEP_COUNT, title: "A platform in small, on this machine" });
  const github = await startGitHub({ refusesWrites: breakage === "github", logs });
  stack.defer(() => github.close());
  patience.signal.throwIfAborted();
  const person = new Person(github.url);
  await screen.during("people fill the repository", seedRepository(person));
  const repository = new RepositoryView(github.url);
  const { base } = await repository.look();
  screen.done("a GitHub emulator with the repository platform/inventory");
  screen.done(
    `in it claims/registry.yaml: ${readRows(base.registry).length} claims, ` +
      `${countComments(base.registry)} comments of people`,
  );
  const fleet = await openKubernetesFleet({
    clusters: CLUSTERS,
    readCollectorUrl: () => breakage === "informer" ? NOWHERE : collector.url,
    logs,
    onDeath,
    stack,
  });
  screen.done(`three Kubernetes clusters in small: ${fleet.clusters.join(", ")}`);
  const log = logs.open("collector");
  const collector = new CollectorHost({ githubUrl: github.url, log, onDeath });
  stack.defer(async () => void await collector.stop());
  patience.signal.throwIfAborted();
  await screen.during("the collector starts", collector.start());
  screen.done("the real collector, a process of its own");
  stack.defer(() => fleet.stopInformers());
  patience.signal.throwIfAborted();
  const starts = fleet.clusters.map((cluster) => fleet.startInformer(cluster));
  await screen.during("the informers start", Promise.all(starts));
  screen.done("a real informer for each cluster, a process of its own");
  const stage = { screen, patience, github, repository, person, collector, fleet };
  screen.line();
  showAddresses(stage);
  return stage;
}

/** Where one can look while it runs. */
export function showAddresses({ screen, github, collector, fleet }: Stage): void {
  screen.address({ label: "repository", url: github.url + REPOSITORY_PAGE });
  screen.address({ label: "claims, newest status", url: `${collector.url}/api/v1/status` });
  screen.address({ label: "clusters", url: `${collector.url}/api/v1/clusters` });
  screen.address({ label: "last pass", url: `${collector.url}/api/v1/reconcile` });
  screen.address({ label: "API description", url: `${collector.url}/docs` });
  screen.address({ label: "logs of all processes", url: github.url + LOGS_PAGE });
  const kubectl = `kubectl --kubeconfig ${fleet.kubeconfig}`;
  screen.address({ label: `claims in ${fleet.clusters[0]}`, url: `${kubectl} get claim -A` });
}
