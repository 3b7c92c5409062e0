/**
 * Runs a command within limits of time and output, and leaves nothing of it behind that was ended.
 * What its output means is not known here.
 */
import { joinBytes } from "../runtime/bytes.ts";
import type { Clock } from "../runtime/clock.ts";

/** What is run; its other variables are our own. */
export interface PluginCommand {
  /** A path, or a name that is looked up in `PATH`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How a command ended; `stderr` is the beginning of what it said. */
export type PluginEnding =
  | { readonly kind: "done"; readonly stdout: string }
  | { readonly kind: "failed"; readonly status: Deno.CommandStatus; readonly stderr: string }
  | { readonly kind: "late"; readonly stderr: string }
  | { readonly kind: "flooding" };

/**
 * Longest run. A request waits 30 s for its credentials: the plugin must be known to be late before
 * that.
 */
export const PLUGIN_TIMEOUT_MS = 25_000;
/** Largest output; a credential has some thousand bytes. */
export const PLUGIN_OUTPUT_BYTES_MAX = 1_048_576;
/** How much is kept of what is said on standard error; all of it is read. */
const STDERR_BYTES_MAX = 4_096;
/** How long the rest of the output is waited for when the process has ended. */
const PIPE_GRACE_MS = 1_000;
/** How long the end of a killed process is waited for. */
const KILL_GRACE_MS = 1_000;

/** Runs the command; throws the runtime's error where it cannot be started. */
export async function runPlugin(command: PluginCommand, clock: Clock): Promise<PluginEnding> {
  const child = spawn(command);
  const stdout = new PipeReader(child.stdout, {
    bytesMax: PLUGIN_OUTPUT_BYTES_MAX,
    isRestRead: false,
  });
  const stderr = new PipeReader(child.stderr, { bytesMax: STDERR_BYTES_MAX, isRestRead: true });
  const kill = (): void => killGroup(child);
  // The process may end with a plugin under way; nobody would end that then.
  globalThis.addEventListener("unload", kill);
  const ended = new AbortController();
  const expiry = clock.sleep(PLUGIN_TIMEOUT_MS, ended.signal)
    .then((): PluginEnding => ({ kind: "late", stderr: stderr.text }));
  try {
    const grace = () => clock.sleep(PIPE_GRACE_MS, ended.signal);
    const ending = await Promise.race([waitForEnd(child, { stdout, stderr, grace }), expiry]);
    if (ending.kind === "late" || ending.kind === "flooding") {
      kill();
      await Promise.race([child.status, clock.sleep(KILL_GRACE_MS, ended.signal)]);
    }
    return ending;
  } finally {
    globalThis.removeEventListener("unload", kill);
    ended.abort();
    await expiry;
    await Promise.all([stdout.close(), stderr.close()]);
  }
}

function spawn({ command, args, env }: PluginCommand): Deno.ChildProcess {
  return new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A group of its own, which can be ended as a whole, without a terminal that it could ask.
    detached: Deno.build.os !== "windows",
  }).spawn();
}

async function waitForEnd(
  child: Deno.ChildProcess,
  { stdout, stderr, grace }: {
    readonly stdout: PipeReader;
    readonly stderr: PipeReader;
    readonly grace: () => Promise<void>;
  },
): Promise<PluginEnding> {
  await Promise.race([stdout.end, child.status]);
  if (stdout.isCut) return { kind: "flooding" };
  const status = await child.status;
  // What it has left running may hold on to its pipes.
  await Promise.race([Promise.all([stdout.end, stderr.end]), grace()]);
  if (stdout.isCut) return { kind: "flooding" };
  if (status.success) return { kind: "done", stdout: stdout.text };
  return { kind: "failed", status, stderr: stderr.text };
}

function killGroup(child: Deno.ChildProcess): void {
  const kills = [
    () => Deno.build.os === "windows" ? undefined : Deno.kill(-child.pid, "SIGKILL"),
    // All that there is on Windows, and where not every command may be run.
    () => child.kill("SIGKILL"),
  ];
  for (const kill of kills) {
    try {
      kill();
    } catch {
      // It has ended by itself.
    }
  }
}

/** The beginning of what comes out of a pipe. */
class PipeReader {
  /** Resolves at the pipe's end, or at the limit where the rest is not read; never rejects. */
  readonly end: Promise<void>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #bytesMax: number;
  readonly #isRestRead: boolean;
  readonly #pieces: Uint8Array[] = [];
  #byteLength = 0;
  #isCut = false;

  constructor(
    pipe: ReadableStream<Uint8Array>,
    options: { readonly bytesMax: number; readonly isRestRead: boolean },
  ) {
    this.#reader = pipe.getReader();
    this.#bytesMax = options.bytesMax;
    this.#isRestRead = options.isRestRead;
    this.end = this.#read().catch(() => {});
  }

  /** Whether there was more than is kept. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** What is kept; of a word that was cut nothing. */
  get text(): string {
    const text = new TextDecoder().decode(joinBytes(this.#pieces, this.#byteLength));
    return this.#isCut ? text.replace(/(?<!\S)\S+$/, "") : text;
  }

  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  async #read(): Promise<void> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return;
      const kept = value.subarray(0, this.#bytesMax - this.#byteLength);
      this.#isCut ||= kept.byteLength < value.byteLength;
      if (kept.byteLength > 0) this.#pieces.push(kept);
      this.#byteLength += kept.byteLength;
      if (this.#isCut && !this.#isRestRead) return;
    }
  }
}
