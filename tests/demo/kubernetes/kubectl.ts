/** The real `kubectl`, where it is installed, pointed at a stand-in and at nothing else. */
import { TextLineStream } from "../../testing/text_line_stream.ts";

/** Whether it is installed. */
export const hasKubectl: boolean = await findKubectl();

/** What a run of it said. */
export interface KubectlRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it against a server, with something on its standard input if that is given. */
export class Kubectl implements AsyncDisposable {
  readonly #options: readonly string[];
  readonly #folder: string;

  private constructor(folder: string, options: readonly string[]) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Prepares it for a server; `options` are for all runs. */
  static async forServer(url: string, options: readonly string[] = []): Promise<Kubectl> {
    const folder = await Deno.makeTempDir();
    return new Kubectl(folder, [`--server=${url}`, `--cache-dir=${folder}`, ...options]);
  }

  /** Runs one command to its end. */
  async run(command: string, input = ""): Promise<KubectlRun> {
    const child = this.#spawn(command);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, stdout: out ?? "", stderr: err ?? "" };
  }

  /** Runs one command and yields its lines; it is killed when nobody wants more. */
  async *follow(command: string): AsyncGenerator<string> {
    const child = this.#spawn(command);
    const lines = child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    try {
      yield* lines;
    } finally {
      child.kill("SIGKILL");
      await Promise.all([child.stdin.close(), child.stderr.cancel(), child.status]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }

  #spawn(command: string): Deno.ChildProcess {
    return new Deno.Command("kubectl", {
      args: [...this.#options, ...command.split(" ")],
      env: { HOME: this.#folder, KUBECONFIG: `${this.#folder}/none` },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }
}

async function findKubectl(): Promise<boolean> {
  try {
    const args = ["version", "--client"];
    return (await new Deno.Command("kubectl", { args }).output()).success;
  } catch {
    return false;
  }
}
