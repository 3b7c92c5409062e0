/** The command `status` as people start it, on a real collector, in pipes and on a terminal. */
import assert from "node:assert/strict";
import { load } from "js-yaml";
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { toTokenDigest } from "../access/token_digest.ts";
import { registryOf } from "../testing/collector_world.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { HOSTILE_TEXTS, isMessage, UNSAFE } from "../testing/hostile_texts.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { ServerProcess } from "../testing/server_process.ts";
import { hasTerminal, runStatus, TerminalProcess } from "../testing/status_process.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: True, Synced: False (ReconcileError) - quota is used up";
const REGISTRY_PATH = "claims/registry.yaml";
/** A collector that never reaches GitHub. */
const AWAY = {
  GITHUB_API_URL: "http://127.0.0.1:9",
  GITHUB_TOKEN: "token",
  COLLECTOR_RECONCILE_INTERVAL: "1h",
};
const SCREEN = "\u001b[?1049h\u001b[?25l";
const SCREEN_BACK = "\u001b[?25h\u001b[?1049l";

/** In CI a missing terminal is a failure. */
const isIgnored = Deno.env.get("CI") !== "true" && !await hasTerminal();

function nameOnTerminal(name: string): string {
  return isIgnored ? `${name} (ignored: no python3 to make a terminal with)` : name;
}

Deno.test("what keeps a registry from being up to date is told at the end of the table", async () => {
  const files = { [REGISTRY_PATH]: registryOf("db").replace("ClaimRegistry", "Other") };
  const github = createGitHubDouble({ owner: "acme", repo: "inventory", files });
  const socket = await github.listen();
  await using _closing = { [Symbol.asyncDispose]: () => socket.close() };
  await using server = await ServerProcess.start({
    env: {
      GITHUB_API_URL: socket.url,
      GITHUB_TOKEN: defaultToken,
      COLLECTOR_RECONCILE_INTERVAL: "1h",
    },
  });
  await server.post("team/db", READY);
  await server.post("team/web", BROKEN);
  await (await fetch(`${server.url}/api/v1/reconcile`, { method: "POST" })).body?.cancel();
  const env = { COLLECTOR_URL: server.url };
  const refused = await runStatus({ env });
  assert.deepEqual([refused.code, refused.stderr], [0, ""]);
  const lines = refused.stdout.split("\n");
  assert.match(lines[0] ?? "", /^CLUSTER +CLAIM +KIND +PHASE +SINCE +MESSAGE$/);
  assert.match(lines[1] ?? "", /^lab +team\/web +- +Error +\d+s +Ready: True, Synced: False/);
  assert.match(lines[2] ?? "", /^lab +team\/db +- +Ready +\d+s +Ready: True, Synced: True$/);
  assert.match(refused.stdout, /\nlab +\d+s ago +2 +1 Error, 1 Ready +posts without heartbeat\n/);
  assert.match(
    refused.stdout,
    /\nCollector: degraded\n {2}registry-refused: .* \(line \d+, column \d+\)\nLast pass: failed /,
  );
  github.commitFile({ path: REGISTRY_PATH, content: registryOf("db") });
  await (await fetch(`${server.url}/api/v1/reconcile`, { method: "POST" })).body?.cancel();
  const mended = await runStatus({ env });
  assert.match(mended.stdout, /\nCollector: ready\nLast pass: proposed /);
  assert.match(mended.stdout, /\nPull request: #1 http/);
  assert.match(mended.stdout, /\n {2}left alone: 1 running, but not registered\n/);
});

Deno.test("filters choose what is shown, and what makes the exit code 3", async () => {
  await using server = await ServerProcess.start({ env: AWAY });
  await server.post("team/db", READY);
  await server.post("team/web", BROKEN);
  const env = { COLLECTOR_URL: server.url };
  const codes: [string, number][] = [];
  for (
    const args of [
      "--fail-on error",
      "--fail-on unavailable,stale",
      "--fail-on ready",
      "--fail-on error --cluster other",
      "--fail-on ready --phase ready",
    ]
  ) {
    codes.push([args, (await runStatus({ args: args.split(" "), env })).code]);
  }
  assert.deepEqual(codes, [
    ["--fail-on error", 3],
    ["--fail-on unavailable,stale", 0],
    ["--fail-on ready", 3],
    ["--fail-on error --cluster other", 0],
    ["--fail-on ready --phase ready", 3],
  ]);
  const { stdout } = await runStatus({ args: ["--phase", "ready", "-ojson"], env });
  const document = JSON.parse(stdout);
  const [row, ...others] = document.statuses;
  assert.deepEqual([row.claimRef, others], ["team/db", []]);
  const [whole] = await (await fetch(`${server.url}/api/v1/status?phase=Ready`)).json();
  assert.deepEqual(row, whole);
  assert.equal(document.clusters[0].claims, 2);
});

Deno.test("a cluster's own credential shows its own rows, and whoever has none is told so", async () => {
  const folder = await Deno.makeTempDir();
  const tokens = { lab: await toTokenDigest("of-lab"), prod: await toTokenDigest("of-prod") };
  await Deno.writeTextFile(`${folder}/tokens`, JSON.stringify(tokens));
  await Deno.writeTextFile(`${folder}/token`, "of-lab\n");
  await using server = await ServerProcess.start({
    env: { ...AWAY, COLLECTOR_TOKENS_FILE: `${folder}/tokens` },
  });
  await server.post("team/db", READY, { authorization: "Bearer of-lab" });
  const env = { COLLECTOR_URL: server.url };
  const own = await runStatus({ env: { ...env, COLLECTOR_TOKEN_FILE: `${folder}/token` } });
  assert.deepEqual([own.code, own.stderr], [0, ""]);
  assert.match(own.stdout, /\nlab +team\/db /);
  assert.match(own.stdout, /\nCollector: degraded\n/);
  assert.doesNotMatch(own.stdout, /Last pass/);
  const other = await runStatus({
    args: ["-ojson"],
    env: { ...env, COLLECTOR_TOKEN: "of-prod" },
  });
  const { statuses, clusters, reconciliation } = JSON.parse(other.stdout);
  assert.deepEqual([statuses, clusters, reconciliation], [[], [], null]);
  const samples = [
    [{}, [], /it answered 401: "[^"]+"; it wants a token, in COLLECTOR_TOKEN /],
    [{ COLLECTOR_TOKEN: "wrong" }, [], /it answered 401: "[^"]+"; the token in /],
    [{ COLLECTOR_TOKEN: "of-prod" }, ["--cluster", "lab"], /it answered 403: "/],
  ] as const;
  for (const [more, args, expected] of samples) {
    const { code, stdout, stderr } = await runStatus({ args, env: { ...env, ...more } });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^Cannot get the statuses from "[^\n]+\n$/);
    assert.match(stderr, expected);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a collector that is down, another server or a wrong certificate is one sentence", async () => {
  const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const html = () => new Response("<html>", { headers: { "content-type": "text/html" } });
  await using other = Deno.serve(listen, html);
  const { ca: _unknown, ...certificate } = await createLocalCertificate();
  await using secure = Deno.serve({ ...listen, ...certificate }, html);
  const samples: readonly (readonly [string, RegExp])[] = [
    [`http://127.0.0.1:${findFreePort()}`, /: the connection failed: "[^"]*refused/],
    [`http://127.0.0.1:${other.addr.port}`, /200, but not as a collector does \(content type/],
    [`https://127.0.0.1:${secure.addr.port}`, /: the connection failed: "[^"]*certificate/],
  ];
  for (const [url, expected] of samples) {
    const { code, stdout, stderr } = await runStatus({ env: { COLLECTOR_URL: url } });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^Cannot get the statuses from "[^\n]+\n$/);
    assert.match(stderr, expected);
  }
});

Deno.test("whatever senders write, it stays text: in pipes and for programs", async () => {
  await using server = await ServerProcess.start({ env: AWAY });
  const hostile = HOSTILE_TEXTS.filter(isMessage).map(({ text }) => text);
  for (const [index, text] of hostile.entries()) await server.post(`team/claim-${index}`, text);
  const env = { COLLECTOR_URL: server.url };
  for (const form of ["table", "wide", "json", "yaml"]) {
    const { code, stdout } = await runStatus({ args: ["-o", form], env });
    assert.equal(code, 0);
    assert.doesNotMatch(stdout.replaceAll("\n", ""), UNSAFE, form);
    if (form === "table") assert.equal(stdout.match(/^lab +team\//gm)?.length, hostile.length);
    if (form !== "json" && form !== "yaml") continue;
    const { statuses } = (form === "json" ? JSON.parse(stdout) : load(stdout)) as {
      readonly statuses: readonly { readonly claimRef: string; readonly statusMessage: string }[];
    };
    const told = new Map(statuses.map((each) => [each.claimRef, each.statusMessage]));
    for (const [index, text] of hostile.entries()) {
      assert.equal(told.get(`team/claim-${index}`), text.toWellFormed(), form);
    }
  }
});

Deno.test("a reader that has seen enough ends it without a word", async () => {
  await using server = await ServerProcess.start({ env: AWAY });
  for (let index = 0; index < 40; index += 1) {
    await server.post(`team/claim-${index}`, "x".repeat(8_000));
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", "main.ts", "status"],
    cwd: new URL("../..", import.meta.url),
    env: { COLLECTOR_URL: server.url },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assert.equal(await new Response(child.stderr).text(), "");
  assert.equal((await child.status).code, 0);
});

Deno.test({
  name: nameOnTerminal("on a terminal lines are cut to its width and have colours"),
  ignore: isIgnored,
}, async () => {
  await using server = await ServerProcess.start({ env: AWAY });
  await server.post("team/db", `${BROKEN} ${"x".repeat(200)}`);
  const env = { COLLECTOR_URL: server.url };
  await using colored = new TerminalProcess({ env, columns: 60 });
  assert.equal(await colored.end(), 0);
  // deno-lint-ignore no-control-regex -- these are what is looked for
  assert.match(colored.text, /\u001b\[31mError\u001b\[0m.*…\r\n/);
  await using plain = new TerminalProcess({ env: { ...env, NO_COLOR: "1" }, columns: 60 });
  assert.equal(await plain.end(), 0);
  const [head = "", row = ""] = plain.text.slice(plain.text.indexOf("CLUSTER")).split("\r\n");
  assert.match(head, /^CLUSTER +CLAIM +KIND +PHASE +SINCE +MESSAGE$/);
  assert.match(row, /^lab +team\/db .*…$/);
  assert.equal(row.length, 60);
});

Deno.test({
  name: nameOnTerminal("a watch draws news, outlives its collector, and gives the terminal back"),
  ignore: isIgnored,
}, async () => {
  const port = String(findFreePort());
  const env = { ...AWAY, COLLECTOR_PORT: port };
  await using first = await ServerProcess.start({ env });
  await first.post("team/db", READY);
  const args = ["--watch", "--interval", "1s"];
  await using watch = new TerminalProcess({ args, env: { COLLECTOR_URL: first.url } });
  let place = await watch.waitFor(/team\/db .*Collector: degraded/s);
  assert.ok(watch.text.includes(SCREEN));
  await first.post("team/web", BROKEN);
  place = await watch.waitFor(/team\/web .*Error/, place);
  first.kill("SIGTERM");
  await first.ended;
  place = await watch.waitFor(/Cannot get the statuses from [^\n]*\r\n.*team\/web .*Error/s, place);
  await using second = await ServerProcess.start({ env });
  await second.post("team/new", READY);
  place = await watch.waitFor(/every 1s, as of [^,\n]*Z[^,\n]*\r\n[^\n]*\r\n.*team\/new/s, place);
  await watch.order('type "\\u0003"');
  assert.equal(await watch.end(), 0);
  assert.ok(watch.text.endsWith(SCREEN_BACK), JSON.stringify(watch.text.slice(-200)));
});

Deno.test({
  name: nameOnTerminal("a watch follows the size of its terminal, and SIGTERM ends it"),
  ignore: isIgnored,
}, async () => {
  await using server = await ServerProcess.start({ env: AWAY });
  await server.post("team/db", `${BROKEN} ${"x".repeat(200)}`);
  const env = { COLLECTOR_URL: server.url, NO_COLOR: "1" };
  // Nothing but the new size can be the reason for another frame.
  const args = ["-w", "--interval", "1h"];
  await using watch = new TerminalProcess({ args, env, columns: 80 });
  const place = await watch.waitFor(/\?2026l/);
  await watch.order("size 120 30");
  await watch.waitFor(/\?2026l/, place);
  // deno-lint-ignore no-control-regex -- these are what ends a line
  const rows = [...watch.text.matchAll(/\n(lab +team\/db .*?)\u001b\[K/g)].map(([, row]) => row);
  assert.deepEqual(rows.map((row) => row?.length), [79, 119]);
  await watch.order("kill SIGTERM");
  assert.equal(await watch.end(), 0);
  assert.ok(watch.text.endsWith(SCREEN_BACK));
});

Deno.test({
  name: nameOnTerminal("a watch gives the terminal back at Ctrl-\\, and goes on at Ctrl-Z"),
  ignore: isIgnored,
}, async () => {
  await using server = await ServerProcess.start({ env: AWAY });
  await server.post("team/db", READY);
  const args = ["--watch", "--interval", "1s"];
  for (const isTask of [false, true]) {
    await using watch = new TerminalProcess({ args, env: { COLLECTOR_URL: server.url }, isTask });
    let place = await watch.waitFor(/team\/db .*Collector: degraded/s);
    await watch.order('type "\\u001a"');
    await server.post(`team/news-${isTask}`, BROKEN);
    place = await watch.waitFor(new RegExp(`team/news-${isTask} .*Error`), place);
    // What runs tasks ends at Ctrl-\\ itself, whatever its task does.
    await watch.order(`type "${isTask ? "\\u0003" : "\\u001c"}"`);
    assert.equal(await watch.end(), 0);
    assert.ok(watch.text.trimEnd().endsWith(SCREEN_BACK), JSON.stringify(watch.text.slice(-200)));
  }
});

Deno.test({
  name: "an output that takes nothing is one sentence",
  ignore: Deno.build.os !== "linux",
}, async () => {
  await using server = await ServerProcess.start({ env: AWAY });
  await server.post("team/db", READY);
  for (const form of ["table", "json"]) {
    const { code, stderr } = await new Deno.Command("sh", {
      args: [
        "-c",
        `"$0" run --quiet --allow-all main.ts status -o ${form} >/dev/full`,
        Deno.execPath(),
      ],
      cwd: new URL("../..", import.meta.url),
      env: { COLLECTOR_URL: server.url },
    }).output();
    assert.equal(code, 1);
    const told = new TextDecoder().decode(stderr);
    assert.match(told, /^Cannot write to standard output: No space left[^\n]*\n$/);
  }
});
