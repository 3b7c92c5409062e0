/**
 * The pages that people see in a browser: the repository with its registry, a pull request with its
 * text and difference, and the logs of all processes. Plain HTML that follows what happens by
 * reloading.
 */
import { z } from "zod";
import type { ProcessLogs } from "../program/process_logs.ts";
import { diffLines } from "../registry/line_diff.ts";
import type { EmulatedApi } from "./emulated_api.ts";
import { PLACE, REPOSITORY_PATH } from "./place.ts";
import type { Pull, PullRequests } from "./pull_requests.ts";

/** Where the logs are listed, below the base address. */
export const LOGS_PAGE = "/logs";
/** Where the repository is shown. */
export const REPOSITORY_PAGE = `/${PLACE.owner}/${PLACE.repo}`;

/** Finds the page at a path. */
export interface WebPages {
  find(path: string): Promise<Response | undefined>;
}

const RELOAD_SECONDS = 2;
const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
pre { background: #f6f8fa; border: 1px solid #d0d7de; border-radius: 6px; padding: 1rem; overflow-x: auto;
  white-space: pre-wrap }
.added { background: #dafbe1 } .removed { background: #ffebe9 } .line { color: #57606a }
.state { border-radius: 1rem; color: #fff; padding: .1rem .7rem } .open { background: #1a7f37 }
.merged { background: #8250df } .closed { background: #cf222e }`;

const contentSchema = z.object({ content: z.string() });

/** What the pages show. */
export interface WebPagesDeps {
  readonly api: EmulatedApi;
  readonly pulls: PullRequests;
  readonly logs: ProcessLogs;
}

/** Makes the pages. */
export function createWebPages(deps: WebPagesDeps): WebPages {
  return {
    find: async (path) => {
      if (path === "/") return redirect(REPOSITORY_PAGE);
      if (path === LOGS_PAGE) return toPage("Logs", renderLogs(deps.logs));
      if (path.startsWith(`${LOGS_PAGE}/`)) return toLog(path, deps.logs);
      if (path === REPOSITORY_PAGE) return toPage("Repository", await renderRepository(deps));
      const number = PULL_PAGE.exec(path)?.[1];
      if (number === undefined) return undefined;
      return toPage(`Pull request #${number}`, await renderPull(deps, Number(number)));
    },
  };
}

const PULL_PAGE = new RegExp(`^${REPOSITORY_PAGE}/pull/(\\d+)$`);

function renderLogs({ names }: ProcessLogs): string {
  const items = names.map((name) =>
    `<li><a href="${LOGS_PAGE}/${encodeURIComponent(name)}">${escapeHtml(name)}</a></li>`
  );
  return `<h1>Newest lines of each process</h1><ul>${items.join("")}</ul>`;
}

function toLog(path: string, logs: ProcessLogs): Response | undefined {
  const name = logs.names.find((one) => path === `${LOGS_PAGE}/${encodeURIComponent(one)}`);
  return name === undefined ? undefined : new Response(`${logs.read(name).join("\n")}\n`);
}

async function renderRepository({ api, pulls }: WebPagesDeps): Promise<string> {
  const items = (await pulls.list()).map((pull) =>
    `<li>${toState(pull)} <a href="${REPOSITORY_PAGE}/pull/${pull.number}">#${pull.number} ${
      escapeHtml(pull.title)
    }</a></li>`
  );
  const registry = await readRegistry(api, PLACE.baseBranch);
  return `<h1>${PLACE.owner}/${PLACE.repo}</h1><h2>Pull requests</h2><ul>${items.join("")}</ul>
<h2>${PLACE.registryPath}</h2><pre>${escapeHtml(registry)}</pre>`;
}

async function renderPull({ api, pulls }: WebPagesDeps, number: number): Promise<string> {
  const pull = await pulls.find(number);
  const before = await readRegistry(api, pull.base.sha);
  const after = await readRegistry(api, pull.head.sha);
  const hunks = diffLines({ before, after }, 4);
  const diff = hunks.flatMap(({ line, lines }) => [
    `<div class="line">@@ line ${line} @@</div>`,
    ...lines.map(({ kind, text }) => {
      const sign = { same: " ", added: "+", removed: "-" }[kind];
      return `<div class="${kind}">${sign} ${escapeHtml(text)}</div>`;
    }),
  ]);
  return `<p><a href="${REPOSITORY_PAGE}">${PLACE.owner}/${PLACE.repo}</a></p>
<h1>${escapeHtml(pull.title)} #${number}</h1><p>${toState(pull)} ${escapeHtml(pull.head.ref)}</p>
<pre>${escapeHtml(pull.body ?? "")}</pre><h2>${PLACE.registryPath}</h2><pre>${diff.join("")}</pre>`;
}

function toState(pull: Pull): string {
  const state = pull.merged_at === null ? pull.state : "merged";
  return `<span class="state ${escapeHtml(state)}">${escapeHtml(state)}</span>`;
}

async function readRegistry(api: EmulatedApi, ref: string): Promise<string> {
  const path = `${REPOSITORY_PATH}/contents/${PLACE.registryPath}?ref=${encodeURIComponent(ref)}`;
  const { content } = await api.call({ method: "GET", path }, contentSchema);
  return new TextDecoder().decode(Uint8Array.fromBase64(content));
}

function toPage(title: string, content: string): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta http-equiv="refresh" content="${RELOAD_SECONDS}"><style>${STYLE}</style></head>
<body>${content}</body></html>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
