import assert from "node:assert/strict";

const ROOT = new URL("..", import.meta.url);

/** Runs the real program with nothing in its environment but what is given. */
async function runMain(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "main.ts", ...args],
    cwd: ROOT,
    clearEnv: true,
    env: { ...keptEnv(), ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What the runtime itself needs to find its cache. */
function keptEnv(): Readonly<Record<string, string>> {
  const names = ["HOME", "DENO_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA", "USERPROFILE", "SYSTEMROOT"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

Deno.test("the process tells its version", async () => {
  const { code, stdout, stderr } = await runMain(["version", "--json"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(JSON.parse(stdout).deno, Deno.version.deno);
  assert.equal(JSON.parse(stdout).platform, `${Deno.build.os}/${Deno.build.arch}`);
});

Deno.test("the process prints its logo without colours into a pipe", async () => {
  const { code, stdout, stderr } = await runMain(["logo"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /\/_{4}\//);
  // deno-lint-ignore no-control-regex -- that there is none is what is tested
  assert.doesNotMatch(stdout, /\u001b/);
});

Deno.test("the process ends with exit code 2 and all problems when settings are wrong", async () => {
  const { code, stdout, stderr } = await runMain([], { COLLECTOR_PORT: "abc" });
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^Cannot start: 5 settings are missing or wrong\n/);
  assert.match(stderr, /COLLECTOR_PORT: expected a port from 1 to 65535, .*, got "abc"\n/);
  assert.match(stderr, /GITHUB_TOKEN: is required/);
});

Deno.test("the informer's process ends with exit code 2 and all problems, too", async () => {
  const env = { CLAIM_RESOURCE: "*,b", COLLECTOR_PORT: "abc" };
  const { code, stdout, stderr } = await runMain(["informer"], env);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^Cannot start: 4 settings are missing or wrong\n/);
  assert.match(stderr, /CLUSTER_NAME: is required and not set/);
  assert.match(stderr, /CLAIM_RESOURCE: expected "\*" to stand alone, got "\*,b"/);
  assert.doesNotMatch(stderr, /COLLECTOR_PORT/);
});

Deno.test("a reader that goes away does not make the process fail", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "main.ts", "--help"],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await child.stdout.cancel();
  const [{ code }, stderr] = await Promise.all([
    child.status,
    new Response(child.stderr).text(),
  ]);
  assert.deepEqual([code, stderr], [0, ""]);
});
