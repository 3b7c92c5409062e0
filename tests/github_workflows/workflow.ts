/** The workflows, as tests look at them: as text, as jobs, and who waits for whom. */
import { CORE_SCHEMA, load } from "js-yaml";

/** A part of a job. */
export interface WorkflowStep {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job; one that calls a workflow has no steps of its own. */
export interface WorkflowJob {
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly WorkflowStep[];
  readonly strategy?: { readonly matrix: { readonly include?: readonly MatrixRow[] } };
}

/** Where one executable is tried. */
export interface MatrixRow {
  readonly system: string;
  readonly runner: string;
}

/** A file of `.github/workflows/`. */
export interface Workflow {
  readonly name: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

/** A job with the places where it stands. */
export interface NamedJob {
  readonly place: string;
  readonly job: WorkflowJob;
}

const FOLDER = new URL("../../.github/workflows/", import.meta.url);

/** All of them, by the names of their files. */
export async function readWorkflows(): Promise<readonly Workflow[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) names.push(name);
  return await Promise.all(names.toSorted().map(readWorkflow));
}

/** One, by the name of its file. */
export async function readWorkflow(name: string): Promise<Workflow> {
  const text = await Deno.readTextFile(new URL(name, FOLDER));
  const content = load(text, { schema: CORE_SCHEMA }) as Omit<Workflow, "name" | "text">;
  return { ...content, name, text };
}

/** The jobs of all workflows. */
export function listJobs(workflows: readonly Workflow[]): readonly NamedJob[] {
  return workflows.flatMap(({ name, jobs }) =>
    Object.entries(jobs).map(([id, job]) => ({ place: `${name}: ${id}`, job }))
  );
}

/** The names of all jobs that must have succeeded before this one starts. */
export function findEarlierJobs(
  jobs: Readonly<Record<string, WorkflowJob>>,
  id: string,
): ReadonlySet<string> {
  const earlier = new Set<string>();
  const next = [id];
  for (const current of next) {
    for (const need of [jobs[current]?.needs ?? []].flat()) {
      if (!earlier.has(need)) next.push(need);
      earlier.add(need);
    }
  }
  return earlier;
}
