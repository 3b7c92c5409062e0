/** The settings of the stand-in, and what holds where none are given. */
import type { Clock } from "../../src/runtime/clock.ts";
import type { TlsIdentity } from "./api_server.ts";
import type { WatchListSupport } from "./list_options.ts";

/** How the stand-in starts; everything may be left out. */
export interface KubernetesStandInOptions {
  /** 0, the default, for any that is free. */
  readonly port?: number;
  /** The bearer token that is asked for; none is when this is missing. */
  readonly token?: string;
  /** Certificate and key in PEM: HTTPS, with HTTP/2. */
  readonly tls?: TlsIdentity;
  /** Events that each resource remembers at least; 10,000. */
  readonly historyMax?: number;
  /** Longest page; no limit. */
  readonly pageSizeMax?: number;
  /** How often watches get a bookmark; 60,000. */
  readonly bookmarkIntervalMs?: number;
  /** `served`; older servers refuse lists by watch, or have never heard of them. */
  readonly watchList?: WatchListSupport;
  readonly clock?: Clock;
}

/** Milliseconds between bookmarks where nothing else is wanted. */
export const BOOKMARK_INTERVAL_MS = 60_000;
/** Events that are remembered where nothing else is wanted. */
export const HISTORY_MAX = 10_000;
