/** Looks at the one branch and the one pull request of the collector, and at what they say. */
import type { BranchView, PullView } from "../github/repository_view.ts";
import { readRows, type RegistryRow, withoutOwnFields } from "../registry/registry_file.ts";
import { type Finding, found, missing, type Probe } from "./condition.ts";
import type { Stage } from "./stage.ts";

/** The one open pull request with its one branch of one commit. */
export interface Proposal {
  readonly pull: PullView;
  readonly branch: BranchView;
  /** The registry on the base branch. */
  readonly base: string;
}

/** What the changed entries shall say, by name or, where names repeat, `name@cluster`. */
export type ExpectedMessages = Readonly<Record<string, string>>;

/** The one open pull request; it changes exactly these entries, and nothing but our fields. */
export function probeProposal(
  stage: Stage,
  expected: { readonly number: number; readonly messages?: ExpectedMessages },
): Probe<Proposal> {
  return async () => {
    const { base, pulls, branches } = await stage.repository.look();
    const open = pulls.filter(({ state }) => state === "open");
    const [pull] = open;
    const [branch] = branches;
    if (pull === undefined) return missing("no open pull request");
    if (open.length > 1) return missing(`${open.length} open pull requests`);
    if (pull.number !== expected.number) return missing(`pull request #${pull.number}`);
    if (branch === undefined || branches.length > 1) return missing(`${branches.length} branches`);
    if (branch.aheadCount !== 1) return missing(`${branch.aheadCount} commits on the branch`);
    const proposal = { pull, branch, base: base.registry };
    const wrong = expected.messages && findWrong(proposal, expected.messages);
    return wrong === undefined ? found(proposal) : missing(wrong);
  };
}

/** The same, once the collector has nothing left to write: the text comes after the commit. */
export function probeSettledProposal(
  stage: Stage,
  expected: { readonly number: number; readonly messages?: ExpectedMessages },
): Probe<Proposal> {
  const [probe, quiet] = [probeProposal(stage, expected), probeQuietPass(stage)];
  return async () => {
    const finding = await probe();
    if (!finding.isFound) return finding;
    const pass = await quiet();
    return pass.isFound ? await probe() : pass;
  };
}

/** No pull request is open, and no branch is left over. */
export function probeNothingOpen(stage: Stage): Probe<string> {
  return async (): Promise<Finding<string>> => {
    const { base, pulls, branches } = await stage.repository.look();
    const open = pulls.find(({ state }) => state === "open");
    if (open !== undefined) return missing(`pull request #${open.number} is open`);
    const [branch] = branches;
    return branch === undefined ? found(base.registry) : missing(`the branch ${branch.name}`);
  };
}

/** A whole pass of the collector, begun now, that found nothing to write. */
export function probeQuietPass(stage: Stage): Probe<void> {
  return async () => {
    const { outcome, message } = await stage.collector.api.runPass();
    return outcome === "up-to-date" || outcome === "clean" ? found(undefined) : missing(message);
  };
}

function findWrong({ branch, base }: Proposal, messages: ExpectedMessages): string | undefined {
  const rows = readRows(branch.registry);
  for (const [key, text] of Object.entries(messages)) {
    const [name, cluster] = key.split("@");
    const row = rows.find((one) =>
      one.name === name && (cluster === undefined || one.cluster === cluster)
    );
    if (row?.statusMessage !== text) {
      return `the entry ${key} says "${row?.statusMessage ?? "nothing"}"`;
    }
  }
  if (withoutOwnFields(branch.registry) !== withoutOwnFields(base)) {
    return "a difference outside of the collector's fields";
  }
  const changedCount = countChangedRows({ before: readRows(base), after: rows });
  const expectedCount = Object.keys(messages).length;
  if (changedCount === expectedCount) return undefined;
  return `${changedCount} changed entries instead of ${expectedCount}`;
}

function countChangedRows(
  rows: { readonly before: readonly RegistryRow[]; readonly after: readonly RegistryRow[] },
): number {
  return rows.after.filter((row, index) =>
    JSON.stringify(row) !== JSON.stringify(rows.before[index])
  ).length;
}
