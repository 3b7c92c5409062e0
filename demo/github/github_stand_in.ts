/**
 * The demo's GitHub: an HTTP server that gives API calls to the emulator, corrects what it says of
 * pull requests, and shows people a page for repository and pull request at GitHub's own addresses.
 */
import type { ProcessLogs } from "../program/process_logs.ts";
import { type EmulatedApi, startEmulatedApi } from "./emulated_api.ts";
import { PLACE, REPOSITORY_PATH } from "./place.ts";
import { PullRequests, refuse } from "./pull_requests.ts";
import { createWebPages, type WebPages } from "./web_pages.ts";

/** What GitHub is started with. */
export interface GitHubOptions {
  /** The collector's token may read only. */
  readonly refusesWrites: boolean;
  readonly logs: ProcessLogs;
}

/** GitHub, running. */
export interface GitHubStandIn {
  /** Base address of API and pages. */
  readonly url: string;
  close(): Promise<void>;
}

interface Parts {
  readonly api: EmulatedApi;
  readonly pulls: PullRequests;
  readonly pages: WebPages;
  readonly refusesWrites: boolean;
}

/** Starts it on a free port. */
export async function startGitHub(options: GitHubOptions): Promise<GitHubStandIn> {
  const ready = Promise.withResolvers<Parts>();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: (error) => refuse(500, error instanceof Error ? error.message : String(error)),
  }, async (request) => await answer(request, await ready.promise));
  const url = `http://127.0.0.1:${server.addr.port}`;
  const api = await startEmulatedApi(url);
  const { refusesWrites, logs } = options;
  const pulls = new PullRequests(api);
  ready.resolve({ api, pulls, pages: createWebPages({ api, pulls, logs }), refusesWrites });
  return {
    url,
    close: async () => {
      await server.shutdown();
      await api.close();
    },
  };
}

async function answer(request: Request, parts: Parts): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { api, pulls, pages } = parts;
  const page = request.method === "GET" ? await pages.find(pathname) : undefined;
  if (page !== undefined) return page;
  const isWrite = request.method !== "GET" && request.method !== "HEAD";
  if (isWrite && parts.refusesWrites && isCollector(request)) {
    return refuse(403, "Resource not accessible by personal access token");
  }
  const body = isWrite ? await request.text() : undefined;
  const route = `${request.method} ${pathname.slice(REPOSITORY_PATH.length)}`;
  const merged = /^PUT \/pulls\/(\d+)\/merge$/.exec(route)?.[1];
  if (merged !== undefined) return await pulls.merge(Number(merged));
  if (route === "POST /pulls") {
    const refusal = await pulls.findDuplicate(body ?? "");
    if (refusal !== undefined) return refusal;
  }
  const path = pathname + search;
  const response = await api.forward({ method: request.method, path, body: body || undefined });
  if (!response.ok || !/^\w+ \/pulls(?:\/\d+)?$/.test(route)) return response;
  const { status } = response;
  return Response.json(await pulls.correct(await response.json()), { status });
}

function isCollector(request: Request): boolean {
  return request.headers.get("authorization")?.endsWith(PLACE.collectorToken) ?? false;
}
