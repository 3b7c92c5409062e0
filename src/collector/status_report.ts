/** What a sender posts, as the store takes it. */
import type { StatusPost } from "../contract/status_post.ts";
import type { StatusReport } from "./status_store.ts";

/** The report that a checked post makes; `type` and `observedAt` only where the sender gave them. */
export function toStatusReport(post: StatusPost): StatusReport {
  const { cluster, claimRef, statusMessage, group, kind, phase, observedAt } = post;
  return {
    cluster,
    claimRef,
    statusMessage,
    type: group === undefined || kind === undefined ? undefined : { group, kind },
    phase,
    observedAt: observedAt === undefined ? undefined : Date.parse(observedAt),
  };
}
