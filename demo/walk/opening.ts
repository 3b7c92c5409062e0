/** Builds the demo's world and tells what is in it: GitHub, the collector, and three clusters. */
import type { Fleet } from "../cluster/fleet.ts";
import { StatusFeeder } from "../cluster/status_feeder.ts";
import { CollectorHost } from "../collector/collector_host.ts";
import type { LogTail } from "../collector/log_tail.ts";
import { type Breakage, startGitHub } from "../github/github_stand_in.ts";
import { Person } from "../github/person.ts";
import { seedRepository } from "../github/repository_seed.ts";
import { RepositoryView } from "../github/repository_view.ts";
import { LOG_PATH, REPOSITORY_PAGE } from "../github/web_pages.ts";
import { countComments, readRows } from "../registry/registry_file.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Patience } from "./condition.ts";
import type { Stage } from "./stage.ts";
import { STEP_COUNT } from "./walkthrough.ts";

const CLUSTERS = ["prod-eu", "prod-us", "lab"];

/** What the world is built from. */
export interface OpeningDeps {
  readonly screen: Screen;
  readonly patience: Patience;
  readonly breakage: Breakage;
  readonly log: LogTail;
  readonly onDeath: (exitCode: number) => void;
  /** Takes what must be ended, in any case. */
  readonly stack: AsyncDisposableStack;
}

/** Opens the stage; the stack ends everything that runs on it. */
export async function openStage(deps: OpeningDeps): Promise<Stage> {
  const { screen, patience, breakage, log, onDeath, stack } = deps;
  screen.step({ number: 1, count: STEP_COUNT, title: "A platform in small, on this machine" });
  const readLog = () => `${log.read().join("\n")}\n`;
  const github = await startGitHub({ breakage, readLog });
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
  const collector = new CollectorHost({ githubUrl: github.url, log, onDeath });
  stack.defer(async () => void await collector.stop());
  patience.signal.throwIfAborted();
  await screen.during("the collector starts", collector.start());
  screen.done("the real collector, a process of its own");
  const fleet: Fleet = new StatusFeeder({
    clusters: CLUSTERS,
    post: (body) => collector.api.postStatus(body),
    now: () => Date.now(),
  });
  screen.done(`three clusters, played from a script: ${CLUSTERS.join(", ")}`);
  const stage = { screen, patience, github, repository, person, collector, fleet };
  screen.line();
  showAddresses(stage);
  return stage;
}

/** Where one can look while it runs. */
export function showAddresses({ screen, github, collector }: Stage): void {
  screen.address({ label: "repository", url: github.url + REPOSITORY_PAGE });
  screen.address({ label: "claims, newest status", url: `${collector.url}/api/v1/status` });
  screen.address({ label: "last pass", url: `${collector.url}/api/v1/reconcile` });
  screen.address({ label: "API description", url: `${collector.url}/openapi.json` });
  screen.address({ label: "collector's log", url: github.url + LOG_PATH });
}
