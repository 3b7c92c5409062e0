/** GitHub as a process of its own, with the registry, and with people who merge when they are told to. */
import { createGitHubDouble } from "../testing/github/github_double.ts";
import { REGISTRY_PATH } from "../testing/collector_world.ts";
import { serveCommands } from "./control_door.ts";

/** What is known of the repository. */
export interface RepositoryView {
  /** The registry as the open pull request has it, else as the base branch has it. */
  readonly registry: string;
  readonly pulls: readonly { readonly state: string; readonly merged: boolean }[];
  /** Most pull requests that were ever open at once, looked at after each call. */
  readonly openMax: number;
  readonly callCount: number;
  /** Calls that were answered 502. */
  readonly brokenCount: number;
  readonly writeCount: number;
}

const [registryFile = ""] = Deno.args;
const github = createGitHubDouble({
  owner: "acme",
  repo: "inventory",
  files: { [REGISTRY_PATH]: await Deno.readTextFile(registryFile) },
});
const socket = await github.listen();
let openMax = 0;
github.onCall((_call, phase) => {
  if (phase === "after") openMax = Math.max(openMax, listOpen().length);
});

serveCommands({
  break: () => {
    const answer = { status: 502, body: "<html>Bad gateway</html>" };
    github.fault({ when: "before", times: Number.POSITIVE_INFINITY, answer });
  },
  mend: () => github.clearFaults(),
  merge: () => {
    const [open] = listOpen();
    if (open !== undefined) github.mergePull({ number: open.number, method: "squash" });
    return open !== undefined;
  },
  view: (): RepositoryView => ({
    registry: github.readFile({
      branch: listOpen()[0]?.head.ref ?? github.defaultBranch,
      path: REGISTRY_PATH,
    }) ?? "",
    pulls: github.pulls().map(({ state, merged }) => ({ state, merged })),
    openMax,
    callCount: github.countCalls(),
    brokenCount: github.countCalls(({ status }) => status === 502),
    writeCount: github.countCalls(({ method }) => method !== "GET"),
  }),
}, { url: socket.url });

function listOpen(): ReturnType<typeof github.pulls> {
  return github.pulls().filter(({ state }) => state === "open");
}
