import assert from "node:assert/strict";
import plugin from "./layer_rules.ts";

/** A source that breaks one rule, and one nearby that does not. */
interface Sample {
  readonly rule: string;
  readonly what: string;
  readonly bad: readonly [path: string, source: string];
  readonly good: readonly [path: string, source: string];
}

const PURE_SAMPLES: readonly Sample[] = [
  ["a file", `Deno.readTextFileSync("a")`, "readTextFile(path)"],
  ["the clock", "Date.now()", "deps.now()"],
  ["today", "new Date()", "new Date(0)"],
  ["today as a text", "Date()", "Date.UTC(2026, 1)"],
  ["chance", "Math.random()", "Math.max(1, 2)"],
  ["a random id", "crypto.randomUUID()", "deps.randomUUID()"],
  ["the network", `fetch("https://a.example")`, `deps.fetch("https://a.example")`],
  ["a reference to the network", "use({ fetch })", "use({ fetch: 1 })"],
  ["a timer", "setTimeout(f, 1)", "deps.setTimeout(f, 1)"],
  ["a global by another name", "globalThis.x", "x.globalThis"],
  ["Node's modules", `import "node:fs"`, `import "./splice.ts"`],
].map(([what = "", bad = "", good = ""]) => ({
  rule: "house/pure-room",
  what: `a pure room uses ${what}`,
  bad: ["src/registry/a.ts", bad],
  good: ["src/registry/a.ts", good],
}));

const DIRECTION_SAMPLES: readonly Sample[] = [
  ["core imports rim", "src/collector/a.ts", "../http/app.ts", "../claim/claim.ts"],
  ["rim imports rim", "src/http/a.ts", "../github/b.ts", "../collector/b.ts"],
  ["thread imports rim", "src/thread/a.ts", "../kube/b.ts", "../informer/b.ts"],
  ["rim imports settings", "src/github/a.ts", "../config/secret.ts", "../runtime/logger.ts"],
  ["collector meets informer", "src/collector/a.ts", "../informer/b.ts", "../contract/b.ts"],
  ["informer meets collector", "src/informer/a.ts", "../collector/b.ts", "../contract/b.ts"],
  ["settings import rim", "src/config/a.ts", "../http/b.ts", "../runtime/logger.ts"],
  ["registry meets contract", "src/registry/a.ts", "../contract/b.ts", "../claim/claim.ts"],
  ["claim imports registry", "src/claim/a.ts", "../registry/b.ts", "../errors.ts"],
  ["a pure room imports runtime", "src/claim/a.ts", "../runtime/logger.ts", "../version.ts"],
  ["runtime knows the domain", "src/runtime/a.ts", "../claim/claim.ts", "../errors.ts"],
  ["a mode imports the command line", "src/modes/a.ts", "../cli.ts", "../http/app.ts"],
  ["the command line imports rim", "src/cli.ts", "./http/app.ts", "./config/setting.ts"],
  ["a part of it does", "src/cli/a.ts", "../http/app.ts", "../modes/mode_context.ts"],
  ["main imports core", "main.ts", "./src/collector/a.ts", "./src/cli.ts"],
  ["main imports rim", "main.ts", "./src/http/a.ts", "./src/thread/a.ts"],
  ["somebody imports main", "src/modes/a.ts", "../../main.ts", "./b.ts"],
  ["somebody else reads the build", "src/modes/a.ts", "../build_info.ts", "../version.ts"],
  ["the ground imports a room", "src/errors.ts", "./runtime/logger.ts", "./version.ts"],
  ["src imports tests", "src/http/a.ts", "../../tests/testing/b.ts", "./b.ts"],
  ["src imports demo", "src/modes/a.ts", "../../demo/b.ts", "../http/b.ts"],
  ["a way around through the root", "src/http/a.ts", "/src/github/b.ts", "./../runtime/logger.ts"],
].flatMap(([what = "", path = "", bad = "", good = ""]) =>
  [
    [(to: string) => `import { b } from "${to}"; b`, "by import"],
    [(to: string) => `export * from "${to}"`, "by export"],
    [(to: string) => `await import("${to}")`, "at run time"],
    [(to: string) => `export type A = import("${to}").A`, "by type"],
  ].map(([write, how]) => {
    const sourceOf = write as (to: string) => string;
    return {
      rule: "house/import-direction",
      what: `${what} ${how}`,
      bad: [path, sourceOf(bad)] as const,
      good: [path, sourceOf(good)] as const,
    };
  })
);

const PACKAGE_SAMPLES: readonly Sample[] = [
  ["@hono/zod-openapi", "src/collector/a.ts", "src/http/a.ts"],
  ["@hono/hono/cors", "src/modes/a.ts", "src/http/a.ts"],
  ["@octokit/rest", "src/http/a.ts", "src/github/a.ts"],
  ["js-yaml", "src/collector/a.ts", "src/registry/a.ts"],
  ["commander", "src/config/a.ts", "src/cli.ts"],
  ["commander", "main.ts", "src/cli/a.ts"],
  ["zod", "src/registry/a.ts", "src/contract/a.ts"],
  ["zod", "src/claim/a.ts", "src/http/a.ts"],
  ["npm:zod@4/mini", "src/collector/a.ts", "src/config/a.ts"],
].map(([name = "", bad = "", good = ""]) => ({
  rule: "house/package-room",
  what: `"${name}" is imported by ${bad}`,
  bad: [bad, `import { a } from "${name}"; a`],
  good: [good, `import { a } from "${name}"; a`],
}));

const EDGE_SAMPLES: readonly Sample[] = [
  ["src/collector/a.ts", `Deno.env.get("A")`],
  ["src/config/a.ts", "Deno.exit(1)"],
  ["src/cli.ts", "Deno.exitCode = 1"],
  ["src/cli.ts", "globalThis.Deno.args"],
  ["src/http/a.ts", "process.env"],
  ["src/http/a.ts", `Deno["exit"](1)`],
  ["src/runtime/a.ts", "const { exit } = Deno"],
  ["src/runtime/a.ts", `import process from "node:process"`],
].flatMap(([path = "", source = ""]) =>
  ["main.ts", "src/modes/a.ts"].map((edge) => ({
    rule: "house/process-edge",
    what: `${path} touches the process: ${source}`,
    bad: [path, source] as const,
    good: [edge, source] as const,
  }))
);

const OUTBOUND_SAMPLES: readonly Sample[] = [
  [`fetch("https://a.example")`, `deps.fetch("https://a.example")`],
  ["use(fetch)", "use({ fetch: send })"],
  ["const { fetch } = deps", "const { fetch: send } = deps"],
  [`globalThis.fetch("https://a.example")`, `access.fetch("https://a.example")`],
  [`globalThis["fetch"]`, `globalThis["crypto"]`],
  [`new WebSocket("wss://a.example")`, `socket.WebSocket`],
  [`new EventSource("https://a.example")`, "source.EventSource"],
  [`Deno.connect({ port: 1 })`, "Deno.serve(handler)"],
  [`Deno["connectTls"]({ port: 1 })`, `Deno["serve"](handler)`],
  ["globalThis.Deno.startTls(a)", "deps.startTls(a)"],
  ["Deno.createHttpClient({})", "createHttpClient({})"],
  [`Deno.resolveDns("a", "A")`, "resolveDns()"],
  [`Deno.listenDatagram({ port: 1, transport: "udp" })`, "Deno.listen({ port: 1 })"],
  [`import net from "node:net"`, `import type net from "node:net"`],
  [`import * as http from "node:http"`, `import { createServer } from "node:http"`],
  [`import { request } from "node:https"`, `import { type RequestOptions } from "node:https"`],
  [`import { Socket, isIP } from "node:net"`, `import { isIP } from "node:net"`],
  [`import { connect } from "node:tls"`, `import { createSecureContext } from "node:tls"`],
  [`import dgram from "node:dgram"`, `import "node:path"`],
  [`export { lookup } from "node:dns/promises"`, `export { join } from "node:path"`],
  [`const net = await import("node:net")`, `const { isIP } = await import("node:net")`],
  [
    `const { connect } = await import("node:net")`,
    `const { BlockList } = await import("node:net")`,
  ],
].flatMap(([bad = "", good = ""]) =>
  ["src/modes/a.ts", "src/kube/a.ts"].map((path): Sample => ({
    rule: "house/outbound",
    what: `${path} leaves the process: ${bad}`,
    bad: [path, bad],
    good: [path, good],
  }))
);

const LENGTH_SAMPLES: readonly Sample[] = [
  {
    rule: "house/file-length",
    what: "a file is too long",
    bad: ["src/http/a.ts", "// line\n".repeat(301)],
    good: ["src/http/a.ts", "// line\n".repeat(300)],
  },
  ...[
    ["function", "function f() {\n", "}"],
    ["method", "class A {\n  f() {\n", "}\n}"],
    ["arrow function", "const f = () => {\n", "}"],
  ].map(([what = "", start = "", end = ""]): Sample => ({
    rule: "house/function-length",
    what: `a ${what} is too long`,
    bad: ["src/http/a.ts", `${start}${"// line\n".repeat(59)}${end}`],
    good: ["src/http/a.ts", `${start}${"// line\n".repeat(58)}${end}`],
  })),
];

const OTHER_SAMPLES: readonly Sample[] = [
  {
    rule: "house/import-direction",
    what: "a folder is in no room",
    bad: ["src/utils/a.ts", ""],
    good: ["src/runtime/a.ts", ""],
  },
  {
    rule: "house/import-direction",
    what: "an import's target is computed",
    bad: ["src/modes/a.ts", "await import(name)"],
    good: ["src/modes/a.ts", `await import("./b.ts")`],
  },
  {
    rule: "house/outbound",
    what: "a way out is not the one module's",
    bad: ["src/runtime/http_connection.ts", "fetch(url)"],
    good: ["src/runtime/outbound.ts", "fetch(url)"],
  },
  {
    rule: "house/package-room",
    what: "a package has no room",
    bad: ["src/http/a.ts", `import "left-pad"`],
    good: ["tests/http/a.ts", `import "left-pad"`],
  },
];

const SAMPLES = [
  ...DIRECTION_SAMPLES,
  ...PACKAGE_SAMPLES,
  ...PURE_SAMPLES,
  ...EDGE_SAMPLES,
  ...OUTBOUND_SAMPLES,
  ...LENGTH_SAMPLES,
  ...OTHER_SAMPLES,
];

for (const rule of Object.keys(plugin.rules)) {
  Deno.test(`house/${rule} refuses what it is for and nothing nearby`, () => {
    const samples = SAMPLES.filter((sample) => sample.rule === `house/${rule}`);
    assert.ok(samples.length > 0, "no sample shows that this rule can fail");
    for (const { what, bad, good } of samples) {
      assert.ok(findRules(...bad).includes(`house/${rule}`), `not refused: ${what}`);
      assert.deepEqual(findRules(...good), [], `beside: ${what}`);
    }
  });
}

Deno.test("the rules know the project by absolute paths too", () => {
  const root = new URL("../..", import.meta.url).pathname;
  assert.deepEqual(findRules(`${root}src/http/a.ts`, `import "../github/b.ts"`), [
    "house/import-direction",
  ]);
  assert.deepEqual(findRules("/elsewhere/src/http/a.ts", `import "../github/b.ts"`), []);
});

Deno.test("tests and demo may import whatever they need", () => {
  const source = `import "../src/http/app.ts"; import "emulate"; Deno.env.get("A"); Date.now();`;
  assert.deepEqual(findRules("demo/a.ts", source), []);
  assert.deepEqual(findRules("tests/a_test.ts", source), []);
});

function findRules(path: string, source: string): readonly string[] {
  return Deno.lint.runPlugin(plugin, path, source).map((diagnostic) => diagnostic.id);
}
