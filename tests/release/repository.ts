/** The project in a Git repository of its own in a temporary folder, for its tools to be run there. */
import { ROOT } from "../../src/release/project.ts";

/** What a tool has said, and how it ended. */
export interface ToolEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string>>;

/** What the program and its tools are made of. */
const SOURCES = [".gitignore", "deno.json", "deno.lock", "main.ts", "src"];
/** The same person and time wherever it runs; settings of whoever runs the tests do not count. */
const FIXED_ENV: Env = {
  GIT_CONFIG_GLOBAL: Deno.build.os === "windows" ? "NUL" : "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_AUTHOR_DATE: "2026-03-01T08:00:00Z",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
  GIT_COMMITTER_DATE: "2026-03-01T08:00:00Z",
  NO_COLOR: "1",
  DENO_NO_UPDATE_CHECK: "1",
  BUILD_VERSION: "",
  BUILD_COMMIT: "",
  BUILD_DATE: "",
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
    for (const name of SOURCES) await copy(`${ROOT}/${name}`, `${repository.folder}/${name}`);
    await repository.git("init", "--quiet", "--initial-branch=main");
    return repository;
  }

  /** Makes one where all is committed, and tagged v1.2.3. */
  static async createTagged(): Promise<Repository> {
    const repository = await Repository.create();
    await repository.git("add", "--all");
    await repository.commit("feat: begin");
    await repository.git("tag", "-m", "Release 1.2.3", "v1.2.3");
    return repository;
  }

  /** Runs Git; gives its standard output. */
  async git(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runIn(this.folder, ["git", ...args]);
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout.trim();
  }

  /** Makes a commit, which may be empty; gives the first 7 digits of its id. */
  async commit(message: string): Promise<string> {
    await this.git("commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-m", message);
    return (await this.git("rev-parse", "HEAD")).slice(0, 7);
  }

  /** Runs `deno task`. */
  async task(words: readonly string[], env: Env = {}): Promise<ToolEnd> {
    return await this.deno(["task", "--quiet", ...words], env);
  }

  /** Runs the runtime. */
  async deno(args: readonly string[], env: Env = {}): Promise<ToolEnd> {
    // A task that is started by a task takes the outer one's folder.
    return await runIn(this.folder, [Deno.execPath(), ...args], { INIT_CWD: this.folder, ...env });
  }

  /** A cache of the runtime with all packages, and without what it has downloaded for compiling. */
  async makeCacheWithoutBase(): Promise<string> {
    const { stdout } = await this.deno(["info", "--json"]);
    const { denoDir } = JSON.parse(stdout);
    const folder = `${this.folder}/.git/cache`;
    await Deno.mkdir(`${folder}/dl`, { recursive: true });
    const names = (await listNames(denoDir)).filter((name) => name !== "dl");
    // The bundler is a download, too.
    const bundlers = (await listNames(`${denoDir}/dl`)).filter((name) =>
      name.startsWith("esbuild")
    );
    for (const name of [...names, ...bundlers.map((each) => `dl/${each}`)]) {
      await Deno.symlink(`${denoDir}/${name}`, `${folder}/${name}`);
    }
    return folder;
  }

  /** Names of what was made, in their order. */
  async listDist(): Promise<readonly string[]> {
    try {
      return (await listNames(`${this.folder}/dist`)).toSorted();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Runs `deno task` in the project itself. */
export async function runTask(words: readonly string[], env: Env = {}): Promise<ToolEnd> {
  return await runIn(ROOT, [Deno.execPath(), "task", "--quiet", ...words], {
    INIT_CWD: ROOT,
    ...env,
  });
}

/** Names of what is in a folder. */
export async function listNames(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

async function runIn(
  ...[cwd, [command = "", ...args], env = {}]: readonly [string, readonly string[], Env?]
): Promise<ToolEnd> {
  const { DENORT_BIN: _base, ...around } = Deno.env.toObject();
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    clearEnv: true,
    env: { ...around, ...FIXED_ENV, ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}
