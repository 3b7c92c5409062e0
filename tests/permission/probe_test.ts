/** What a process of the tasks cannot do, whatever code runs in it. */
import assert from "node:assert/strict";
import { startTask, type TaskOptions } from "./task_process.ts";
import { toLabKubeconfig } from "../testing/lab_kubeconfig.ts";

/** All that the probe may do. */
const ALLOWED: readonly string[] = ["use a file that is named", "ask a server that is named"];

/** Servers and files, some of them named by settings. */
class ProbeWorld implements AsyncDisposable {
  readonly folder: string;
  visitCount = 0;
  readonly #here = serve(() => {});
  readonly #elsewhere = serve(() => this.visitCount += 1);

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<ProbeWorld> {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/..data`);
    for (const name of ["..data/token", "neighbour"]) {
      await Deno.writeTextFile(`${folder}/${name}`, "a-token\n");
    }
    await Deno.symlink("..data/token", `${folder}/token`);
    return new ProbeWorld(folder);
  }

  get file(): string {
    return `${this.folder}/token`;
  }

  get here(): string {
    return toUrl(this.#here);
  }

  get elsewhere(): string {
    return toUrl(this.#elsewhere);
  }

  /** What the probe is told, as a setting. */
  get told(): string {
    const { elsewhere, here, folder, file } = this;
    return JSON.stringify({ elsewhere, here, folder, file });
  }

  /** Runs the probe as a task would run the program. */
  async probe(options: Omit<TaskOptions, "entry">): Promise<Readonly<Record<string, string>>> {
    const env = { ...options.env, CANARY: "hidden" };
    await using task = startTask({ ...options, env, entry: "tests/permission/probe.ts" });
    const { code } = await task.ended;
    assert.equal(code, 0, task.noise.join("\n"));
    const [results = {}] = task.records;
    return results as Record<string, string>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#here.shutdown(), this.#elsewhere.shutdown()]);
    await Deno.remove(this.folder, { recursive: true });
  }
}

function serve(note: () => void): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    note();
    return new Response("here");
  });
}

function toUrl({ addr }: Deno.HttpServer<Deno.NetAddr>): string {
  return `http://127.0.0.1:${addr.port}/`;
}

function assertConfined(results: Readonly<Record<string, string>>, world: ProbeWorld): void {
  const done = Object.keys(results).filter((name) => results[name] === "done");
  assert.deepEqual(done, ALLOWED, JSON.stringify(results));
  const refusals = new Set(Object.values(results).filter((result) => result !== "done"));
  assert.deepEqual([...refusals], ["NotCapable"], JSON.stringify(results));
  assert.ok(Object.keys(results).length > 25);
  assert.equal(world.visitCount, 0);
}

// The attempts are at things of Linux and macOS.
const isWindows = Deno.build.os === "windows";

Deno.test(
  { name: "run-server confines its process to what the settings name", ignore: isWindows },
  async () => {
    await using world = await ProbeWorld.create();
    const envFile = `${world.folder}/neighbour.env`;
    await Deno.writeTextFile(
      envFile,
      `GITHUB_TOKEN_FILE=${world.file}\nCOLLECTOR_HOST=127.0.0.1\n`,
    );
    const results = await world.probe({
      task: "run-server",
      envFile,
      args: ["--github-api-url", world.here],
      env: {
        REGISTRY_REPO_OWNER: "acme",
        REGISTRY_REPO_NAME: "inventory",
        REGISTRY_FILE_PATH: "claims/registry.yaml",
        REGISTRY_PR_TITLE: world.told,
        LD_LIBRARY_PATH: world.folder,
      },
    });
    assertConfined(results, world);
  },
);

Deno.test({
  name: "run-informer confines its process, plugins of its kubeconfig excepted",
  ignore: isWindows,
}, async () => {
  await using world = await ProbeWorld.create();
  const kubeconfig = `${world.folder}/kubeconfig`;
  const env = {
    CLUSTER_NAME: world.told,
    COLLECTOR_URL: world.here,
    COLLECTOR_TOKEN_FILE: world.file,
    CLAIM_GROUP: "storage.example.org",
    CLAIM_RESOURCE: "volumeclaims",
    KUBECONFIG: kubeconfig,
  };
  await Deno.writeTextFile(kubeconfig, toLabKubeconfig("http://127.0.0.1:6443", {}));
  assertConfined(await world.probe({ task: "run-informer", env }), world);
  const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "sh" };
  await Deno.writeTextFile(kubeconfig, toLabKubeconfig("http://127.0.0.1:6443", { exec }));
  const { "run a shell": shell, "run a shell by Node": shellByNode, ...others } = await world.probe(
    {
      task: "run-informer",
      env,
    },
  );
  assert.deepEqual([shell, shellByNode], ["done", "done"]);
  assertConfined({ ...others, shell: "NotCapable", shellByNode: "NotCapable" }, world);
});
