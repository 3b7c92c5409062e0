/** The part of a smoke run that starts a server, without a GitHub to reach, asks it, and stops it. */
import { readAtMost } from "../runtime/bytes.ts";
import { createOutboundFetch } from "../runtime/outbound.ts";
import { type ProgramFile, RunningProgram } from "./program_file.ts";
import { ReleaseError } from "./release_error.ts";
import {
  expect,
  type ExpectedFacts,
  expectFacts,
  parseJson,
  type SmokeReport,
} from "./smoke_step.ts";

const HOST = "127.0.0.1";
const POLL_MS = 100;
const PORT_MAX = 65_535;
/** Far more than the answers that it is asked for have. */
const ANSWER_BYTES_MAX = 64 * 1_024;
/** Without signals that one console process can send another, it can only be killed there. */
const IS_KILLED = Deno.build.os === "windows";

/** What a server has answered. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Takes the steps of a server's life. What follows one that failed is left out where it makes no sense. */
export async function smokeServer(
  file: ProgramFile,
  { report, expected }: { readonly report: SmokeReport; readonly expected: ExpectedFacts },
): Promise<void> {
  let port = 0;
  let server: RunningProgram | undefined;
  await using stack = new AsyncDisposableStack();
  const isUp = await report.step("server listens", async () => {
    server = stack.use(new RunningProgram(file, { args: ["server"], env: createSettings() }));
    port = await server.waitForOutput(findPort, `"Listening"`);
  });
  if (!isUp || server === undefined) return;
  const ask = createAsk(port, file);
  await report.step("/healthz answers 200", async () => {
    expect("status", { got: (await ask("/healthz")).status, expected: 200 });
  });
  await report.step("/version tells which build it is", async () => {
    const { status, text } = await ask("/version");
    expect("status", { got: status, expected: 200 });
    expectFacts(text, expected);
  });
  await report.step("/readyz is degraded without GitHub", async () => {
    await waitForDegraded(ask, file.timeoutMs);
  });
  await stopServer(server, report);
}

async function stopServer(server: RunningProgram, report: SmokeReport): Promise<void> {
  if (IS_KILLED) {
    await report.step("server is killed, since Windows has no signal to stop it by", async () => {
      server.kill("SIGKILL");
      await server.waitForEnd();
    });
    return;
  }
  await report.step("server stops on SIGTERM, with 0", async () => {
    server.kill("SIGTERM");
    expect("exit code", { got: (await server.waitForEnd()).code, expected: 0 });
  });
}

/** Complete settings, whose GitHub is a port of this machine where nobody listens. */
function createSettings(): Readonly<Record<string, string>> {
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  const { port } = listener.addr;
  listener.close();
  return {
    COLLECTOR_HOST: HOST,
    COLLECTOR_PORT: "0",
    GITHUB_API_URL: `http://${HOST}:${port}`,
    GITHUB_TOKEN: "smoke",
    REGISTRY_REPO_OWNER: "smoke",
    REGISTRY_REPO_NAME: "smoke",
    REGISTRY_FILE_PATH: "registry.yaml",
    LOG_FORMAT: "json",
    NO_PROXY: HOST,
  };
}

/** The port in the line of the log that says "Listening". */
function findPort(stdout: string): number | undefined {
  for (const line of stdout.split("\n").slice(0, -1)) {
    if (!line.startsWith("{") || !line.includes(`"Listening"`)) continue;
    const { message, port } = parseJson(line);
    if (message !== "Listening") continue;
    if (typeof port === "number" && Number.isInteger(port) && port > 0 && port <= PORT_MAX) {
      return port;
    }
    throw new ReleaseError(
      `Expected a port from 1 to ${PORT_MAX} beside "Listening", got ${JSON.stringify(port)}`,
    );
  }
  return undefined;
}

function createAsk(
  port: number,
  { timeoutMs, signal }: ProgramFile,
): (path: string) => Promise<Answer> {
  const url = `http://${HOST}:${port}`;
  const send = createOutboundFetch(url);
  return async (path) => {
    try {
      const limits = [signal, AbortSignal.timeout(timeoutMs)];
      const response = await send(`${url}${path}`, { signal: AbortSignal.any(limits) });
      const bytes = await readAtMost(response.body, ANSWER_BYTES_MAX);
      if (bytes === undefined) throw new RangeError(`more than ${ANSWER_BYTES_MAX} bytes came`);
      return { status: response.status, text: new TextDecoder().decode(bytes) };
    } catch (error) {
      signal.throwIfAborted();
      throw new ReleaseError(`Cannot ask for ${path}: ${String(error)}`, { cause: error });
    }
  };
}

/** Its first try to reach GitHub may still be under way. */
async function waitForDegraded(
  ask: (path: string) => Promise<Answer>,
  timeoutMs: number,
): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  while (true) {
    const { status, text } = await ask("/readyz");
    if (status === 200 && parseJson(text)["status"] === "degraded") return;
    if (signal.aborted) {
      throw new ReleaseError(`Expected "degraded" with 200, got ${status} with ${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
