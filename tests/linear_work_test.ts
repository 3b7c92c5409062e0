/**
 * Whatever reads or writes text of strangers does an amount of work that grows as the text does: each
 * of these doors gets texts of 12.5 and of 100 KB that are made to be expensive.
 */
import assert from "node:assert/strict";
import { parseTrustList } from "../src/access/trust_list.ts";
import { Authenticator } from "../src/access/authenticator.ts";
import { parseTokenList } from "../src/access/token_list.ts";
import { toCondition } from "../src/claim/conditions.ts";
import { readCompositeRef } from "../src/claim/composite_ref.ts";
import { isStatusText, parsePhase } from "../src/claim/phase.ts";
import { toRegistryText } from "../src/claim/registry_text.ts";
import { toUsageSentence } from "../src/cli/usage_error.ts";
import { parseBatchAnswer } from "../src/client/batch_answer.ts";
import { deriveBranchName } from "../src/collector/branch_name.ts";
import { splitStatusText } from "../src/collector/change_table.ts";
import { parseCommitDigest } from "../src/collector/commit_digest.ts";
import { toInertLine, toPlainLine } from "../src/collector/inert_text.ts";
import { normalizePath } from "../src/collector/manifest_reader.ts";
import { toCellSpan, toCodeSpan, toWords } from "../src/collector/markdown.ts";
import { toWithdrawnBody } from "../src/collector/proposal.ts";
import { EMPTY_MARKER, formatMarker, parseMarker } from "../src/collector/proposal_marker.ts";
import { INFORMER_SETTINGS } from "../src/config/informer_settings.ts";
import type { SettingTable } from "../src/config/parse_settings.ts";
import { PLAN_SETTINGS } from "../src/config/plan_settings.ts";
import { SERVER_SETTINGS } from "../src/config/server_settings.ts";
import { STATUS_SETTINGS } from "../src/config/status_settings.ts";
import { urlValue } from "../src/config/value_parser.ts";
import { quoteInput } from "../src/contract/describe_input.ts";
import { parsePlanDocument } from "../src/contract/plan_document.ts";
import { parseStatuses } from "../src/contract/status_document.ts";
import { clusterSchema, statusMessageSchema, timeSchema } from "../src/contract/status_post.ts";
import { toCallError } from "../src/github/github_error.ts";
import { toGraphQlError } from "../src/github/graphql_refusal.ts";
import { matchesEntityTag } from "../src/http/entity_tag.ts";
import { parsePageToken } from "../src/http/page.ts";
import { parseExecCredential } from "../src/kube/exec_credential.ts";
import { toPluginText } from "../src/kube/plugin_text.ts";
import { findProxy } from "../src/kube/proxy_route.ts";
import { isNewerVersion, parseWatchLine } from "../src/kube/watch_line.ts";
import { parseStatusFile } from "../src/local/status_file.ts";
import { formatPlan } from "../src/modes/plan_text.ts";
import { parseKustomization, parseManifest } from "../src/registry/manifest.ts";
import { editRegistry } from "../src/registry/edit_registry.ts";
import { parseConventionalCommit } from "../src/release/conventional_commit.ts";
import { toPlainMarkdown } from "../src/release/plain_markdown.ts";
import { findTitleProblems } from "../src/release/title_problems.ts";
import { toUnifiedDiff } from "../src/registry/unified_diff.ts";
import { toDoubleQuoted } from "../src/registry/yaml_scalar.ts";
import { readConnectionFailure } from "../src/runtime/connection_failure.ts";
import { cutToWidth, toDisplayWidth, wrapToWidth } from "../src/status/display_width.ts";
import { createLogger } from "../src/runtime/logger.ts";
import { parseRetryAfter } from "../src/runtime/retry_after.ts";
import { quote } from "../src/runtime/visible_text.ts";
import { EXPENSIVE_ENDS, EXPENSIVE_PARTS } from "./testing/expensive_texts.ts";
import { isTooMuch, measureGrowth, type Work } from "./testing/growth.ts";

const HEAD = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n";
const PURPOSE = { action: "look", permission: "contents: write", repository: "a/b" } as const;

const log = (format: "json" | "text"): Work => (text) =>
  createLogger({ level: () => "info", format, write: () => {}, now: () => 0 }).info(text, {
    [text]: text,
  });

/** Reads a text as the value of each setting of a table. */
const settingsOf = ({ settings }: SettingTable): Work => (text) => {
  for (const setting of Object.values(settings)) {
    setting.read({
      flag: undefined,
      isTerminal: false,
      variable: () => text,
      readTextFile: () => text,
    });
  }
};

const DOORS: Readonly<Record<string, Work>> = {
  "registry text": toRegistryText,
  "phase of a text": (
    text,
  ) => [parsePhase(text), isStatusText(text), parsePhase(`Ready: True - ${text}`)],
  "parts of a status text": (text) =>
    splitStatusText(`Ready: False (${text}), Synced: True - ${text}`),
  "condition of an object": (text) =>
    toCondition({ status: "False", reason: text, message: text } as never),
  "composite reference": (text) => readCompositeRef({ apiVersion: text, kind: text, name: text }),
  "inert line": (text) => [toInertLine(text), toPlainLine(text, 100)],
  "code span": (text) => [toCodeSpan(text), toCellSpan(text, 200_000), toWords(text)],
  "marker": (
    text,
  ) => [
    parseMarker(text),
    formatMarker({ ...EMPTY_MARKER, clusters: [text] }),
    toWithdrawnBody(text),
  ],
  "digest of a commit": parseCommitDigest,
  "branch name": (text) => deriveBranchName({ baseBranch: text, filePath: text }),
  "path of a manifest": normalizePath,
  "quoted input": (text) => [quoteInput(text), quoteInput(text, 200_000), quote(text)],
  "schemas": (text) =>
    [clusterSchema, statusMessageSchema, timeSchema].map((each) => each.safeParse(text)),
  "page token": parsePageToken,
  "If-None-Match": (text) => matchesEntityTag(text, 'W/"a.1."'),
  "Retry-After": (text) => parseRetryAfter(text, 0),
  "log in JSON": log("json"),
  "log in text": log("text"),
  "settings of the server": settingsOf(SERVER_SETTINGS),
  "settings of the informer": settingsOf(INFORMER_SETTINGS),
  "settings of a plan": settingsOf(PLAN_SETTINGS),
  "settings of a status": settingsOf(STATUS_SETTINGS),
  "columns of a terminal": (
    text,
  ) => [toDisplayWidth(text), cutToWidth(text, 80), wrapToWidth(text, 80)],
  "address": (text) => urlValue().parse(`https://a.test/${text.replace(/[\s?#\\]/g, "")}x`),
  "command line": (text) => {
    toUsageSentence(`error: ${text}`, SERVER_SETTINGS);
    toUsageSentence(text, SERVER_SETTINGS);
  },
  "Authorization": (text) => {
    const authenticator = new Authenticator({ tokens: null, issuers: null, now: () => 0 } as never);
    return [authenticator.authenticate(text), authenticator.authenticate(`Bearer ${text}`)];
  },
  "files of credentials": (
    text,
  ) => [parseQuietly(parseTokenList, text), parseQuietly(parseTrustList, text)],
  "error of GitHub": (text) =>
    toCallError(Object.assign(new Error(text), { status: 403 }), PURPOSE),
  "refusal of GraphQL": (text) => toGraphQlError([{ message: text }], PURPOSE),
  "failed connection": (text) => readConnectionFailure(new Error("", { cause: new Error(text) })),
  "line of a watch": (text) => [parseQuietly(parseWatchLine, text), isNewerVersion(text, text)],
  "words of a plugin": (text) => toPluginText(text, [text.slice(0, 20)]),
  "credential of a plugin": (text) =>
    parseQuietly((each) => parseExecCredential(each, "client.authentication.k8s.io/v1"), text),
  "proxy rules": (text) => {
    const env = (name: string) => name === "NO_PROXY" ? text : "http://proxy.test";
    return findProxy({ baseUrl: "https://a.test", proxy: null, env });
  },
  "answer of the collector": (
    text,
  ) => [parseBatchAnswer(text), parsePlanDocument(text), parseStatuses(text)],
  "scalar of YAML": toDoubleQuoted,
  "registry": (text) => [parseQuietly(toEdit, text), parseQuietly(toEdit, HEAD + text)],
  "registry with a name": (text) => toEdit(`${HEAD}  - name: ${JSON.stringify(text)}\n`),
  "manifest": (
    text,
  ) => [parseManifest(text), parseKustomization(text), parseKustomization(`resources:\n- ${text}`)],
  "file of statuses": parseStatusFile,
  "notes of a release": (text) => [toPlainMarkdown(text), parseConventionalCommit(`fix: ${text}`)],
  "title of a pull request": (text) => [findTitleProblems(text), findTitleProblems(`fix: ${text}`)],
  "edit and its diff": (text) => {
    const before = `${HEAD}  - name: a
    note: ${JSON.stringify(text)}
`;
    const edit = editRegistry(before, [{ index: 0, fields: { statusMessage: text } }]);
    toUnifiedDiff({ path: text, before, after: edit.text, changes: edit.changes });
  },
  "text of a plan": (text) =>
    formatPlan({
      diff: text,
      body: text,
      title: text,
      message: text,
      held: [],
      pullRequest: null,
      unmatchedEntries: { count: 1, first: [{ name: text, reason: text }] },
      unregisteredClaims: { count: 0, first: [] },
      ambiguousEntries: { count: 0, first: [] },
    } as never, { isColored: true }),
};

function toEdit(text: string) {
  return editRegistry(text, []);
}

function parseQuietly(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    return error;
  }
}

Deno.test("each door takes a text that means no harm", () => {
  for (const [door, work] of Object.entries(DOORS)) assert.doesNotThrow(() => work("text"), door);
});

for (const [door, work] of Object.entries(DOORS)) {
  Deno.test(`the work of ${door} grows as its text does`, () => {
    for (const part of EXPENSIVE_PARTS) {
      for (const end of EXPENSIVE_ENDS) {
        const growth = measureGrowth(work, { part, end });
        assert.ok(!isTooMuch(growth), `${JSON.stringify(part)} ${JSON.stringify(end)}: ${growth}`);
      }
    }
  });
}
