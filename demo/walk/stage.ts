/** Everything that a step of the walk-through can see and do, and how it waits for what it expects. */
import type { Fleet } from "../cluster/fleet.ts";
import type { CollectorHost } from "../collector/collector_host.ts";
import type { GitHubStandIn } from "../github/github_stand_in.ts";
import type { Person } from "../github/person.ts";
import type { RepositoryView } from "../github/repository_view.ts";
import type { Screen } from "../terminal/screen.ts";
import { type Patience, type Probe, waitFor } from "./condition.ts";

/** The demo's world. */
export interface Stage {
  readonly screen: Screen;
  readonly patience: Patience;
  readonly github: GitHubStandIn;
  readonly repository: RepositoryView;
  readonly person: Person;
  readonly collector: CollectorHost;
  readonly fleet: Fleet;
}

/** One step: its heading, and what happens in it. */
export interface Step {
  readonly title: string;
  readonly run: (stage: Stage) => Promise<void>;
}

/** Waits until something is so, says that it is, and gives what was found. */
export async function expect<T>(
  stage: Stage,
  awaited: {
    readonly text: string;
    readonly probe: Probe<T>;
    readonly detail?: (value: T) => string;
  },
): Promise<T> {
  const { screen, patience } = stage;
  const value = await screen.during(awaited.text, waitFor(awaited, patience));
  screen.done(awaited.text, awaited.detail?.(value));
  return value;
}
