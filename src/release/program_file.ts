/**
 * An executable file, started as a user starts it: with settings in its environment and nothing else
 * there that could be one. Every wait ends, and so does every process, those that it has started too.
 */
import { quote } from "../runtime/visible_text.ts";
import { ReleaseError } from "./release_error.ts";

/** What the system and the runtime want to find; no setting of the program is among these. */
const INHERITED = "PATH HOME TMPDIR USERPROFILE LOCALAPPDATA APPDATA SYSTEMROOT TEMP TMP DENO_DIR"
  .split(" ");
/** Whether processes can be ended by their group. */
const HAS_GROUPS = Deno.build.os !== "windows";
const SHOWN_MAX = 2_000;
/** Characters that are kept of what it says, the last ones: far more than a start or a help takes. */
const KEPT_MAX = 64 * 1_024;

/** Where it is and how long one may wait for it. */
export interface ProgramFile {
  readonly path: string;
  /** Where it is started. */
  readonly folder: string;
  /** Longest time of any wait. */
  readonly timeoutMs: number;
  /** Ends every wait with its reason. */
  readonly signal: AbortSignal;
}

/** What it is started with. */
export interface ProgramStart {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How it ended, and the end of what it said. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end. Throws `ReleaseError` where it cannot be started or does not end in time. */
export async function runProgram(file: ProgramFile, start: ProgramStart): Promise<ProgramEnd> {
  await using program = new RunningProgram(file, start);
  return await program.waitForEnd();
}

/** One that runs; it is killed where it is not needed any more. */
export class RunningProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;
  readonly #reading: readonly Promise<void>[];
  readonly #stop = new AbortController();
  readonly #text = { stdout: "", stderr: "" };
  #wake: () => void = () => {};
  #hasEnded = false;

  constructor(file: ProgramFile, { args, env = {} }: ProgramStart) {
    const { path, folder, timeoutMs, signal } = file;
    signal.throwIfAborted();
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    this.#child = spawn(path, {
      args: [...args],
      cwd: folder,
      env: { ...inheritEnv(), NO_COLOR: "1", ...env },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: HAS_GROUPS,
    });
    this.#reading = (["stdout", "stderr"] as const).map((name) => this.#read(name));
    void this.#child.status.then(() => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  /** Waits until it has ended by itself. */
  async waitForEnd(): Promise<ProgramEnd> {
    const end = Promise.all([this.#child.status, ...this.#reading]);
    const [{ code }] = await this.#limit(end, "It did not end");
    return { code, ...this.#text };
  }

  /** What `find` makes of the end of the standard output, as soon as it finds something there. */
  async waitForOutput<T>(find: (stdout: string) => T | undefined, what: string): Promise<T> {
    const search = async () => {
      while (!this.#stop.signal.aborted) {
        const found = find(this.#text.stdout);
        if (found !== undefined) return found;
        if (this.#hasEnded) break;
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
      const { code, ...texts } = await this.waitForEnd();
      throw new ReleaseError(`It ended with ${code} before ${what}${describe(texts)}`);
    };
    return await this.#limit(search(), `It did not say ${what}`);
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (HAS_GROUPS) killGroup(this.#child.pid);
    else if (!this.#hasEnded) this.#child.kill("SIGKILL");
    await this.#child.status;
    // What has left its group, and on Windows all that it has started, may still hold the streams.
    this.#stop.abort();
    this.#wake();
    await Promise.allSettled(this.#reading);
  }

  async #read(name: "stdout" | "stderr"): Promise<void> {
    const decoder = new TextDecoderStream();
    const { signal } = this.#stop;
    for await (const text of this.#child[name].pipeThrough(decoder, { signal })) {
      this.#text[name] = (this.#text[name] + text).slice(-KEPT_MAX);
      this.#wake();
    }
  }

  async #limit<T>(promise: Promise<T>, failure: string): Promise<T> {
    const late = Promise.withResolvers<never>();
    const stop = () => late.reject(this.#signal.reason);
    this.#signal.addEventListener("abort", stop);
    if (this.#signal.aborted) stop();
    const timer = setTimeout(() => {
      const seconds = this.#timeoutMs / 1_000;
      late.reject(new ReleaseError(`${failure} within ${seconds} s${describe(this.#text)}`));
    }, this.#timeoutMs);
    try {
      return await Promise.race([promise, late.promise]);
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", stop);
      promise.catch(() => {});
    }
  }
}

/** The end of what it has said, for a message. */
export function describe({ stdout, stderr }: Omit<ProgramEnd, "code">): string {
  const said = [stdout, stderr].map((text) => text.trim().slice(-SHOWN_MAX))
    .filter((text) => text !== "");
  if (said.length === 0) return ", and said nothing";
  return `: it said ${said.map((text) => quote(text)).join(" and ")}`;
}

function spawn(path: string, options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command(path, options).spawn();
  } catch (error) {
    throw new ReleaseError(`Cannot start ${quote(path)}: ${String(error)}`, { cause: error });
  }
}

/** Ends what it has started, also where it has ended itself. */
function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    // Where only ended ones are left, macOS calls that not permitted.
    const { NotFound, PermissionDenied } = Deno.errors;
    if (!(error instanceof NotFound || error instanceof PermissionDenied)) throw error;
  }
}

function inheritEnv(): Record<string, string> {
  return Object.fromEntries(INHERITED.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
