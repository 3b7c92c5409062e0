/** Traces of real processes, as a receiver gets them: what is named how, what is below what, no more. */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { defaultToken } from "../testing/github/github_double.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { startTask } from "../permission/task_process.ts";
import { ProgramProcess } from "../testing/program_process.ts";
import { type ReceivedSpan, TraceReceiver } from "../testing/trace_receiver.ts";
import { ill, Platform } from "./platform.ts";

// Tasks are started by signals and scripts as on Linux and macOS.
const ignore = Deno.build.os === "windows";
const BATCH_NAME = "POST /api/v1/clusters/{cluster}/batch";
const CALLER_TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER_SPAN = "b7ad6b7169203331";

Deno.test("a batch is one trace through both processes, and a pass is one with its calls to GitHub below it", async () => {
  await using receiver = new TraceReceiver();
  await using platform = await Platform.create(registryOf("db"));
  platform.apply("team/db", { complaint: "no room for hush-hush" });
  await using server = await platform.startServer(receiver.env("collector"));
  await using informer = platform.startInformer(receiver.env("informer"));
  await platform.untilStatuses({ "team/db": ill("no room for hush-hush") });
  const sent = await receiver.waitFor(isOf("informer", BATCH_NAME));
  const answered = await receiver.waitFor(isBelow(sent));
  assert.deepEqual(sketch(sent), {
    name: BATCH_NAME,
    kind: "client",
    attributes: { "http.request.method": "POST", "http.response.status_code": 200 },
    isFailed: false,
  });
  assert.equal(sent.parentSpanId, "");
  assert.equal(answered.service, "collector");
  assert.deepEqual(sketch(answered), {
    name: BATCH_NAME,
    kind: "server",
    attributes: {
      "http.request.method": "POST",
      "http.response.status_code": 200,
      "http.route": "/api/v1/clusters/{cluster}/batch",
    },
    isFailed: false,
  });
  const pass = await receiver.waitFor(({ attributes }) =>
    attributes["pass.outcome"] === "proposed"
  );
  const { "pass.revision": revision, ...rest } = pass.attributes;
  assert.deepEqual(rest, { "pass.outcome": "proposed", "pass.changes": 1 });
  assert.ok(Number(revision) > 0);
  assert.deepEqual([pass.name, pass.kind, pass.parentSpanId], ["pass", "internal", ""]);
  const calls = receiver.spans.filter(isBelow(pass));
  const names = calls.map(({ name }) => name);
  for (const name of ["GET /repos/{owner}/{repo}/pulls", "POST /repos/{owner}/{repo}/git/trees"]) {
    assert.ok(names.includes(name), `${name} is not in ${names}`);
  }
  const statuses = new Set(calls.map(({ attributes }) => attributes["http.response.status_code"]));
  for (const { name, attributes } of calls) {
    assert.equal(attributes["http.request.method"], name.split(" ")[0]);
  }
  // The branch is not there yet.
  assert.deepEqual([...statuses].sort(), [200, 201, 404]);
  const line = await server.waitForLog((record) => record["outcome"] === "proposed");
  assert.equal(line["traceId"], pass.traceId);
  const request = await server.waitForLog(({ route }) =>
    route === "/api/v1/clusters/:cluster/batch"
  );
  assert.ok(receiver.spans.some(({ traceId }) => traceId === request["traceId"]));
  for (const { ended, kill } of [stopOf(informer), stopOf(server)]) {
    kill();
    assert.equal((await ended).code, 0);
  }
  assertQuiet(receiver);
});

Deno.test("a request is below its caller where traceparent is well-formed, and its span tells a route only", async () => {
  await using receiver = new TraceReceiver();
  await using platform = await Platform.create();
  const server = await platform.startServer(receiver.env("collector"));
  const ask = async (path: string, traceparent: string): Promise<void> => {
    const headers = { traceparent, baggage: "whisper=hush-hush" };
    await (await fetch(`${server.url}${path}`, { headers })).body?.cancel();
  };
  await ask("/api/v1/status/hush-hush?team=hush-hush", `00-${CALLER_TRACE}-${CALLER_SPAN}-01`);
  const joined = await receiver.waitFor(isOf("collector", "GET /api/v1/status/{cluster}"));
  assert.deepEqual([joined.traceId, joined.parentSpanId], [CALLER_TRACE, CALLER_SPAN]);
  const malformed = [
    `00-${"0".repeat(32)}-${CALLER_SPAN}-01`,
    `00-${CALLER_TRACE}-${CALLER_SPAN.toUpperCase()}x-01`,
    "hush-hush",
  ];
  for (const traceparent of malformed) await ask("/version", traceparent);
  const asked = await fetch(`${server.url}/api/v1/reconcile`, { method: "POST" });
  await asked.body?.cancel();
  await ask("/hush-hush/nowhere", "");
  const lost = await receiver.waitFor(isOf("collector", "GET"));
  assert.deepEqual(lost.attributes, {
    "http.request.method": "GET",
    "http.response.status_code": 404,
  });
  const fresh = receiver.spans.filter(({ name }) => name === "GET /version");
  assert.deepEqual(fresh.map(({ parentSpanId }) => parentSpanId), ["", "", ""]);
  assert.ok(fresh.every(({ traceId }) => traceId !== CALLER_TRACE));
  const reconcile = await receiver.waitFor(isOf("collector", "POST /api/v1/reconcile"));
  const passes = receiver.spans.filter(({ name }) => name === "pass");
  assert.ok(passes.every(({ traceId }) => traceId !== reconcile.traceId));
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
  assertQuiet(receiver);
});

Deno.test("a plan is one trace through the command, the collector and its calls to GitHub", async () => {
  await using receiver = new TraceReceiver();
  await using platform = await Platform.create(registryOf("db"));
  const server = await platform.startServer(receiver.env("collector"));
  await server.post("team/db", "Ready: True, Synced: True");
  await using command = new ProgramProcess({
    args: ["plan"],
    env: { ...receiver.env("plan"), COLLECTOR_URL: server.url },
  });
  await command.ended;
  const plan = await receiver.waitFor(isOf("plan", "plan"));
  const request = await receiver.waitFor(isBelow(plan));
  assert.deepEqual(
    [request.service, request.name],
    ["collector", "GET /api/v1/reconcile/plan"],
  );
  const call = await receiver.waitFor(isBelow(request));
  assert.match(call.name, /^GET \/repos\//);
  server.kill("SIGTERM");
  await server.ended;
  assertQuiet(receiver);
});

Deno.test("calls that fail are told as failed, without what was said", async () => {
  await using receiver = new TraceReceiver();
  await using platform = await Platform.create();
  const server = await platform.startServer({
    ...receiver.env("collector"),
    GITHUB_API_URL: `http://127.0.0.1:${findFreePort()}/hush-hush`,
  });
  const pass = await receiver.waitFor(({ name }) => name === "pass");
  assert.deepEqual([pass.isFailed, pass.attributes["error.type"]], [true, "unavailable"]);
  const [call] = receiver.spans.filter(isBelow(pass));
  assert.deepEqual([call?.isFailed, call?.attributes["error.type"]], [true, "UnavailableError"]);
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
  assertQuiet(receiver);
});

Deno.test("a receiver that hangs keeps nobody waiting: posts are answered, and the server stops in time", async () => {
  await using receiver = new TraceReceiver();
  receiver.isHanging = true;
  await using platform = await Platform.create(registryOf("db"));
  const server = await platform.startServer(receiver.env("collector"));
  await receiver.waitForHeld();
  await server.post("team/db", "Ready: True, Synced: True");
  await server.waitForLog((record) => record["outcome"] === "proposed");
  server.kill("SIGTERM");
  // Whoever does not end within 10 seconds is killed here, as an orchestrator does it.
  const late = setTimeout(() => server.kill("SIGKILL"), 10_000);
  const { code } = await server.ended;
  clearTimeout(late);
  assert.equal(code, 0);
});

Deno.test("a receiver that is down changes nothing, and neither does tracing that is off", async () => {
  const receiver = new TraceReceiver();
  const env = receiver.env("collector");
  await receiver[Symbol.asyncDispose]();
  for (const environment of [env, {}]) {
    await using platform = await Platform.create(registryOf("db"));
    const server = await platform.startServer(environment);
    await server.post("team/db", "Ready: True, Synced: True");
    await server.waitForLog((record) => record["outcome"] === "proposed");
    server.kill("SIGTERM");
    assert.equal((await server.ended).code, 0);
    assert.deepEqual(server.noise, []);
    assert.equal(
      server.records.some((record) => "traceId" in record),
      environment === env,
    );
  }
});

Deno.test(
  {
    name: "run-server exports what its .env says, though no permission names the receiver",
    ignore,
  },
  async () => {
    await using receiver = new TraceReceiver();
    const envFile = await Deno.makeTempFile();
    const lines = Object.entries(receiver.env("collector"))
      .map(([name, value]) => `${name}=${value}`);
    await Deno.writeTextFile(envFile, lines.join("\n"));
    await using task = startTask({
      task: "run-server",
      envFile,
      args: ["--port", String(findFreePort())],
      env: {
        COLLECTOR_HOST: "127.0.0.1",
        GITHUB_API_URL: "http://127.0.0.1:1",
        GITHUB_TOKEN: defaultToken,
        REGISTRY_REPO_OWNER: "acme",
        REGISTRY_REPO_NAME: "inventory",
        REGISTRY_FILE_PATH: "claims/registry.yaml",
      },
    });
    const pass = await receiver.waitFor(({ name }) => name === "pass");
    assert.equal(pass.service, "collector");
    task.kill("SIGTERM");
    await task.waitForLog("Stopped");
    task.kill("SIGINT");
    await task.ended;
    await Deno.remove(envFile);
    assertQuiet(receiver);
  },
);

function isOf(service: string, name: string): (span: ReceivedSpan) => boolean {
  return (span) => span.service === service && span.name === name;
}

function isBelow(parent: ReceivedSpan): (span: ReceivedSpan) => boolean {
  return ({ traceId, parentSpanId }) =>
    traceId === parent.traceId && parentSpanId === parent.spanId;
}

function sketch(
  { name, kind, attributes, isFailed }: ReceivedSpan,
): Pick<ReceivedSpan, "name" | "kind" | "attributes" | "isFailed"> {
  return { name, kind, attributes, isFailed };
}

function stopOf(
  process: { readonly ended: Promise<Deno.CommandStatus>; kill(signal: Deno.Signal): void },
) {
  return { ended: process.ended, kill: () => process.kill("SIGTERM") };
}

/** Names are of few words, and neither what others wrote nor where they live is told. */
function assertQuiet({ texts, paths, spans }: TraceReceiver): void {
  assert.deepEqual([...paths], ["/v1/traces"]);
  const all = texts.join("\n");
  for (const secret of ["hush-hush", "team/db", "acme", `"lab"`, "127.0.0.1", defaultToken]) {
    assert.ok(!all.includes(secret), `"${secret}" was exported`);
  }
  for (const { name } of spans) assert.match(name, /^(?:pass|plan|[A-Z]+(?: \/[\w./{}]*)?)$/);
}
