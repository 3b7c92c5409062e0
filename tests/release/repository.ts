/** A Git repository in a temporary folder, with the tools of a release in it, as a clone has them. */
import { ROOT } from "../../src/release/project.ts";

/** What a tool has said, and how it ended. */
export interface ToolEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the tools need of the project. */
const FILES = ["deno.json", "deno.lock"];
const FOLDERS = ["src/release", "src/runtime"];
/** The same person and time wherever it runs; settings of whoever runs the tests do not count. */
const GIT_ENV: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: Deno.build.os === "windows" ? "NUL" : "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_AUTHOR_DATE: "2026-03-01T08:00:00Z",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
  GIT_COMMITTER_DATE: "2026-03-01T08:00:00Z",
};

/** The repository; it is removed at the end. */
export class Repository implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes one without a commit. */
  static async create(): Promise<Repository> {
    const repository = new Repository(await Deno.makeTempDir());
    for (const name of FILES) {
      await Deno.copyFile(`${ROOT}/${name}`, `${repository.folder}/${name}`);
    }
    for (const name of FOLDERS) {
      await Deno.mkdir(`${repository.folder}/${name}`, { recursive: true });
      for await (const file of Deno.readDir(`${ROOT}/${name}`)) {
        const path = `${name}/${file.name}`;
        await Deno.copyFile(`${ROOT}/${path}`, `${repository.folder}/${path}`);
      }
    }
    await repository.git("init", "--quiet", "--initial-branch=main");
    return repository;
  }

  /** Runs Git; gives its standard output. */
  async git(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runIn(this.folder, ["git", ...args]);
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout.trim();
  }

  /** Makes an empty commit; gives the first 7 digits of its id. */
  async commit(message: string): Promise<string> {
    await this.git("commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-m", message);
    return (await this.git("rev-parse", "HEAD")).slice(0, 7);
  }

  /** Runs `deno task`. */
  async task(...words: readonly string[]): Promise<ToolEnd> {
    return await runIn(this.folder, [Deno.execPath(), "task", "--quiet", ...words]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Runs `deno task` in the project itself. */
export async function runTask(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ToolEnd> {
  return await runIn(ROOT, [Deno.execPath(), "task", "--quiet", ...words], env);
}

async function runIn(
  ...[cwd, [command = "", ...args], env = {}]: readonly [
    string,
    readonly string[],
    Readonly<Record<string, string>>?,
  ]
): Promise<ToolEnd> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    env: { ...GIT_ENV, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
