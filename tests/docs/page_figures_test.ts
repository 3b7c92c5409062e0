/**
 * Figures that stand in the pages' sentences, against the constants that they are of. Limits have
 * their table in `docs/architecture.md`; this is what people are told elsewhere.
 */
import assert from "node:assert/strict";
import { EXIT_CODE } from "../../src/cli.ts";
import { NO_CONDITIONS_TEXT } from "../../src/claim/phase.ts";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { OPERATIONS } from "../http/operation_table.ts";
import { MarkdownPage, ROOT } from "./markdown_page.ts";

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const PARTS = ["none", "all", "half", "a third"];
const { ok, failed, usage } = EXIT_CODE;
const SETTINGS = SERVER_SETTINGS.settings;

const found = await readConstant("src/modes/status_mode.ts", "FOUND");
const kept = await readConstant("src/collector/status_store.ts", "TOMBSTONE_MS");
const silent = await readConstant("src/collector/session.ts", "PRECEDENCE_MS");
const again = await readConstant("src/informer/post_courier.ts", "EVERYTHING_MS");
const overdue = await readConstant("src/modes/server_readiness.ts", "PASS_LONG_MS");
const call = await readConstant("src/github/guarded_fetch.ts", "CALL_TIMEOUT_MS");
const stop = await readConstant("src/modes/server_mode.ts", "STOP_MS");
const burst = await readConstant("src/http/request_buckets.ts", "BURST_S");
const noRoom = await readConstant("src/http/no_room.ts", "RETRY_AFTER_S");
const braked = await readConstant("src/collector/mass_change.ts", "BRAKE_ENTRY_COUNT_MIN");
const [, part] = await readSource(
  "src/collector/mass_change.ts",
  /vanishing\.length \* (\d) <= telling/,
);
const [, shown] = await readSource("demo/run_demo.ts", /problem === undefined\) return (\d);/);
const [, missed] = await readSource("demo/run_demo.ts", /^ {2}return (\d);/m);
const open = OPERATIONS.filter(({ needs }) => needs === "nothing").map(({ path }) => `\`${path}\``);
const [, user] = await readSource("Dockerfile", /^USER (\d+):/m);
const [, tls] = await readSource("src/transport/http_listener.ts", /minVersion: "TLSv([\d.]+)" \}/);

/** Sentences, or parts of them, by page. */
const SENTENCES: readonly (readonly [page: string, says: string])[] = [
  ["README", `it ends by itself: with ${shown} when all of that has happened, with ${missed} when`],
  ["getting-started", `The registry's pull request says \`${NO_CONDITIONS_TEXT}\``],
  ["commands", `The exit code is ${ok} for a plan, also one that changes nothing, ${failed} where`],
  ["commands", `none could be made, and ${usage} for wrong settings`],
  ["commands", `The exit code is ${ok}, whatever the claims are up to`],
  ["commands", `It is ${found} where a claim is in a phase that \`--fail-on`],
  ["commands", `It is ${failed} where the collector cannot be asked`],
  ["commands", `one sentence about why, and ${usage} for wrong settings`],
  ["configuration", `settings are reported at once, with exit code ${usage}`],
  ["configuration", `that end it with exit code ${found} where a claim is in one`],
  ["deployment", `a program that is started without it ends with ${usage}`],
  ["operations", `a flag that it does not know ends it with ${usage} and a sentence`],
  ["operations", `says so in one sentence and ends with ${failed}`],
  ["operations", `More than ${PARTS[Number(part)]} of the claims that the registry knows`],
  ["operations", `has been running for more than ${WORDS[overdue / 60_000]} minutes`],
  ["operations", `Each call to GitHub has a limit of ${call / 1_000} seconds`],
  ["operations", `ends within ${stop / 1_000} seconds, and informers keep everything`],
  ["running", `SIGINT and SIGTERM stop it within ${stop / 1_000} seconds`],
  ["running", `runs as user ${user}`],
  ["releasing", `runs as user ${user}`],
  ["security", `TLS ${tls} or newer`],
  ["security", `${WORDS[burst]} times as often at once`],
  ["security", `The default, ${toDefault(SETTINGS.requestsPerSecond)}, is made for`],
  ["security", `${open.slice(0, -1).join(", ")} and ${open.at(-1)} are always open`],
  ["protocol", `A deleted claim stays listed for ${kept / 3_600_000} hours`],
  ["protocol", `silent for ${WORDS[silent / 60_000]} minutes loses this precedence`],
  ["protocol", `answered 503 with \`Retry-After: ${noRoom}\``],
  [
    "pull-requests",
    `When more than ${
      PARTS[Number(part)]
    } of the claims of a registry of ${braked} entries or more`,
  ],
  ["migration", `everything again every ${again / 60_000} minutes`],
  ["migration", `at most ${Number(toDefault(SETTINGS.bodyLimitBytes)) / 1_024} KiB`],
  ["faq", `every ${WORDS[minutesBetweenPasses()]} minutes (\`COLLECTOR_RECONCILE_INTERVAL\``],
  ["pull-requests", `\`COLLECTOR_RECONCILE_INTERVAL\` (${minutesBetweenPasses()} minutes)`],
];

Deno.test("the figures in sentences of the pages are those of the code", async () => {
  for (const [name, says] of SENTENCES) {
    const { path, text } = await MarkdownPage.read(
      name === "README" ? "README.md" : `docs/${name}.md`,
    );
    assert.ok(text.replace(/\s+/g, " ").includes(says), `${path}: expected "${says}"`);
  }
});

/** A number that a module has for itself. */
async function readConstant(path: string, name: string): Promise<number> {
  const [, text = ""] = await readSource(path, new RegExp(`const ${name} = ([\\d_]+);`));
  return Number(text.replaceAll("_", ""));
}

async function readSource(path: string, pattern: RegExp): Promise<RegExpExecArray> {
  const match = pattern.exec(await Deno.readTextFile(new URL(path, ROOT)));
  assert.ok(match, `${path} has nothing like ${pattern}`);
  return match;
}

function toDefault({ absence }: { readonly absence: string }): string {
  return absence.replace(/^default /, "");
}

function minutesBetweenPasses(): number {
  return Number.parseInt(toDefault(SETTINGS.reconcileIntervalMs));
}
