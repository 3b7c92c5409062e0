/**
 * The command `status` as a process of its own, with nothing in its environment but what is given:
 * run to its end, or on a terminal that a test looks at.
 */

/** How it ended. */
export interface StatusRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What it runs with. */
export interface StatusRunOptions {
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const MAIN = new URL("../../main.ts", import.meta.url);
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Runs it to its end, with its output in pipes. */
export async function runStatus({ args = [], env }: StatusRunOptions): Promise<StatusRun> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: toWords(args),
    env: toEnv(env),
    clearEnv: true,
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Whether there is something to make a terminal with. */
export async function hasTerminal(): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  try {
    return (await new Deno.Command("python3", { args: ["-c", "import pty"] }).output()).success;
  } catch {
    return false;
  }
}

/**
 * Runs a command on a pseudo-terminal: what it draws comes on standard output, and lines on standard
 * input are orders, `size <columns> <rows>`, `kill <signal>` or `type <text as JSON>`. It is a job, as
 * a shell starts it: others cannot be suspended.
 */
const TERMINAL = `
import fcntl, json, os, pty, select, signal, struct, sys, termios
def size(columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
pid, fd = pty.fork()
if pid == 0:
    sys.stdin.readline()
    job = os.fork()
    if job > 0: os._exit(os.waitstatus_to_exitcode(os.waitpid(job, 0)[1]) % 256)
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execvp(sys.argv[3], sys.argv[3:])
size(sys.argv[1], sys.argv[2])
os.write(fd, b"\\n")
orders = b""
inputs = [fd, 0]
while True:
    ready = select.select(inputs, [], [])[0]
    if 0 in ready:
        data = os.read(0, 65536)
        if not data: inputs.remove(0)
        *lines, orders = (orders + data).split(b"\\n")
        for line in lines:
            word, rest = line.decode().split(" ", 1)
            if word == "size": size(*rest.split(" "))
            if word == "kill": os.killpg(os.tcgetpgrp(fd), getattr(signal, rest))
            if word == "type": os.write(fd, json.loads(rest).encode())
    if fd in ready:
        try: data = os.read(fd, 65536)
        except OSError: break
        if not data: break
        os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
`;

const DEADLINE_MS = 60_000;

/** A running command on a terminal. */
export class TerminalProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #orders: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #waiters = new Set<() => void>();
  readonly #reading: Promise<void>;
  #hasEnded = false;
  /** All that was drawn. */
  text = "";

  constructor(
    { args = [], env, columns = 100, rows = 30, isTask = false }: StatusRunOptions & {
      readonly columns?: number;
      readonly rows?: number;
      /** As the task, which starts a process that starts the command. */
      readonly isTask?: boolean;
    },
  ) {
    const words = isTask ? ["task", "--config", CONFIG, "status", ...args] : toWords(args);
    this.#child = new Deno.Command("python3", {
      args: ["-c", TERMINAL, `${columns}`, `${rows}`, Deno.execPath(), ...words],
      env: toEnv({ TERM: "xterm", ...env }),
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#orders = this.#child.stdin.getWriter();
    this.#reading = this.#read();
  }

  /** Gives an order to the terminal. */
  async order(line: string): Promise<void> {
    await this.#orders.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Waits until something was drawn behind a place; gives the place behind it. */
  async waitFor(pattern: RegExp, from = 0): Promise<number> {
    const late = AbortSignal.timeout(DEADLINE_MS);
    late.addEventListener("abort", () => this.#wakeAll());
    while (true) {
      const match = pattern.exec(this.text.slice(from));
      if (match !== null) return from + match.index + match[0].length;
      if (this.#hasEnded || late.aborted) {
        throw new Error(`${pattern} was not drawn: ${JSON.stringify(this.text.slice(from))}`);
      }
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  /** Waits for the end; gives the exit code. */
  async end(): Promise<number> {
    await this.#reading;
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#child.kill("SIGKILL");
    await this.#reading;
    await this.#child.status;
    await this.#orders.close().catch(() => {});
  }

  async #read(): Promise<void> {
    for await (const piece of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.text += piece;
      this.#wakeAll();
    }
    this.#hasEnded = true;
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}

function toWords(args: readonly string[]): string[] {
  const flags = ["--quiet", "--no-prompt", "--allow-all", "--config", CONFIG];
  return ["run", ...flags, MAIN.href, "status", ...args];
}

/** What Deno itself needs, and what is given. */
function toEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "DENO_CERT", "SSL_CERT_FILE", "NPM_CONFIG_REGISTRY"];
  const kept = Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
  return { ...kept, DENO_NO_UPDATE_CHECK: "1", ...env };
}
