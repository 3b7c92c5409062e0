/** Answers requests: the way from a path and a query to objects, pages and watches. */
import type { Clock } from "../../src/runtime/clock.ts";
import { answerStatus, ApiFailure, refuse, toTooOldStatus } from "./api_status.ts";
import { type ApiTarget, findTarget, toVerb } from "./api_target.ts";
import type { Bell } from "./bell.ts";
import { describeServer } from "./discovery.ts";
import type { Faults } from "./faults.ts";
import { type ListOptions, readListOptions, type WatchListSupport } from "./list_options.ts";
import { findPage, writePage } from "./list_pages.ts";
import type { ObjectStore } from "./object_store.ts";
import { OpenWatch } from "./open_watch.ts";
import { createObjectRepresentation, type Representation } from "./representation.ts";
import { cutAfterBytes, toBody } from "./response_body.ts";
import { createTableRepresentation, wantsTable } from "./table.ts";
import { hasInitialEvents, streamWatch } from "./watch_stream.ts";
import { findStored, writeObject } from "./write_object.ts";

/** What answering needs. */
export interface ApiHandlerDeps {
  readonly store: ObjectStore;
  readonly faults: Faults;
  readonly bell: Bell;
  readonly clock: Clock;
  /** The watches that are open; kept up to date here. */
  readonly watches: Set<OpenWatch>;
  readonly watchList: WatchListSupport;
  readonly pageSizeMax: number;
  /** How a watch from a forgotten revision is refused. */
  readonly readExpiryForm: () => ExpiryForm;
  /** Cuts the connection of this port when what it is sent next has arrived. */
  readonly cutAfterNext: (port: number) => void;
}

/** As HTTP status 410, or as an ERROR event in an answer with status 200. */
export type ExpiryForm = "status" | "event";

/** A request and its connection. */
export interface ApiRequest {
  readonly request: Request;
  readonly url: URL;
  readonly port: number;
}

const JSON_HEADERS = { "content-type": "application/json" } as const;
const HEALTH_PATHS: ReadonlySet<string> = new Set(["/healthz", "/livez", "/readyz"]);

/** Answers one request; throws nothing. */
export async function answerApi(deps: ApiHandlerDeps, api: ApiRequest): Promise<Response> {
  try {
    const { pathname, search } = api.url;
    const failure = deps.faults.takeFailure(pathname + search);
    if (failure !== undefined) return failure;
    authenticate(deps.faults, api);
    if (HEALTH_PATHS.has(pathname)) return answerText(200, "ok");
    const target = findTarget(pathname, deps.store);
    if (target !== undefined && isPlace(target, api.request)) {
      return await answerTarget(deps, { ...api, target });
    }
    const description = api.request.method === "GET"
      ? describeServer(pathname, deps.store)
      : undefined;
    if (description !== undefined) return Response.json(description);
    return answerText(404, "404 page not found\n");
  } catch (error) {
    if (error instanceof ApiFailure) return answerStatus(error.status);
    const message = error instanceof Error ? error.message : String(error);
    return answerStatus(refuse({ code: 500, message }).status);
  }
}

function answerText(status: number, text: string): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

/** All namespaces together can be read only. */
function isPlace({ resource: { type }, namespace }: ApiTarget, { method }: Request): boolean {
  return method === "GET" || type.scope === "Cluster" || namespace !== undefined;
}

/** Whoever shows no token may still ask for health and version; a wrong token opens nothing. */
function authenticate({ token }: Faults, { request, url: { pathname } }: ApiRequest): void {
  const shown = request.headers.get("authorization");
  if (token === undefined || shown === `Bearer ${token}`) return;
  if (shown === null && (HEALTH_PATHS.has(pathname) || pathname === "/version")) return;
  throw refuse({ code: 401, message: "Unauthorized" });
}

async function answerTarget(
  deps: ApiHandlerDeps,
  api: ApiRequest & { readonly target: ApiTarget },
): Promise<Response> {
  const { request, url, target } = api;
  const representation = chooseRepresentation(deps, api);
  const options = readListOptions(url.searchParams, {
    namespace: target.namespace,
    watchList: deps.watchList,
  });
  deps.faults.authorize(target, toVerb(request.method, { ...target, isWatch: options.isWatch }));
  if (request.method !== "GET") return await answerWrite(deps, { ...api, representation });
  if (target.name !== undefined) {
    return new Response(representation.toText(findStored(target)), { headers: JSON_HEADERS });
  }
  const body = options.isWatch
    ? openWatch(deps, { ...api, options, representation })
    : openList(deps, { ...api, options, representation });
  return new Response(body, { headers: JSON_HEADERS });
}

type ListRequest = ApiRequest & {
  readonly target: ApiTarget;
  readonly options: ListOptions;
  readonly representation: Representation;
};

function openList(deps: ApiHandlerDeps, request: ListRequest): ReadableStream<Uint8Array> {
  const { target: { resource: { objects } }, options, representation, port } = request;
  const { store: { revision }, pageSizeMax } = deps;
  const page = findPage({ objects, revision, pageSizeMax }, options);
  const texts = writePage(page, representation);
  const count = deps.faults.takeListCut();
  if (count === undefined) return toBody({ texts, onEnd: () => {} });
  const cut = () => deps.cutAfterNext(port);
  return toBody({ texts: cutAfterBytes(texts, { count, cut }), onEnd: () => {} });
}

function openWatch(deps: ApiHandlerDeps, request: ListRequest): ReadableStream<Uint8Array> {
  const { target: { resource: { objects } }, options, representation, port } = request;
  const { store, bell, clock, watchList } = deps;
  const revision = Number(options.resourceVersion);
  const watch = new OpenWatch({ port, allowsBookmarks: options.allowsBookmarks, bell });
  if (!hasInitialEvents(options) && revision > 0 && revision < objects.oldestRevision) {
    const status = toTooOldStatus({ revision, oldest: objects.oldestRevision });
    if (deps.readExpiryForm() === "status") throw new ApiFailure(status);
    watch.end({ kind: "failed", status });
  }
  const source = { objects, representation, watch, bell, watchList };
  const ended = new AbortController();
  const endLater = async () => {
    await clock.sleep(options.timeoutSeconds * 1_000, ended.signal);
    watch.end({ kind: "over" });
  };
  if (options.timeoutSeconds > 0) void endLater();
  deps.watches.add(watch);
  bell.ring();
  return toBody({
    texts: streamWatch({ ...source, readRevision: () => store.revision }, options),
    onEnd: () => {
      deps.watches.delete(watch);
      watch.end({ kind: "over" });
      ended.abort();
    },
  });
}

async function answerWrite(
  { store, clock }: ApiHandlerDeps,
  { request, url, target, representation }: ApiRequest & {
    readonly target: ApiTarget;
    readonly representation: Representation;
  },
): Promise<Response> {
  if (url.searchParams.has("dryRun")) {
    throw refuse({ code: 400, message: "dryRun is not served by this stand-in" });
  }
  const result = writeObject({ store, now: () => clock.now() }, {
    target,
    method: request.method,
    contentType: request.headers.get("content-type") ?? "",
    text: await request.text(),
  });
  if (result.kind === "status") return answerStatus(result.status);
  const text = representation.toText(result.object);
  return new Response(text, { status: result.code, headers: JSON_HEADERS });
}

function chooseRepresentation(
  { clock }: ApiHandlerDeps,
  { request, target }: ApiRequest & { readonly target: ApiTarget },
): Representation {
  const { resource: { type }, version } = target;
  return wantsTable(request.headers.get("accept"))
    ? createTableRepresentation({ type, version, now: () => clock.now() })
    : createObjectRepresentation(type, version.name);
}
