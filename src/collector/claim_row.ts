/**
 * A status as the store keeps it: with the session that speaks for it. Decides what a new report
 * makes of an old row; who may report is decided elsewhere. Pure, but for the ownership that a
 * session renews.
 */
import { type ClaimStatus, type ClaimType, isSameType, type Phase } from "../claim/claim.ts";
import { GONE_TEXT, parsePhase } from "../claim/phase.ts";
import { toRegistryText } from "../claim/registry_text.ts";
import { estimateRow } from "./byte_estimate.ts";
import type { Session } from "./session.ts";

/** The session that speaks for a row. */
export interface Ownership {
  readonly session: Session;
  /** `observedAt` of its newest item for the row; a plain post does not change it. */
  observedAt: number;
  /** Sequence of its newest batch that named the row. */
  sequence: number;
}

/** One kept status. */
export interface ClaimRow extends ClaimStatus {
  /** Tells an object from a later one of the same name; `null` where nobody said. */
  readonly uid: string | null;
  /** Whether the status has been of an older generation of the object for too long. */
  readonly isOutdated: boolean;
  /** `null` for what only plain posts told. */
  readonly owner: Ownership | null;
  /** Estimated size. */
  readonly bytes: number;
}

/** What a report says of a claim, whoever sent it. */
export interface RowReport {
  readonly cluster: string;
  readonly claimRef: string;
  /** `null` leaves the type that is known. */
  readonly type: ClaimType | null;
  readonly statusMessage: string;
  /** `null` where it must be read from the message. */
  readonly phase: Phase | null;
  /** Unix milliseconds. */
  readonly observedAt: number;
  readonly uid: string | null;
  readonly isOutdated: boolean;
  readonly owner: Ownership | null;
}

/** The row that a report makes of the one that it replaces; `now` is Unix milliseconds. */
export function toRow(
  report: RowReport,
  context: { readonly replaced: ClaimRow | undefined; readonly now: number },
): ClaimRow {
  const { replaced, now } = context;
  // Half a character is no text: strict readers of the API would refuse the whole list.
  const statusMessage = report.statusMessage.toWellFormed();
  const isRepeated = replaced?.statusMessage === statusMessage;
  const registryText = isRepeated ? replaced.registryText : toRegistryText(statusMessage);
  const phase = report.phase ?? parsePhase(registryText);
  const isUnchanged = replaced !== undefined && replaced.registryText === registryText &&
    replaced.phase === phase && !isOtherObject(replaced.uid, report.uid);
  const texts = {
    claimRef: report.claimRef,
    type: report.type ?? replaced?.type ?? null,
    statusMessage: isRepeated ? replaced.statusMessage : statusMessage,
    registryText,
    uid: report.uid ?? replaced?.uid ?? null,
  };
  return {
    cluster: report.cluster,
    claimRef: texts.claimRef,
    type: texts.type,
    statusMessage: texts.statusMessage,
    registryText,
    phase,
    observedAt: report.observedAt,
    receivedAt: now,
    changedAt: isUnchanged ? replaced.changedAt : report.observedAt,
    heardAt: isUnchanged ? replaced.heardAt : now,
    uid: texts.uid,
    isOutdated: report.isOutdated,
    owner: report.owner,
    bytes: estimateRow(texts),
  };
}

/** The row of a claim for whose whole message there is no room: all else is as it was told. */
export function toShortRow(row: ClaimRow): ClaimRow {
  const { registryText: statusMessage } = row;
  return { ...row, statusMessage, bytes: estimateRow({ ...row, statusMessage }) };
}

/** What a tombstone says of a claim. */
export function toTombstoneReport(
  claim: Pick<RowReport, "cluster" | "claimRef" | "type" | "uid" | "observedAt" | "owner">,
): RowReport {
  return { ...claim, statusMessage: GONE_TEXT, phase: "Gone", isOutdated: false };
}

/** Whether the second row tells something that the first did not. */
export function isNews(before: ClaimRow | undefined, after: ClaimRow): boolean {
  return before === undefined || before.registryText !== after.registryText ||
    before.phase !== after.phase || !isSameType(before.type, after.type) ||
    isOtherObject(before.uid, after.uid);
}

function isOtherObject(before: string | null, after: string | null): boolean {
  return before !== null && after !== null && before !== after;
}
