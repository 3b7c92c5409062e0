import assert from "node:assert/strict";
import { runDemo, startDemo } from "./demo_process.ts";
import { type DemoPlaces, findPlaces, listInformers, listTraces } from "./demo_traces.ts";

Deno.test("the demo shows everything that it promises and ends with exit code 0", async () => {
  const { code, stdout, stderr } = await runDemo({
    args: ["--once"],
    // A slow machine is no failure.
    env: { DEMO_DEADLINE_SECONDS: "60" },
  });
  assert.deepEqual([code, stderr], [0, ""], stdout);
  assert.match(stdout, /All of that has happened, in \d+ s\./);
  assert.match(stdout, /\+ {5}statusMessage: "Ready: True, Synced: False \(ReconcileError\)/);
  assert.match(stdout, /the pull request is the same, to the byte/);
  assert.match(stdout, /calls prod-us stale, and only it/);
  assert.match(stdout, /#1 is merged/);
  assert.match(stdout, /the next pull request appears: #2/);
  assert.match(stdout, /\+ {5}statusMessage: "Gone"/);
  // deno-lint-ignore no-control-regex -- that there is none is what is tested
  assert.doesNotMatch(stdout, /\u001b/);
  assert.deepEqual(await listTraces(stdout), []);
});

Deno.test("the demo ends with exit code 1 and says why when GitHub refuses to be written to", async () => {
  const { code, stdout } = await runDemo({
    args: ["--once"],
    env: { DEMO_BREAK: "github", DEMO_DEADLINE_SECONDS: "8" },
  });
  assert.equal(code, 1, stdout);
  assert.match(stdout, /✗ Waited 8 s in vain for: it compares them with the registry/);
  assert.match(stdout, /Pass failed: The token lacks "contents: write" on "platform\/inventory"/);
  assert.doesNotMatch(stdout, /All of that has happened/);
  assert.deepEqual(await listTraces(stdout), []);
});

Deno.test("the demo ends with exit code 1 and says why when no informer reaches the collector", async () => {
  const { code, stdout } = await runDemo({
    args: ["--once"],
    env: { DEMO_BREAK: "informer", DEMO_DEADLINE_SECONDS: "3" },
  });
  assert.equal(code, 1, stdout);
  assert.match(stdout, /✗ Waited 3 s in vain for: the informer of each cluster has reached/);
  assert.match(stdout, /nothing of prod-eu, prod-us, lab/);
  assert.match(
    stdout,
    /log of the informer of lab:\n.*Watching\n.*The collector cannot be reached/,
  );
  assert.deepEqual(await listTraces(stdout), []);
});

testSignals("the demo ends with exit code 0 when it is stopped early, and leaves nothing", {
  mode: "live",
  interfere: async ({ demo, places }) => {
    assert.equal(await readStatus(`${places.collectorUrl}/healthz`), 200);
    demo.kill("SIGINT");
  },
  check: ({ code, output }) => {
    assert.equal(code, 0, output);
    assert.match(output, /Stopped; nothing is left behind\.\n$/);
  },
});

testSignals("the demo ends with exit code 1 when an informer dies by itself, and tells of it", {
  mode: "once",
  interfere: async ({ places }) => {
    const [informer, ...others] = await listInformers(places.kubeconfig);
    assert.equal(others.length, 2);
    if (informer !== undefined) Deno.kill(informer, "SIGKILL");
  },
  check: ({ code, output }) => {
    assert.equal(code, 1, output);
    assert.match(output, /✗ The informer of [\w-]+ ended by itself, with exit code 137\./);
    assert.match(output, /log of the informer of lab:\n.*(?:Watching|Synchronised)/);
  },
});

Deno.test("the demo refuses arguments that it does not know", async () => {
  const { code, stderr } = await runDemo({ args: ["--twice"] });
  assert.equal(code, 2);
  assert.equal(stderr, 'Unknown argument "--twice", expected --once or nothing\n');
});

/** Runs the demo, interferes as soon as its first step is done, and checks what became of it. */
function testSignals(name: string, plan: {
  readonly mode: "live" | "once";
  readonly interfere: (
    running: { readonly demo: Deno.ChildProcess; readonly places: DemoPlaces },
  ) => Promise<void>;
  readonly check: (ended: { readonly code: number; readonly output: string }) => void;
}): void {
  // Only there can the informers be found.
  const ignore = Deno.build.os !== "linux";
  Deno.test({ name, ignore, fn: () => run() });

  async function run(): Promise<void> {
    const demo = startDemo({ args: plan.mode === "once" ? ["--once"] : [] });
    const errors = new Response(demo.stderr).text();
    let output = "";
    let places: DemoPlaces | undefined;
    for await (const text of demo.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      if (places !== undefined || !output.includes(" 2/12 ")) continue;
      places = findPlaces(output);
      assert(places !== undefined, output);
      await plan.interfere({ demo, places });
    }
    const { code } = await demo.status;
    plan.check({ code, output });
    assert.equal(await errors, "");
    assert.deepEqual(await listTraces(output), []);
  }
}

async function readStatus(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}
