/**
 * The command of the Dockerfile, run on what the Dockerfile copies. The base binary that the compiler
 * fetches is stood in for by the runtime itself, so that the bundle in it is asked, not the executable.
 */
import assert from "node:assert/strict";
import { listContext } from "./build_context.ts";
import { expandVariables, parseDockerfile, readLabels, type Stage } from "./dockerfile_reader.ts";
import { listSources, readRun } from "./image_rules.ts";
import { DOCKERFILE, DOCKERIGNORE, ROOT } from "./project_image.ts";

const FACTS = {
  BUILD_VERSION: "1.2.3-rc.1",
  BUILD_COMMIT: "0123456789abcdef0123456789abcdef01234567",
  BUILD_DATE: "2026-03-01T08:00:00Z",
};
const [COMPILE, LAST] = readStages();
/** The stand-in is a program of this machine's system, which the compiler takes for Linux alone. */
const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "the labels of the image say what the program in it says (on Linux)",
  ignore,
  fn: () =>
    inBuildStage(async (folder) => {
      const { code, output } = await compileIn(folder, FACTS);
      assert.equal(code, 0, output);
      assert.ok((await Deno.stat(`${folder}/out/machinery-status-collector`)).isFile);
      const said = await run(Deno.execPath(), {
        args: "run --no-config --allow-all --quiet dist/bundle/main.js version --json".split(" "),
        folder,
        env: {},
      });
      const { version, commit, date } = JSON.parse(said.output);
      const label = (name: string) => readLabels(LAST)[`org.opencontainers.image.${name}`] ?? "";
      const given = new Map<string, string>(Object.entries(FACTS));
      assert.deepEqual(
        [version, commit, date],
        ["version", "revision", "created"].map((name) => expandVariables(label(name), given)),
      );
      assert.deepEqual([version, commit, date], Object.values(FACTS));
    }),
});

for (const name of Object.keys(FACTS)) {
  Deno.test({
    name: `a build of the image without ${name} ends with a sentence (on Linux)`,
    ignore,
    fn: () =>
      inBuildStage(async (folder) => {
        const { code, output } = await compileIn(folder, { ...FACTS, [name]: "" });
        assert.notEqual(code, 0);
        assert.ok(output.includes(`${name}: expected as --build-arg, as deno task build:facts`));
      }),
  });
}

/** A folder with what the Dockerfile copies of what gets into the build, and with no Git. */
async function inBuildStage(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const context = await listContext(ROOT, DOCKERIGNORE);
    for (const source of listSources(COMPILE)) {
      for (const path of context.filter((each) => `${each}/`.startsWith(`${source}/`))) {
        const parent = path.split("/").slice(0, -1).join("/");
        await Deno.mkdir(`${folder}/${parent}`, { recursive: true });
        await Deno.copyFile(`${ROOT}/${path}`, `${folder}/${path}`);
      }
    }
    await Deno.mkdir(`${folder}/bin`);
    await Deno.symlink(Deno.execPath(), `${folder}/bin/deno`);
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs the one command of that stage there. */
async function compileIn(folder: string, args: RunOptions["env"]): Promise<RunEnd> {
  const env = {
    ...args,
    // A task that is started by a task takes the outer one's.
    INIT_CWD: folder,
    PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
    TARGETOS: "linux",
    TARGETARCH: Deno.build.arch === "aarch64" ? "arm64" : "amd64",
    DENORT_BIN: Deno.execPath(),
  };
  return await run("sh", { args: ["-c", readRun(COMPILE)], folder, env });
}

interface RunEnd {
  readonly code: number;
  readonly output: string;
}

interface RunOptions {
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

async function run(command: string, { args, folder, env }: RunOptions): Promise<RunEnd> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, output: `${decoder.decode(stdout)}${decoder.decode(stderr)}` };
}

function readStages(): readonly [Stage, Stage] {
  const [compile, last] = parseDockerfile(DOCKERFILE).stages;
  assert.ok(compile !== undefined && last !== undefined);
  return [compile, last];
}
