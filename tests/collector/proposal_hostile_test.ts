import assert from "node:assert/strict";
import fc from "fast-check";
import { type ProposalContext, toPullRequestBody } from "../../src/collector/proposal.ts";
import { EMPTY_MARKER, parseMarker } from "../../src/collector/proposal_marker.ts";
import { findElements, type HtmlElement, renderMarkdown, textOf } from "../testing/html_reader.ts";
import {
  buildChange,
  buildContext,
  buildUnjoined,
  hostileText,
  ORDERS,
} from "../testing/proposal_facts.ts";

/** Everything that may come from outside, as one hostile text each. */
interface HostileFacts {
  readonly name: string;
  readonly namespace: string;
  readonly cluster: string;
  readonly before: string;
  readonly after: string;
  readonly since: string;
  readonly path: string;
  readonly other: string;
}

const facts: fc.Arbitrary<HostileFacts> = fc.record({
  name: hostileText,
  namespace: hostileText,
  cluster: hostileText,
  before: hostileText,
  after: fc.oneof(hostileText, hostileText.map((text) => `Ready: True, Synced: False - ${text}`)),
  since: hostileText,
  path: hostileText,
  other: hostileText,
});

function toContext(hostile: HostileFacts): ProposalContext {
  const { name, namespace, cluster, before, after, since, path, other } = hostile;
  return buildContext({
    changes: [
      buildChange({ name, namespace, cluster, statusMessage: after, lastCheckedAt: since }, {
        statusMessage: before,
        status: "active",
      }),
    ],
    filePath: path,
    staleClusters: [{ cluster, claimCount: 1 }],
    awaitedClusters: [other, cluster],
    stripped: { count: 1, first: [{ name: other, reason: before }] },
    unmatchedEntries: buildUnjoined([other]),
    unregisteredClaims: buildUnjoined([name]),
    ambiguousEntries: buildUnjoined([path, since]),
    marker: { ...EMPTY_MARKER, clusters: [cluster, other] },
  });
}

/** What the elements are, code and comments as one word each, our own words as they are. */
function outline(element: HtmlElement): string {
  return element.children.map((child) => {
    if (typeof child === "string") return child.trim() === "–" ? "§" : child.replace(/–/g, "§");
    if (child.name === "#comment") return "<comment>";
    return child.name === "code" ? "§" : `<${child.name}>${outline(child)}</${child.name}>`;
  }).join("").replace(/\s+/g, " ");
}

const row = (name: string, cells: readonly string[]) =>
  `<tr>${cells.map((cell) => `<${name}>${cell}</${name}>`).join("")}</tr>`;
const table = (head: readonly string[], cells: readonly string[]) =>
  `<table><thead>${row("th", head)}</thead><tbody>${row("td", cells)}</tbody></table>`;
const details = (title: string, content: string) =>
  `<details><summary>${title}</summary>${content}</details>`;
const item = "<li>§: no entry stands for it</li>";

function expectedOutline(phase: string): string {
  return "<p>Brings 1 entry of 3 in § up to date with what the clusters report.</p>" +
    `<p><strong>1</strong> ${phase}</p>` +
    `<ul><li>§: 1 change (1 ${phase})</li></ul>` +
    "<p><strong>Not heard from 2 clusters since the collector started.</strong> " +
    "Until they report, their entries keep what they say.</p><ul><li>§</li><li>§</li></ul>" +
    "<p><strong>The informers of 1 cluster are silent.</strong> " +
    "Their claims keep what they last said.</p><ul><li>§: 1 claim</li></ul>" +
    table(["Claim", "Cluster", "Before", "After", "Since", "Reason"], Array(6).fill("§")) +
    details(
      "Put back, because something else has undone it: 1",
      "<p>It was merged before, and then removed or replaced by something else, such as another tool.</p><ul><li>§: §</li></ul>",
    ) +
    details("Registered, but not found in any cluster: 1", `<ul>${item}</ul>`) +
    details("Running, but not registered: 1", `<ul>${item}</ul>`) +
    details("Ambiguous, left alone: 2", `<ul>${item}${item}</ul>`) +
    "<p>Only §, § and, if asked for, § are ever changed. " +
    "Merge it whenever it suits: until then it is kept up to date. " +
    "Closed, it stays silent until there is something new to say.</p><comment>";
}

Deno.test("hostile texts come out as code, and the elements are ours alone", () => {
  fc.assert(
    fc.property(facts, (hostile) => {
      const context = toContext(hostile);
      const body = toPullRequestBody(context);
      const phase = hostile.after.startsWith("Ready: True, Synced: False - ") ? "Error" : "Unknown";
      const root = renderMarkdown(body);
      // A reason that happens to be plain words is shown as words.
      const shown = outline(root).replace(
        /<li>§: (?!no entry)[\w ,;:.'()-]+<\/li>(?=<\/ul><\/details>)/,
        "<li>§: §</li>",
      );
      assert.equal(shown, expectedOutline(phase));
      assert.deepEqual(parseMarker(body), context.marker);
    }),
    { seed: 20_260_208, numRuns: 1_000 },
  );
});

Deno.test("what is shown is what was said, line breaks and invisible characters aside", () => {
  const visible = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, "");
  fc.assert(
    fc.property(facts, (hostile) => {
      const { name, namespace, cluster, since } = hostile;
      const root = renderMarkdown(toPullRequestBody(toContext(hostile)));
      const cells = findElements(root, "tr").at(-1)?.children.map(textOf) ?? [];
      for (const [index, text] of [`${namespace}/${name}`, cluster, since].entries()) {
        const shown = visible(cells[index === 2 ? 4 : index] ?? "");
        const said = visible(text.toWellFormed()) || "–";
        const isCut = shown.endsWith("…") && said.startsWith(shown.slice(0, -1));
        assert.ok(shown === said || (isCut && said.length > 50), `${shown} for ${said}`);
      }
    }),
    { seed: 20_260_208, numRuns: 500 },
  );
});

Deno.test("nothing in the text orders anything, should it become the message of a commit", () => {
  fc.assert(
    fc.property(facts, (hostile) => {
      const body = toPullRequestBody(toContext(hostile));
      for (const order of ORDERS) assert.doesNotMatch(body, order);
      assert.doesNotMatch(body, /^(?:Registry-Digest|Signed-off-by|Co-authored-by):/mi);
      assert.doesNotMatch(body, /[\p{Cf}\p{Zl}\p{Zp}\r\t\0]/u);
    }),
    { seed: 20_260_208, numRuns: 1_000 },
  );
});
