/** What the app needs from the rest of the collector: its ports, and what its handlers share. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { PassReport } from "../collector/pass_report.ts";
import type { Plan } from "../collector/plan.ts";
import type { CollectorReasonCode } from "../collector/reason_code.ts";
import type { ReconcileStatus } from "../collector/reconcile_loop.ts";
import type { StatusStore } from "../collector/status_store.ts";
import type { LogLevelSwitch } from "../runtime/log_level_switch.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Tracer } from "../runtime/tracer.ts";
import type { Caller } from "../collector/caller.ts";
import type { VersionInfo } from "../version.ts";
import type { Access } from "./access.ts";

/** Whether the collector does its work, and if not, why. */
export interface Readiness {
  readonly state: "starting" | "ready" | "degraded" | "draining";
  /** What is wrong, by a stable code and a sentence; tells nothing of claims. */
  readonly reasons: readonly ReadinessReason[];
}

/** One thing that is wrong. */
export interface ReadinessReason {
  readonly code: CollectorReasonCode;
  readonly message: string;
}

/** PORT: the loop that brings statuses to Git. */
export interface Reconciliation {
  /** Whether a pass runs now, the report of the last one that ended, and when the next is due. */
  describe(): ReconcileStatus;
  /** Releases a mass change that is held back; false where there is none with that id. */
  confirm(id: string): boolean;
  /** Waits no more for a cluster that was known before the start; false where nobody did. */
  forget(cluster: string): boolean;
  /** Runs a pass and resolves to its report; a pass that fails resolves too. */
  runNow(): Promise<PassReport>;
  /** Tells what a pass would do now; throws what would make the pass fail. */
  plan(): Promise<Plan>;
}

/** PORT: takes what each request came to. */
export type NoteRequest = (request: {
  /** A method of HTTP, or `other`. */
  readonly method: string;
  /** The pattern of the path, or `unmatched`. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}) => void;

/** Metrics as text, and in which format. */
export interface MetricsPage {
  readonly contentType: string;
  /** In UTF-8. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Everything the app is made of. */
export interface AppDeps {
  readonly store: StatusStore;
  readonly reconciliation: Reconciliation;
  readonly access: Access;
  /** Whether the server shuts down; asked by each post. */
  readonly isDraining: () => boolean;
  /** Asked by each probe. */
  readonly readiness: () => Readiness;
  /** Asked by each scrape. */
  readonly renderMetrics: () => Promise<MetricsPage>;
  /** Hears of each request that was answered. */
  readonly noteRequest: NoteRequest;
  readonly version: VersionInfo;
  readonly logger: Logger;
  /** How much the logger writes. */
  readonly logLevels: Pick<LogLevelSwitch, "describe" | "change">;
  readonly tracer?: Tracer;
  /** Unix milliseconds, by the clock that everything else is told by. */
  readonly now: () => number;
  /** Milliseconds that never go back, with a fraction: for durations. */
  readonly steadyNow: () => number;
  /** Makes an id for a request that brings none, of the characters that `request_id.ts` allows. */
  readonly createRequestId: () => string;
  /** Requests a second of one credential, or of one address without; 0 for any number. */
  readonly requestsPerSecond: number;
  /** Largest body that is read. */
  readonly bodyLimitBytes: number;
  /** Largest body of a batch. */
  readonly batchLimitBytes: number;
  /** Random id of this server process: an entity tag of another process never matches. */
  readonly instance: string;
}

/** What the handlers of one request share. */
export interface AppEnv {
  /** What the connection tells; whoever asks the app without one gives nothing. */
  readonly Bindings: {
    /** Who is at the other end: an IP address. */
    readonly remoteAddress?: string | undefined;
    /** Calls once the answer has left, or its reader has. */
    readonly whenSent?: (done: () => void) => void;
  };
  readonly Variables: {
    requestId: string;
    /** Who asks; the first thing that is found out. */
    caller: Caller;
    /** Who was refused: what somebody on call has to find out. */
    refusedFrom?: string;
    /** Length of the body, where one was read. */
    bodyBytes?: number;
  };
}

/** The app itself: a value that answers requests and never listens. */
export type App = OpenAPIHono<AppEnv>;
