import assert from "node:assert/strict";
import { load } from "js-yaml";
import type { StatusDocument } from "../../src/contract/status_document.ts";
import { formatStatusJson, formatStatusYaml } from "../../src/status/status_data.ts";
import { formatStatus, type StatusTextOptions } from "../../src/status/status_text.ts";
import { toDisplayWidth } from "../../src/status/display_width.ts";
import { HOSTILE_TEXTS, UNSAFE } from "../testing/hostile_texts.ts";
import { ago, FULL, NOW, PASS, RECONCILIATION, toStatus } from "./status_sample.ts";

const PLAIN: StatusTextOptions = {
  isWide: false,
  isColored: false,
  widthMax: Infinity,
  asked: [],
  now: NOW,
};
const EMPTY: StatusDocument = {
  statuses: [],
  clusters: [],
  readiness: null,
  reconciliation: null,
};

function print(document: StatusDocument, options: Partial<StatusTextOptions> = {}): string {
  return [...formatStatus(document, { ...PLAIN, ...options })].join("\n");
}

Deno.test("the worst claims come first, then clusters, then what is wrong and what was done", () => {
  const long = `Synced: False - ${"quota of 5 is used up, ".repeat(6)}ask for more`;
  assert.equal(
    print(FULL),
    `CLUSTER  CLAIM        KIND      PHASE          SINCE  MESSAGE
prod     shop/orders  -         Error          60s    ${long}
lab      shop/orders  Database  Stale (Ready)  119m   Ready: True, Synced: True
prod     shop/new     Database  Melting        0s     Ready: True, Synced: True
lab      shop/cache   Database  Ready          25h    Ready: True, Synced: True

CLUSTER  LAST CONTACT  CLAIMS  PHASES              STATE
lab      20m ago       2       1 Stale, 1 Ready    stale, not synchronised yet, no contact to databases.storage.example.org, nodes in a
prod     2s ago        2       1 Error, 1 Melting  in contact

Collector: degraded
  mass-change: 12 of 20 claims seem to be gone
Last pass: held 30s ago, the next in 4m
  Changes are kept back
  not heard since the start: lab
  left alone: 3 registered, but in no cluster, 1 ambiguous
Pull request: #17 https://github.test/17, open for 60m, the oldest change waits for 2h
Held back:
  mass-change: 12 of 20 claims seem to be gone, to be confirmed by the id abc
  settling: 2 changes are too new, for 90s at most`,
  );
});

Deno.test("wide shows every field of a claim, in full", () => {
  const [head, , , , last] = print(FULL, { isWide: true }).split("\n");
  assert.match(
    head ?? "",
    /^CLUSTER +CLAIM +KIND +GROUP +PHASE +SINCE +OBSERVED +RECEIVED +UID +MESSAGE$/,
  );
  const fields = ["lab", "shop/cache", "Database", "-", "Ready", "25h", ago(60), ago(50), "u-1"];
  assert.deepEqual(last?.split(/ {2,}/), [...fields, "Ready: True, Synced: True"]);
});

Deno.test("on a terminal the tables keep to its width, and what is wrong is told in full", () => {
  const lines = print(FULL, { widthMax: 70 }).split("\n");
  const end = lines.indexOf("Collector: degraded");
  for (const line of lines.slice(0, end)) assert.ok(toDisplayWidth(line) <= 70, line);
  assert.match(lines[1] ?? "", /^prod {5}shop\/orders .* Synced: False - …$/);
  assert.ok(lines.some((line) => line.length > 70));
});

Deno.test("colours tell what is bad, and change nothing else", () => {
  const colored = print(FULL, { isColored: true });
  assert.ok(colored.includes("\u001b[31mError\u001b[0m"));
  assert.ok(colored.includes("\u001b[33mStale (Ready)\u001b[0m"));
  assert.ok(colored.includes("\u001b[31mCollector: degraded\u001b[0m"));
  assert.ok(colored.includes("  Melting  "), "what is not known has no colour");
  // deno-lint-ignore no-control-regex -- these are what is taken away
  assert.equal(colored.replaceAll(/\u001b\[\d*m/g, ""), print(FULL));
});

Deno.test("what is not told is left out, and what was asked for and is not known is named", () => {
  assert.equal(print(EMPTY), "No claims\n");
  assert.equal(
    print(EMPTY, { asked: ["typo"] }),
    `No claims

CLUSTER  LAST CONTACT  CLAIMS  PHASES  STATE
typo     never         0       -       has not reported
`,
  );
  assert.equal(print({ ...EMPTY, clusters: null }, { asked: ["typo"] }), "No claims\n");
});

Deno.test("a pass that failed or never ended is told, and nothing twice", () => {
  const error = { code: "access", message: "GitHub answered 401" };
  const failed: StatusDocument = {
    ...EMPTY,
    readiness: { status: "degraded", reasons: [error] },
    reconciliation: {
      ...RECONCILIATION,
      running: true,
      lastPass: { ...PASS, outcome: "failed", error },
      lastSuccessAt: ago(720),
    },
  };
  assert.equal(
    print(failed),
    `No claims

Collector: degraded
  access: GitHub answered 401
Last pass: failed 30s ago, the last good one 12m ago, one runs now
Pull request: none is open`,
  );
  const young = { ...RECONCILIATION, lastPass: null, nextPassAt: null };
  assert.match(
    print({ ...EMPTY, readiness: { status: "ready" }, reconciliation: young }),
    /\nCollector: ready\nLast pass: none has ended yet; none is due\n/,
  );
});

Deno.test("programs get every field as it came, in JSON and in YAML", () => {
  for (const document of [FULL, EMPTY, { ...EMPTY, clusters: null }]) {
    const expected = JSON.parse(JSON.stringify(document));
    assert.deepEqual(JSON.parse([...formatStatusJson(document)].join("\n")), expected);
    assert.deepEqual(load([...formatStatusYaml(document)].join("\n")), expected);
  }
});

Deno.test("nothing foreign steers the terminal, in any field and any form", () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    const evil = text.toWellFormed();
    const document: StatusDocument = {
      statuses: [toStatus(evil, {
        cluster: evil,
        kind: evil,
        group: evil,
        uid: evil,
        phase: evil,
        lastPhase: evil,
        statusMessage: evil,
      })],
      clusters: [{
        cluster: evil,
        lastContact: ago(1),
        stale: true,
        claims: 1,
        phases: Object.fromEntries([[evil, 1]]),
        sessions: [{
          stale: false,
          synchronised: true,
          silent: [{ group: evil, resource: evil, namespace: evil }],
        }],
      }],
      readiness: { status: evil, reasons: [{ code: evil, message: evil }] },
      reconciliation: {
        ...RECONCILIATION,
        lastPass: { ...PASS, outcome: evil, message: `${evil}.`, awaitedClusters: [evil] },
        pullRequest: { number: 1, url: evil },
        held: [{ code: evil, message: `${evil}!`, until: null, id: evil }],
      },
    };
    const texts = [true, false].map((isWide) => formatStatus(document, { ...PLAIN, isWide }));
    for (const lines of texts) {
      const printed = [...lines];
      assert.equal(printed.length, 14, name);
      for (const line of printed) assert.doesNotMatch(line, UNSAFE, name);
    }
    const json = [...formatStatusJson(document)];
    const yaml = [...formatStatusYaml(document)];
    for (const line of [...json, ...yaml]) assert.doesNotMatch(line, UNSAFE, name);
    assert.deepEqual(JSON.parse(json.join("\n")), document, name);
    assert.deepEqual(load(yaml.join("\n")), document, name);
  }
});

Deno.test("stale claims are ranked by what they were last", () => {
  const stale = (claimRef: string, lastPhase: string) =>
    toStatus(claimRef, { phase: "Stale", lastPhase });
  const statuses = [
    stale("a/well", "Ready"),
    stale("b/broken", "Error"),
    stale("c/new", "Creating"),
  ];
  const rows = print({ ...EMPTY, statuses }).split("\n").slice(1, 4);
  assert.deepEqual(rows.map((row) => row.split(/\s+/)[1]), ["b/broken", "c/new", "a/well"]);
});
