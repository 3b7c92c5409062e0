/** What the contract tests share: the double driven by the real Octokit, in process and over a socket. */
import assert from "node:assert/strict";
import { Octokit } from "@octokit/rest";
import {
  createGitHubDouble,
  defaultToken,
  type GitHubDouble,
  type GitHubDoubleOptions,
} from "./github_double.ts";

/** The repository of the tests. */
export const at = { owner: "acme", repo: "registry" } as const;

/** An id of no object. */
export const unknownSha = "1234567890".repeat(4);

/** A double, a client of it, and a clock that moves a second with each look. */
export interface World {
  readonly github: GitHubDouble;
  readonly octokit: Octokit;
  /** Another client, with another token. */
  clientWith(token: string | undefined): Octokit;
}

/** How a test's double differs from the usual one. */
export type WorldOptions = Partial<GitHubDoubleOptions>;

/** A deterministic clock from 2025-01-01, one second on at each look. */
export function tickingClock(): () => Date {
  let milliseconds = Date.UTC(2025, 0, 1);
  return () => new Date(milliseconds += 1000);
}

/** Registers one test for each way of reaching the double. */
export function testGitHub(
  name: string,
  body: (world: World) => Promise<void>,
  options: WorldOptions = {},
): void {
  Deno.test(`${name} (in process)`, () => body(createWorld(options)));
  Deno.test(`${name} (socket)`, async () => {
    const github = createDouble(options);
    const server = await github.listen();
    try {
      await body({ github, ...clients({ baseUrl: server.url }) });
    } finally {
      await server.close();
    }
  });
}

/** A double and a client without a socket. */
export function createWorld(options: WorldOptions = {}): World {
  const github = createDouble(options);
  return { github, ...clients({ request: { fetch: github.fetch } }) };
}

function createDouble(options: WorldOptions): GitHubDouble {
  const files = { "README.md": "# Registry\n", "claims/registry.yaml": "claims: []\n" };
  return createGitHubDouble({ ...at, files, now: tickingClock(), ...options });
}

function clients(reach: object): Pick<World, "octokit" | "clientWith"> {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const clientWith = (token: string | undefined) =>
    new Octokit({ ...reach, log, ...(token === undefined ? {} : { auth: token }) });
  return { octokit: clientWith(defaultToken), clientWith };
}

/** What an error answer says. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly errors?: unknown;
}

/** Awaits a refused call; checks the three fields that every error body has. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await call.then(
    () => assert.fail("the call was not refused"),
    (reason: unknown) => reason,
  );
  const data = dataOf(error);
  assert.match(String(data["documentation_url"]), /^https:\/\/docs\.github\.com\/rest/);
  const status = Number(data["status"]);
  assert.equal(typeof data["status"], "string");
  assert.equal(statusOf(error), status);
  const { message, errors } = data;
  return { status, message: String(message), ...(errors === undefined ? {} : { errors }) };
}

/** The status of a failed call, or undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error ? Number(error.status) : undefined;
}

function dataOf(error: unknown): Record<string, unknown> {
  assert.ok(error instanceof Error && "response" in error, `no answer: ${String(error)}`);
  const response = error.response;
  assert.ok(typeof response === "object" && response !== null && "data" in response);
  const { data } = response;
  assert.ok(typeof data === "object" && data !== null, `no JSON body: ${String(data)}`);
  return { ...data };
}

/** A branch with one commit of its own and an open pull request for it, made by calls. */
export async function openPull(
  { github, octokit }: World,
  { branch = "proposal", path = "claims/registry.yaml", content = "claims: [one]\n" }: {
    readonly branch?: string;
    readonly path?: string;
    readonly content?: string;
  } = {},
): Promise<{ readonly number: number; readonly sha: string; readonly branch: string }> {
  if (!github.branches().includes(branch)) github.createBranch({ branch });
  const sha = github.commitFile({ branch, path, content, message: `Propose ${branch}` });
  const { data } = await octokit.pulls.create({
    ...at,
    base: "main",
    head: branch,
    title: `Title of ${branch}`,
    body: "Text",
  });
  return { number: data.number, sha, branch };
}
