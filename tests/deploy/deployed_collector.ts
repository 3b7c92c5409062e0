/** The collector as its manifests start it, but on a free port of this machine and without GitHub. */
import assert from "node:assert/strict";
import { ProgramProcess } from "../testing/program_process.ts";
import type { Labels, Manifest } from "./built_manifests.ts";
import { type ClusterParts, DeployedProgram } from "./deployed_program.ts";

const NAME = "machinery-status-collector";
/** What only a cluster has: an address of its own, and a way out. */
const HERE: Labels = {
  COLLECTOR_HOST: "127.0.0.1",
  COLLECTOR_PORT: "0",
  GITHUB_API_URL: "http://127.0.0.1:9",
};

/** A running collector; process and files end with it. */
export class DeployedCollector implements AsyncDisposable {
  readonly program: DeployedProgram;
  readonly process: ProgramProcess;
  readonly url: string;

  private constructor(parts: {
    readonly program: DeployedProgram;
    readonly process: ProgramProcess;
    readonly url: string;
  }) {
    this.program = parts.program;
    this.process = parts.process;
    this.url = parts.url;
  }

  /** Starts it and waits until it listens. */
  static async start(
    manifests: readonly Manifest[],
    parts: ClusterParts,
  ): Promise<DeployedCollector> {
    await using stack = new AsyncDisposableStack();
    const program = stack.use(await DeployedProgram.mount(manifests, { name: NAME, parts }));
    const process = stack.use(startProcess(program));
    const { port } = await process.waitForLog("Listening");
    stack.move();
    return new DeployedCollector({ program, process, url: `http://127.0.0.1:${port}` });
  }

  /** Runs one that cannot start; gives its exit code and what it said. */
  static async fail(
    manifests: readonly Manifest[],
    parts: ClusterParts,
  ): Promise<{ readonly code: number; readonly said: string }> {
    await using program = await DeployedProgram.mount(manifests, { name: NAME, parts });
    await using process = startProcess(program);
    const listening = process.waitForLog("Listening").then(
      () => assert.fail("It listens"),
      () => process.ended,
    );
    const { code } = await listening;
    return { code, said: process.noise.join("\n") };
  }

  /** Posts the status of a claim; gives the answer's status. */
  async post(cluster: string, token: string | null): Promise<number> {
    const response = await fetch(`${this.url}/api/v1/status`, {
      method: "POST",
      headers: { "content-type": "application/json", ...toHeaders(token) },
      body: JSON.stringify({ cluster, claimRef: "team/db", statusMessage: "Ready: True" }),
    });
    await response.body?.cancel();
    return response.status;
  }

  /** What it answers at a path. */
  async read(
    path: string,
    token: string | null,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(`${this.url}${path}`, { headers: toHeaders(token) });
    return { status: response.status, text: await response.text() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    await this.program[Symbol.asyncDispose]();
  }
}

function startProcess({ args, env }: DeployedProgram): ProgramProcess {
  return new ProgramProcess({ args, env: { ...env, ...HERE } });
}

function toHeaders(token: string | null): Labels {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
