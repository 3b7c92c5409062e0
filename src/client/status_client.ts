/**
 * Asks a collector for all that it knows of claims, clusters and itself. What is old, or not for
 * everybody to see, is left out; anything else that fails is the outcome of the whole.
 */
import {
  parseClusters,
  parseReadiness,
  parseReconciliation,
  parseStatuses,
  type ShownStatus,
  type StatusDocument,
} from "../contract/status_document.ts";
import type { Delivery } from "../informer/collector_client.ts";
import type { Clock } from "../runtime/clock.ts";
import { toUnsentDelivery } from "./classify_answer.ts";
import {
  CollectorReader,
  type CollectorReaderDeps,
  type Question,
  type ReadAnswer,
} from "./collector_reader.ts";
import { toJsonWeight } from "./json_weight.ts";
import { runWithin } from "./time_limit.ts";

/** Which statuses are wanted; all where a list is empty. */
export interface StatusFilter {
  readonly clusters: readonly string[];
  readonly phases: readonly string[];
}

/** Statuses of one page: no larger than lists that the collector does not count. */
export const STATUS_PAGE_LENGTH = 1_000;
/** Most statuses that are read, over all pages. */
export const STATUS_COUNT_MAX = 1_000_000;
/** Largest answer: a page of the longest messages, each character escaped. */
export const STATUS_BYTES_MAX = 67_108_864;
/** Bytes of all pages together, where each value counts 32 at least. */
export const STATUS_TOTAL_BYTES_MAX = 536_870_912;
/** Longest time that one answer may take. */
export const STATUS_TIMEOUT_MS = 30_000;
/** Longest time that all pages may take together. */
export const STATUS_TOTAL_TIMEOUT_MS = 300_000;

const FAILURE = "Cannot show the statuses";
const NARROWER = "name clusters or phases";
const NOT_A_COLLECTOR = "the address may be another server's";

/** What one request for statuses has answered. */
type Page =
  | { readonly kind: "page"; readonly statuses: readonly ShownStatus[]; readonly page: PageFacts }
  | { readonly kind: "unchanged" };

interface PageFacts {
  readonly tag: string | undefined;
  /** Query of the next page. */
  readonly next: string | undefined;
  /** Bytes of what is kept of it: its body, and the link to the next. */
  readonly weight: number;
}

/** A list that was read whole, and the tag of its first page. */
interface KnownList {
  readonly tag: string | undefined;
  readonly statuses: readonly ShownStatus[];
}

/** What may still be read. */
interface Room {
  count: number;
  bytes: number;
}

/** Reads again and again; what has not changed is not sent again. Its owner closes it. */
export class StatusClient {
  readonly #reader: CollectorReader;
  readonly #clock: Clock;
  readonly #filter: StatusFilter;
  readonly #known = new Map<string, KnownList>();

  constructor(deps: CollectorReaderDeps, filter: StatusFilter) {
    this.#reader = new CollectorReader(deps);
    this.#clock = deps.clock;
    this.#filter = filter;
  }

  /** Reads everything once. */
  async read(signal: AbortSignal): Promise<Delivery<StatusDocument>> {
    const statuses = await this.#readStatusesInTime(signal);
    if (statuses.kind !== "delivered") return statuses;
    const clusters = await this.#readPart({
      path: "/api/v1/clusters",
      subject: "the clusters",
      parse: ({ text }) => parseClusters(text),
    }, signal);
    if (clusters.kind !== "delivered") return clusters;
    const readiness = await this.#readPart({
      path: "/readyz",
      subject: "the readiness",
      statuses: [200, 503],
      parse: ({ text }) => parseReadiness(text),
    }, signal);
    if (readiness.kind !== "delivered") return readiness;
    const reconciliation = await this.#readPart({
      path: "/api/v1/reconcile",
      subject: "the last pass",
      parse: ({ text }) => parseReconciliation(text),
    }, signal);
    if (reconciliation.kind !== "delivered") return reconciliation;
    return {
      kind: "delivered",
      answer: {
        statuses: statuses.answer,
        clusters: clusters.answer?.filter(({ cluster }) => this.#isWanted(cluster)) ?? null,
        readiness: readiness.answer,
        reconciliation: reconciliation.answer,
      },
    };
  }

  /** Lets go of the connection. */
  close(): void {
    this.#reader.close();
  }

  #isWanted(cluster: string): boolean {
    const { clusters } = this.#filter;
    return clusters.length === 0 || clusters.includes(cluster);
  }

  async #readStatusesInTime(signal: AbortSignal): Promise<Delivery<readonly ShownStatus[]>> {
    const ending = await runWithin((ended) => this.#readStatuses(ended), {
      clock: this.#clock,
      timeoutMs: STATUS_TOTAL_TIMEOUT_MS,
      signal,
    });
    if (ending.kind === "done") return ending.value;
    if (ending.kind === "stopped") return toUnsentDelivery(FAILURE, "it was stopped");
    const limit = `${STATUS_TOTAL_TIMEOUT_MS / 1_000} s`;
    return toUnsentDelivery(FAILURE, `they were not read whole within ${limit}; ${NARROWER}`);
  }

  async #readStatuses(signal: AbortSignal): Promise<Delivery<readonly ShownStatus[]>> {
    const { clusters, phases } = this.#filter;
    const [onlyPhase, ...otherPhases] = phases;
    const query = `?limit=${STATUS_PAGE_LENGTH}` +
      (onlyPhase === undefined || otherPhases.length > 0 ? "" : `&phase=${onlyPhase}`);
    const paths = clusters.length === 0
      ? ["/api/v1/status"]
      : clusters.toSorted().map((cluster) => `/api/v1/status/${encodeURIComponent(cluster)}`);
    const all: (readonly ShownStatus[])[] = [];
    const room: Room = { count: STATUS_COUNT_MAX, bytes: STATUS_TOTAL_BYTES_MAX };
    for (const path of paths) {
      const list = await this.#readList({ path, query, room }, signal);
      if (list.kind !== "delivered") return list;
      // An older collector knows no filter, and the API takes one phase only.
      all.push(list.answer.filter(({ phase }) => phases.length === 0 || phases.includes(phase)));
    }
    return { kind: "delivered", answer: all.flat() };
  }

  async #readList(
    { path, query, room }: { readonly path: string; readonly query: string; readonly room: Room },
    signal: AbortSignal,
  ): Promise<Delivery<readonly ShownStatus[]>> {
    const known = this.#known.get(path);
    const statuses: ShownStatus[] = [];
    const asked = new Set<string>();
    let tag: string | undefined;
    let next: string | undefined = query;
    for (let isFirst = true; next !== undefined; isFirst = false) {
      const knownTag = isFirst ? known?.tag : undefined;
      const delivery: Delivery<Page> = await this.#reader.read({
        path: path + next,
        subject: "the statuses",
        statuses: knownTag === undefined ? [200] : [200, 304],
        knownTag,
        parse: toPage,
        ...LIMITS,
      }, signal);
      if (delivery.kind !== "delivered") return delivery;
      const answer: Page = delivery.answer;
      if (answer.kind === "unchanged") {
        const answer = known?.statuses ?? [];
        room.count -= answer.length;
        return { kind: "delivered", answer };
      }
      for (const status of answer.statuses) statuses.push(status);
      room.count -= answer.statuses.length;
      room.bytes -= answer.page.weight;
      if (room.count < 0) return toTooMuch(`${STATUS_COUNT_MAX}`);
      if (room.bytes < 0) return toTooMuch(`${STATUS_TOTAL_BYTES_MAX} bytes`);
      asked.add(next);
      // The first page's: what changes while the others are read makes it old.
      if (isFirst) tag = answer.page.tag;
      next = answer.page.next;
      if (next !== undefined && asked.has(next)) return toEndless();
    }
    this.#known.set(path, { tag, statuses });
    return { kind: "delivered", answer: statuses };
  }

  /** Reads what not every collector tells everybody: `null` where it does not. */
  async #readPart<Answer>(
    question: Pick<Question<Answer>, "path" | "subject" | "statuses" | "parse">,
    signal: AbortSignal,
  ): Promise<Delivery<Answer | null>> {
    const delivery = await this.#reader.read<Answer>({ ...question, ...LIMITS }, signal);
    const isLeftOut = delivery.kind === "refused" && LEFT_OUT.includes(delivery.status);
    return isLeftOut ? { kind: "delivered", answer: null } : delivery;
  }
}

const LIMITS = {
  adviceWhereUnknown: NOT_A_COLLECTOR,
  bytesMax: STATUS_BYTES_MAX,
  timeoutMs: STATUS_TIMEOUT_MS,
};

/** The statuses of a collector that is too old for a question, or keeps the answer for operators. */
const LEFT_OUT: readonly number[] = [403, 404, 405];

function toPage({ status, headers, text, byteLength }: ReadAnswer): Page | undefined {
  if (status === 304) return { kind: "unchanged" };
  const statuses = parseStatuses(text);
  if (statuses === undefined) return undefined;
  const tag = headers.get("etag") ?? undefined;
  const link = headers.get("link");
  const next = link === null ? undefined : readNextQuery(link);
  // A link that is not understood must not look like the end, and an empty page would have none.
  if (link !== null && (next === undefined || statuses.length === 0)) return undefined;
  return {
    kind: "page",
    statuses,
    page: { tag, next, weight: toJsonWeight({ text, byteLength }) + (link?.length ?? 0) },
  };
}

/** The query of `<path?query>; rel="next"`: the path is ours, whatever stands before the collector. */
function readNextQuery(link: string): string | undefined {
  return /^<[^<>?#]*(\?[^<>#]*)>; rel="next"$/.exec(link)?.[1];
}

function toTooMuch(limit: string): Delivery<never> {
  const message = `${FAILURE}: there are more than ${limit}; ${NARROWER}`;
  return { kind: "unacceptable", status: 200, message };
}

function toEndless(): Delivery<never> {
  const message = `${FAILURE}: a page links to one that was read before; ${NOT_A_COLLECTOR}`;
  return { kind: "unacceptable", status: 200, message };
}
