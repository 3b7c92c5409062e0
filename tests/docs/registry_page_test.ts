import assert from "node:assert/strict";
import { load } from "js-yaml";
import { type ClaimStatus, PHASES } from "../../src/claim/claim.ts";
import { digestObject, joinDigests } from "../../src/claim/digest.ts";
import { parsePhase } from "../../src/claim/phase.ts";
import { REGISTRY_TEXT_LENGTH_MAX } from "../../src/claim/registry_text.ts";
import { MANIFEST_BYTES_MAX, MANIFEST_FETCH_MAX } from "../../src/collector/manifest_reader.ts";
import { toJoinReport } from "../../src/collector/join_report.ts";
import type { UnjoinedList } from "../../src/collector/pass_report.ts";
import { matchEntries } from "../../src/registry/match_entries.ts";
import { parseRegistry, toRegistry } from "../../src/registry/parse_registry.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { runPlan } from "../testing/plan_process.ts";
import { ServerProcess } from "../testing/server_process.ts";
import { MarkdownPage, readTables } from "./markdown_page.ts";
import {
  assertShown,
  type Example,
  fileNameOf,
  readBlocks,
  readExamples,
  runExample,
} from "./worked_example.ts";

const page = await MarkdownPage.read("docs/registry.md");
const examples = readExamples(page);
const REGISTRY_PATH = "registry.yaml";

for (const example of examples.filter(({ args }) => !args.includes("--collector-url"))) {
  Deno.test(`${example.name} says what the program says`, async () => {
    const { code, output } = await runExample(example);
    assertShown(output, example);
    assert.equal(code, example.expected.startsWith("Cannot ") ? 1 : 0);
  });
}

Deno.test("each form, rule and refusal of the page has an example", () => {
  const counts = new Map<string, number>();
  for (const { heading } of examples) counts.set(heading, (counts.get(heading) ?? 0) + 1);
  const headings = ["ClaimRegistry", "A map of clusters", "What is written", "Gone"];
  const rules = [...page.text.matchAll(/^### (Rule \d: .*)$/gm)].map(([, rule = ""]) => rule);
  assert.equal(rules.length, 3);
  for (const heading of [...headings, ...rules]) assert.ok(counts.has(heading), heading);
  assert.equal(counts.get("What is refused"), 8);
});

Deno.test("the page has each reason for which entries and claims are left alone", () => {
  const { matches, ...nothing } = matchEntries([], {
    claims: [],
    manifests: new Map(),
    defaultCluster: null,
    repository: "",
  });
  const [entry] = toRegistry(parseRegistry("prod:\n- {name: db}\n")).entries;
  const claim = { cluster: "prod", claimRef: "shop/db", type: null } as ClaimStatus;
  assert.ok(entry !== undefined);
  const match = {
    ...nothing,
    matches,
    unmatched: [entry],
    unregistered: [claim],
    ambiguous: [
      { entry, claims: [claim, claim], reason: "several-claims" },
      { entry, claims: [claim], reason: "several-entries" },
    ],
  } as const;
  const reports = [[true, false], [false, true], [false, false]].map(([isGone, isPending]) =>
    toJoinReport(match, {
      isGone: () => isGone === true,
      isManifestPending: () => isPending === true,
    })
  );
  const lists = reports.flatMap((report) => Object.values<UnjoinedList>({ ...report }));
  const told = new Set(lists.flatMap(({ first }) => first.map(({ reason }) => reason)));
  const rows = tableOf("What is reported, and what to do");
  assert.deepEqual(rows.map(([reason]) => toCode(reason)).sort(), [...told].sort());
});

Deno.test("a running collector proves what the page says to be gone, and nothing else", async () => {
  const example = examples.find(({ args }) => args.includes("--collector-url"));
  assert.ok(example !== undefined);
  const batch = readBlocks(page).find(({ language, heading }) =>
    language === "json" && heading === example.heading
  );
  const registry = example.files.get(REGISTRY_PATH) ?? "";
  const files = { [REGISTRY_PATH]: registry };
  const github = createGitHubDouble({ owner: "acme", repo: "inventory", files });
  const socket = await github.listen();
  await using _closing = { [Symbol.asyncDispose]: () => socket.close() };
  await using server = await ServerProcess.start({
    env: {
      GITHUB_API_URL: socket.url,
      GITHUB_TOKEN: defaultToken,
      REGISTRY_FILE_PATH: REGISTRY_PATH,
      COLLECTOR_RECONCILE_INTERVAL: "1h",
    },
  });
  await server.waitForLog(({ outcome }) => outcome === "up-to-date");
  const answer = await fetch(`${server.url}/api/v1/clusters/prod/batch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: batch?.text ?? "",
  });
  assert.equal(answer.status, 200, await answer.text());
  const plan = await runPlan(["--collector-url", server.url]);
  const time = /^(\+ +lastCheckedAt): "([^"]+)"$/m;
  const shownTime = time.exec(example.expected)?.[2] ?? "";
  const output = plan.stdout.replace(time, `$1: "${shownTime}"`);
  assertShown(output, example);
});

Deno.test("conditions make the texts and phases of the page", () => {
  let objects = new Map<string, unknown>();
  let count = 0;
  for (const block of readBlocks(page).filter(({ heading }) => heading === "Texts")) {
    const name = fileNameOf(block);
    assert.ok(name !== undefined, `line ${block.line}`);
    objects.set(name, load(block.text));
    if (name !== "told") continue;
    const claim = toDigest(objects.get("claim"));
    const composite = objects.has("composite") ? toDigest(objects.get("composite")) : null;
    assert.ok(claim !== null);
    const { statusMessage, phase } = joinDigests(claim, composite);
    assert.deepEqual({ statusMessage, phase }, objects.get("told"), `line ${block.line}`);
    assert.equal(parsePhase(statusMessage), phase, `line ${block.line}`);
    objects = new Map();
    count += 1;
  }
  assert.ok(count >= 6, `only ${count} texts were looked at`);
});

Deno.test("messages come into the registry as the page says", () => {
  const rows = tableOf("Secrets and what changes at each try");
  assert.ok(rows.length >= 9);
  for (const [message = "", shown] of rows) {
    const synced = { type: "Synced", status: "False", message: toCode(message) };
    const claim = toDigest({ status: { conditions: [synced] } });
    assert.ok(claim !== null);
    assert.equal(joinDigests(claim, null).statusMessage, `Synced: False - ${toCode(shown)}`);
  }
});

Deno.test("the page has each phase with a text of it", () => {
  const rows = tableOf("Phases");
  for (const [phase, , text] of rows) assert.equal(parsePhase(toCode(text)), toCode(phase));
  assert.deepEqual(rows.map(([phase]) => toCode(phase)).sort(), [...PHASES].sort());
});

Deno.test("each phase becomes the word of status that the page names", async () => {
  const rows = tableOf("The field status");
  assert.deepEqual(rows.map(([phase]) => toCode(phase)).sort(), [...PHASES].sort());
  for (const [phase, word] of rows) {
    const status = `{cluster: prod, claimRef: shop/db, statusMessage: x, phase: ${toCode(phase)}}`;
    const example: Example = {
      name: `${toCode(phase)}`,
      heading: "",
      args: ["plan", "--statuses", "s", "--registry", "r", "--registry-write-status", "-ojson"],
      expected: "",
      files: new Map([["s", `- ${status}\n`], ["r", "prod:\n- {name: db, namespace: shop}\n"]]),
    };
    const { output } = await runExample(example);
    assert.match(JSON.parse(output).diff, new RegExp(`, status: ${toCode(word)}[,}]`), output);
  }
});

Deno.test("the limits of the page are those of the code", () => {
  const limits = page.section("Limits");
  for (const limit of [REGISTRY_TEXT_LENGTH_MAX, MANIFEST_BYTES_MAX, MANIFEST_FETCH_MAX]) {
    assert.match(limits, new RegExp(`\\b${limit.toLocaleString("en")}\\b`));
  }
});

function toDigest(object: unknown) {
  const { metadata, ...rest } = object as { readonly metadata?: object };
  return digestObject({ ...rest, metadata: { name: "db", ...metadata } });
}

function tableOf(heading: string): readonly (readonly string[])[] {
  return readTables(page.section(heading))[0] ?? [];
}

function toCode(cell = ""): string {
  return cell.replace(/^`(.*)`$/, "$1");
}
