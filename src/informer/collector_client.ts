/** PORT: the collector as the informer reaches it. Outcomes are values; nothing is thrown but bugs. */
import type { BatchAnswer, BatchDeletion, BatchScope, BatchUpsert } from "../contract/batch.ts";

/** The batch as it goes onto the wire; an item without a status is only its key. */
export interface Batch {
  readonly protocol: 1;
  readonly session: { readonly id: string; readonly startedAt: string };
  readonly sequence: number;
  readonly sync?: {
    readonly id: string;
    readonly scope: BatchScope;
    readonly part: number;
    readonly last: boolean;
  };
  readonly silent?: readonly BatchScope[];
  readonly scopes?: readonly BatchScope[];
  readonly upserts: readonly (BatchUpsert | Pick<BatchUpsert, "claimRef" | "group" | "kind">)[];
  readonly deletions: readonly BatchDeletion[];
}

/** A plain status post, for collectors that know no batches. */
export interface SinglePost {
  readonly claimRef: string;
  readonly group: string;
  readonly kind: string;
  readonly statusMessage: string;
  readonly phase: BatchUpsert["phase"];
  /** RFC 3339. */
  readonly observedAt: string;
}

/** What became of a request, by what to do next. */
export type Delivery<Answer> =
  | { readonly kind: "delivered"; readonly answer: Answer }
  /** 400 or 413: this content will never be taken. */
  | { readonly kind: "unacceptable"; readonly status: number; readonly message: string }
  /** 401, 403, 404, 405, 409 and other refusals: a person must act; try again every minute. */
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  /** No connection, no usable answer, 408, 429, 5xx: back off. */
  | {
    readonly kind: "unavailable";
    readonly message: string;
    readonly retryAfterMs: number | null;
    /** No answer came at all: the connection failed, was cut or timed out. */
    readonly isConnectionLost: boolean;
  };

/** The collector, spoken to for one cluster. */
export interface CollectorClient {
  /** `POST /api/v1/clusters/{cluster}/batch` */
  submit(batch: Batch, signal: AbortSignal): Promise<Delivery<BatchAnswer>>;
  /** `POST /api/v1/status`; delivered means 201 and nothing else. */
  post(status: SinglePost, signal: AbortSignal): Promise<Delivery<null>>;
  /** `GET /api/v1/status/{cluster}`, which collectors of any age answer with a list. */
  greet(signal: AbortSignal): Promise<Delivery<null>>;
}
