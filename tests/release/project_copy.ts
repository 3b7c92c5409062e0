/** The project itself in a folder of its own, for its tasks to be run there. */
import { createGit } from "../../src/release/git.ts";
import { ROOT } from "../../src/release/project.ts";

/** How a task ended. */
export interface TaskEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The project as it is here, committed and tagged v1.2.3 in a repository of its own. */
export class ProjectCopy implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies what the program is made of. */
  static async create(): Promise<ProjectCopy> {
    const project = new ProjectCopy(await Deno.makeTempDir());
    for (const name of [".gitignore", "deno.json", "deno.lock", "main.ts", "src"]) {
      await copy(`${ROOT}/${name}`, `${project.folder}/${name}`);
    }
    const git = createGit(project.folder);
    const identity = ["-c", "user.name=Mara", "-c", "user.email=mara@example.org"];
    await git.read(["init", "--quiet"]);
    await git.read(["add", "--all"]);
    await git.read([...identity, "commit", "--quiet", "--no-gpg-sign", "-m", "feat: begin"]);
    await git.read([...identity, "tag", "--no-sign", "-m", "Release 1.2.3", "v1.2.3"]);
    return project;
  }

  /** Runs a task of it. */
  async task(
    name: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<TaskEnd> {
    return await this.deno(["task", "--quiet", name, ...args], env);
  }

  /** Runs the runtime in it. */
  async deno(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<TaskEnd> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: this.folder,
      clearEnv: true,
      env: {
        ...toEnvWithoutBase(),
        NO_COLOR: "1",
        BUILD_VERSION: "",
        BUILD_COMMIT: "",
        BUILD_DATE: "",
        ...env,
      },
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
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

/** Names of what is in a folder. */
export async function listNames(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

function toEnvWithoutBase(): Record<string, string> {
  const { DENORT_BIN: _base, ...env } = Deno.env.toObject();
  return env;
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}
