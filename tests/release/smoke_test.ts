/** The smoke run tries the program itself, and stand-ins that have a fault each. */
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { runProgram } from "../../src/release/program_file.ts";
import { ROOT } from "../../src/release/project.ts";
import { WorkFolder } from "../../src/release/work_folder.ts";
import { runTask, type ToolEnd } from "./repository.ts";

// The executables of these tests are shell scripts.
const ignore = Deno.build.os === "windows";
const FACTS = ["--version=1.2.3", `--commit=${"c".repeat(40)}`];
const STEPS = [
  "version --json tells which build it is",
  "help tells of both modes",
  "logo prints something",
  "server names all settings that are wrong",
  "informer names all settings that are wrong",
  "server listens",
  "/healthz answers 200",
  "/version tells which build it is",
  "/readyz is degraded without GitHub",
  "server stops on SIGTERM, with 0",
];
const ALL_WELL = STEPS.map((step) => `ok: ${step}\n`).join("");

/** A fault, the steps that it makes fail, by their places, and what is said of the first. */
type Fault = readonly [fault: string, places: readonly number[], reason: RegExp];
const FAULTS: readonly Fault[] = [
  ["other version", [0, 7], /Expected the version "1\.2\.3", got "1\.2\.4"$/],
  ["other commit", [0, 7], /Expected the commit "c{40}", got "d{40}"$/],
  ["other platform", [0, 7], /Expected the platform ".+", got "plan9\/mips"$/],
  ["no json", [0], /Expected an object of JSON, got "1\.2\.3"$/],
  ["short help", [1], /Expected a word of informer$/],
  ["failing logo", [2], /Expected exit code 0, got 1, and said nothing$/],
  ["no logo", [2], /It printed nothing$/],
  ["nothing refused", [3, 4], /Expected exit code 2, got 0$/],
  ["one setting named", [3, 4], /Expected a word of REGISTRY_REPO_OWNER, .+, GITHUB_TOKEN on/],
  ["unhealthy", [6], /Expected status 200, got 503$/],
  ["other answer", [7], /Expected the version "1\.2\.3", got "dev"$/],
  ["endless answer", [6], /Cannot ask for \/healthz: .+more than 65536 bytes came$/],
  ["bad end", [9], /Expected exit code 0, got 1$/],
];
/** These are found by waiting in vain. */
const SLOW_FAULTS: readonly Fault[] = [
  ["always ready", [8], /Expected "degraded" with 200, got 200 with \{"status":"ready"\}$/],
  ["deaf", [9], /It did not end within 5 s: it said "\{.+"$/],
];

/** Settings around it are none of the program's. */
const ENV = { REGISTRY_REPO_OWNER: "acme", COLLECTOR_HOST: "192.0.2.1" };

/** An executable that starts this. */
async function writeProgram(path: string, words: readonly string[]): Promise<void> {
  const command = [Deno.execPath(), ..."run --allow-all --quiet --config".split(" ")];
  const all = [...command, `${ROOT}/deno.json`, ...words];
  const script = `#!/bin/sh\nexec ${all.map((word) => `'${word}'`).join(" ")} "$@"\n`;
  await Deno.writeTextFile(path, script, { mode: 0o755 });
}

/** The process that a stand-in has left the number of; 0 where it has not. */
async function readPid(folder: string): Promise<number> {
  return Number(await Deno.readTextFile(`${folder}/pid`).catch(() => ""));
}

/** Runs the task on a script that starts this. */
async function smoke(words: readonly string[], flags: readonly string[]) {
  const folder = await Deno.makeTempDir();
  try {
    await writeProgram(`${folder}/program`, words.map((word) => word || folder));
    const end = await runTask(["smoke", `${folder}/program`, ...flags], ENV);
    return { end, pid: await readPid(folder) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs it on a stand-in; makes sure that this has not been left alone. */
async function smokeStandIn(
  fault: string,
  flags: readonly string[] = FACTS,
): Promise<ToolEnd> {
  const { end, pid } = await smoke([`${ROOT}/tests/release/stand_in_program.ts`, fault, ""], flags);
  assert.ok(pid > 0);
  assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound);
  return end;
}

/** Rejects where it lives on for some seconds. */
async function waitForEnd(connection: Deno.Conn): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => late.reject(new Error("It lives on")), 10_000);
  // It is cut off where it is killed.
  const end = connection.readable.pipeTo(new WritableStream()).catch(() => {});
  await Promise.race([end, late.promise]).finally(() => clearTimeout(timer));
}

function assertFailed({ code, stdout, stderr }: ToolEnd, [, places, reason]: Fault): void {
  const lines = stdout.trimEnd().split("\n");
  const failed = lines.flatMap((line, place) => line.startsWith("FAILED: ") ? [place] : []);
  assert.deepEqual(failed, places, stdout);
  const line = lines[places[0] ?? 0] ?? "";
  assert.ok(line.startsWith(`FAILED: ${STEPS[places[0] ?? 0]}: `), line);
  assert.match(line, reason);
  assert.equal(code, 1);
  assert.equal(stderr, `error: ${places.length} of ${lines.length} steps failed\n`);
}

Deno.test({ name: "the program itself passes", ignore }, async () => {
  const { end } = await smoke([`${ROOT}/main.ts`], ["--version=dev", "--commit=unknown"]);
  assert.deepEqual(end, { code: 0, stdout: ALL_WELL, stderr: "" });
});

Deno.test({ name: "without facts any build of this system passes", ignore }, async () => {
  for (const fault of ["late", "other version", "other commit"]) {
    const end = await smokeStandIn(fault, []);
    assert.deepEqual(end, { code: 0, stdout: ALL_WELL, stderr: "" });
  }
});

for (const each of FAULTS) {
  Deno.test({ name: `a program with ${each[0]} fails, and is told why`, ignore }, async () => {
    assertFailed(await smokeStandIn(each[0]), each);
  });
}

for (const each of SLOW_FAULTS) {
  Deno.test({ name: `a program that is ${each[0]} is not waited for long`, ignore }, async () => {
    assertFailed(await smokeStandIn(each[0], [...FACTS, "--timeout-seconds=5"]), each);
  });
}

Deno.test({ name: "a server that never says that it listens is killed", ignore }, async () => {
  const end = await smokeStandIn("mute", [...FACTS, "--timeout-seconds=5"]);
  assertFailed(end, ["mute", [5], /It did not say "Listening" within 5 s, and said nothing$/]);
});

Deno.test({ name: "a server that ends at once fails", ignore }, async () => {
  const end = await smokeStandIn("early end");
  assertFailed(end, ["early end", [5], /It ended with 7 before "Listening", and said nothing$/]);
});

Deno.test({ name: "a port that is none is told", ignore }, async () => {
  const reason = /Expected a port from 1 to 65535 beside "Listening", got 99999$/;
  assertFailed(await smokeStandIn("strange port"), ["strange port", [5], reason]);
});

Deno.test({ name: "what a program has started ends with it", ignore }, async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const end = smokeStandIn(`fork ${listener.addr.port}`);
  const fork = await listener.accept();
  assert.deepEqual(await end, { code: 0, stdout: ALL_WELL, stderr: "" });
  await waitForEnd(fork);
});

Deno.test("of what a program says, only the end is kept", async () => {
  const script = `console.log("x".repeat(1_000_000)); console.log("the end");`;
  const { signal } = new AbortController();
  const file = { path: Deno.execPath(), folder: ROOT, timeoutMs: 60_000, signal };
  const { code, stdout } = await runProgram(file, { args: ["eval", script] });
  assert.deepEqual([code, stdout.length], [0, 65_536]);
  assert.ok(stdout.endsWith("xxx\nthe end\n"));
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(
    { name: `a run that gets ${signal} ends its server, and leaves nothing`, ignore },
    async () => {
      await using work = await WorkFolder.create();
      const program = `${work.path}/program`;
      await Deno.mkdir(`${work.path}/tmp`);
      await writeProgram(program, [`${ROOT}/tests/release/stand_in_program.ts`, "mute", work.path]);
      const watcher = Deno.watchFs(work.path);
      const tool = new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", "--quiet", `${ROOT}/src/release/smoke.ts`, program],
        env: { TMPDIR: `${work.path}/tmp`, NO_COLOR: "1", INIT_CWD: ROOT },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      for await (const _ of watcher) if (await readPid(work.path) > 0) break;
      tool.kill(signal);
      const end = await tool.output();
      assert.equal(new TextDecoder().decode(end.stderr), `error: Stopped by ${signal}\n`);
      assert.equal(end.code, code);
      assert.deepEqual(await Array.fromAsync(Deno.readDir(`${work.path}/tmp`)), []);
      const pid = await readPid(work.path);
      assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound);
    },
  );
}

Deno.test("a file that cannot be started fails every step", async () => {
  const { code, stdout } = await runTask(["smoke", "deno.json"]);
  assert.equal(code, 1);
  const path = JSON.stringify(resolve(ROOT, "deno.json"));
  assert.ok(stdout.startsWith(`FAILED: ${STEPS[0]}: Cannot start ${path}: `), stdout);
  assert.doesNotMatch(stdout, /^ok/m);
});

Deno.test("wrong arguments are told", async () => {
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[], 1, /Expected one executable/],
    [["a", "b"], 1, /Expected one executable/],
    [["a", "--timeout-seconds=0"], 1, /Expected whole seconds from 1 to 9999, got "0"/],
    [["a", "--strange"], 2, /Unknown option '--strange'/],
  ];
  for (const [words, code, message] of cases) {
    const end = await runTask(["smoke", ...words]);
    assert.deepEqual([end.code, end.stdout], [code, ""]);
    assert.match(end.stderr, message);
  }
});
