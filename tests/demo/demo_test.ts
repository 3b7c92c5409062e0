import assert from "node:assert/strict";
import { runDemo, startDemo } from "./demo_process.ts";

Deno.test("the demo shows everything that it promises and ends with exit code 0", async () => {
  const { code, stdout, stderr } = await runDemo({
    args: ["--once"],
    // A slow machine is no failure.
    env: { DEMO_DEADLINE_SECONDS: "60" },
  });
  assert.deepEqual([code, stderr], [0, ""], stdout);
  assert.match(stdout, /All of that has happened, in \d+ s\./);
  assert.match(stdout, /\+ {5}statusMessage: "Ready: True, Synced: False \(ReconcileError\)/);
  assert.match(stdout, /#1 is merged/);
  assert.match(stdout, /the next pull request appears: #2/);
  // deno-lint-ignore no-control-regex -- that there is none is what is tested
  assert.doesNotMatch(stdout, /\u001b/);
});

Deno.test("the demo ends with exit code 1 and says why when no pull request appears", async () => {
  const { code, stdout } = await runDemo({
    args: ["--once"],
    env: { DEMO_BREAK: "github", DEMO_DEADLINE_SECONDS: "5" },
  });
  assert.equal(code, 1, stdout);
  assert.match(stdout, /✗ Waited 5 s in vain for: one pull request appears/);
  assert.match(stdout, /no open pull request/);
  assert.match(stdout, /Pass failed: Cannot write to .* GitHub answered 403/);
  assert.doesNotMatch(stdout, /All of that has happened/);
});

Deno.test({
  name: "the demo ends with exit code 0 when it is stopped early, and leaves nothing running",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const demo = startDemo({ args: [] });
    const errors = new Response(demo.stderr).text();
    let output = "";
    let collectorUrl: string | undefined;
    for await (const text of demo.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      if (collectorUrl !== undefined || !output.includes(" 2/11 ")) continue;
      collectorUrl = /(http:\S+)\/api\/v1\/status/.exec(output)?.[1];
      assert.equal(await readStatus(`${collectorUrl}/healthz`), 200);
      demo.kill("SIGINT");
    }
    const { code } = await demo.status;
    assert.deepEqual([code, await errors], [0, ""], output);
    assert.match(output, /Stopped; nothing is left behind\.\n$/);
    await assert.rejects(fetch(`${collectorUrl}/healthz`), TypeError);
  },
});

Deno.test("the demo refuses arguments that it does not know", async () => {
  const { code, stderr } = await runDemo({ args: ["--twice"] });
  assert.equal(code, 2);
  assert.equal(stderr, 'Unknown argument "--twice", expected --once or nothing\n');
});

async function readStatus(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}
