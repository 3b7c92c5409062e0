/** `GET /api/v1/status` and `GET /api/v1/status/{cluster}`: what is known of the claims. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context, TypedResponse } from "@hono/hono";
import { compareText } from "../claim/claim.ts";
import type { Caller } from "../collector/caller.ts";
import type { ClaimRow } from "../collector/claim_row.ts";
import type { StatusStore } from "../collector/status_store.ts";
import { yieldTurn } from "../runtime/turn.ts";
import type { App, AppEnv } from "./app_deps.ts";
import { matchesEntityTag, toEntityTag } from "./entity_tag.ts";
import { clusterParams } from "./cluster_path.ts";
import { toInvalid } from "./error_examples.ts";
import { STATUS_EXAMPLE } from "./example_answers.ts";
import type { ByteRoom } from "./byte_room.ts";
import { describeError, describeErrors, respondError } from "./error_response.ts";
import { holdUntilSent } from "./held_bytes.ts";
import { cutPage, toPageToken } from "./page.ts";
import { type StatusQuery, statusQuerySchema } from "./status_query.ts";
import { type StatusRow, statusRowSchema, toStatusRow } from "./status_row.ts";
import { toPathAndQuery } from "./url_path.ts";

const entityTag = {
  description: "Changes with every report",
  required: true,
  schema: { type: "string" as const, pattern: String.raw`^W/"[A-Za-z0-9_.-]+"$` },
};

const shared = {
  method: "get" as const,
  tags: ["Status"],
  description: "Sorted by cluster, claimRef, group and kind. With `limit`, the header `Link` " +
    'names the next page (`rel="next"`) as long as there is one; pages stay in step with each ' +
    "other while claims come and go. Send the `ETag` as `If-None-Match` to hear only of news.",
  responses: {
    200: {
      description: "The statuses; an empty list where nothing is known",
      headers: {
        ETag: entityTag,
        Link: {
          description: 'The next page: `<URL>; rel="next"`, relative to this server',
          schema: { type: "string" as const },
        },
      },
      content: {
        "application/json": { schema: z.array(statusRowSchema), example: [STATUS_EXAMPLE] },
      },
    },
    304: {
      description: "Nothing is new since the answer with this `ETag`",
      headers: { ETag: entityTag },
    },
    ...describeErrors(401, 429, 500),
    400: describeError(400, toInvalid("limit", 'Expected a whole number of 1 to 10000, got "0"')),
    503: describeError(503, {
      error: "Cannot list the statuses: too many lists are under way, try again in 5 seconds",
    }),
  },
};

const listRoute = createRoute({
  ...shared,
  path: "/api/v1/status",
  operationId: "listStatuses",
  "x-caller": "known",
  summary: "List the statuses of all clusters",
  request: { query: statusQuerySchema },
});

const listOfClusterRoute = createRoute({
  ...shared,
  path: "/api/v1/status/{cluster}",
  operationId: "listStatusesOfCluster",
  "x-caller": "cluster",
  summary: "List the statuses of one cluster",
  responses: { ...shared.responses, ...describeErrors(403) },
  request: {
    query: statusQuerySchema,
    params: clusterParams,
  },
});

/** Shorter lists are not counted: pages and questions for a cluster pass beside long ones. */
const SHORT_LIST_BYTES = 1_048_576;
/** What a row costs in memory beside what it says, by the store's estimate. */
const ROW_COST_BYTES = 480;
const ROW_BYTES_MIN = 250;
/** Rows that are made at once: a few milliseconds' work. */
const PIECE_LENGTH = 2_000;
/** Whoever finds no room shall wait so long, in seconds. */
const RETRY_AFTER_S = 5;

/** What a list is made of. */
interface ListDeps {
  readonly store: StatusStore;
  readonly room: ByteRoom;
  readonly instance: string;
}

/** Which list is wanted. */
interface ListRequest {
  /** All clusters where it is left out. */
  readonly cluster?: string;
  readonly query: StatusQuery;
}

/** Adds both operations to the app. */
export function addListStatuses(app: App, deps: ListDeps): void {
  const respond = createResponder(deps);
  app.openapi(listRoute, (c) => respond(c, { query: c.req.valid("query") }));
  app.openapi(
    listOfClusterRoute,
    (c) => respond(c, { ...c.req.valid("param"), query: c.req.valid("query") }),
  );
}

function createResponder({ store, instance, room }: ListDeps) {
  return async (c: Context<AppEnv>, { cluster, query }: ListRequest) => {
    const { phase, limit, continue: after } = query;
    const { clusters } = c.get("caller");
    const queryKey = [phase, limit, after && toPageToken(after), ...toViewKey(clusters)];
    const tag = toEntityTag({ instance, version: store.version, query: queryKey });
    c.header("etag", tag);
    if (matchesEntityTag(c.req.header("if-none-match"), tag)) return c.body(null, 304);
    const known = listSeen({ store, clusters, cluster });
    const isStale = store.createStaleCheck();
    const wanted = phase === undefined
      ? known
      : known.filter((status) => (isStale(status) ? "Stale" : status.phase) === phase);
    const page = cutPage(wanted, { after, limit });
    if (page.next !== undefined) c.header("link", toNextLink(c.req.url, page.next));
    const bytes = page.statuses.reduce((sum, status) => sum + toAnswerBytes(status), 0);
    if (bytes > SHORT_LIST_BYTES && !holdUntilSent(c, { room, byteCount: bytes })) {
      return respondBusy(c);
    }
    return await respondRows(c, page.statuses, (status) => toStatusRow(status, isStale));
  };
}

/** About what a row is in the answer: its texts, and the names of its fields. */
function toAnswerBytes({ bytes }: ClaimRow): number {
  return Math.max(ROW_BYTES_MIN, bytes - ROW_COST_BYTES);
}

type RowsResponse = Response & TypedResponse<StatusRow[], 200, "json">;

/** Answers row by row in pieces, between which others have their turn. */
async function respondRows(
  c: Context<AppEnv>,
  statuses: readonly ClaimRow[],
  toRow: (status: ClaimRow) => StatusRow,
): Promise<RowsResponse> {
  if (statuses.length <= PIECE_LENGTH) return c.json(statuses.map(toRow), 200);
  const pieces: string[] = [];
  for (let start = 0; start < statuses.length; start += PIECE_LENGTH) {
    const rows = statuses.slice(start, start + PIECE_LENGTH).map(toRow);
    pieces.push(JSON.stringify(rows).slice(1, -1));
    await yieldTurn();
  }
  // The library has no typed answer for JSON that is text already.
  const text: unknown = c.body(`[${pieces.join()}]`, 200, { "content-type": "application/json" });
  return text as RowsResponse;
}

function respondBusy(c: Context<AppEnv>): ReturnType<typeof respondError<503>> {
  return respondError(c, {
    status: 503,
    error: "Cannot list the statuses: too many lists are under way, try again in " +
      `${RETRY_AFTER_S} seconds`,
    retryAfterS: RETRY_AFTER_S,
  });
}

/** Tells the lists of callers apart who see different clusters. */
function toViewKey(clusters: Caller["clusters"]): readonly string[] {
  if (clusters === "all") return [];
  const names = new TextEncoder().encode(JSON.stringify([...clusters].sort(compareText)));
  return [names.toBase64({ alphabet: "base64url", omitPadding: true })];
}

/** What the caller may see of what is asked for; the cluster of a path has been checked before. */
function listSeen(
  { store, clusters, cluster }: {
    readonly store: StatusStore;
    readonly clusters: Caller["clusters"];
    readonly cluster: string | undefined;
  },
): readonly ClaimRow[] {
  if (cluster !== undefined || clusters === "all") return store.list({ cluster });
  return [...clusters].sort(compareText).flatMap((each) => store.list({ cluster: each }));
}

/** The URL of this request with another page token, without the host: proxies change that. */
function toNextLink(requestUrl: string, token: string): string {
  const url = new URL(`http://localhost${toPathAndQuery(requestUrl)}`);
  url.searchParams.set("continue", token);
  return `<${url.pathname}${url.search}>; rel="next"`;
}
