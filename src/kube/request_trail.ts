/**
 * Lines at `debug` that show what is asked of the API server and what becomes of it: one for each
 * answer, two for each watch. They name paths without their queries, and nothing of any object.
 */
import type { Clock } from "../runtime/clock.ts";
import type { LogFields, Logger } from "../runtime/logger.ts";
import { toKubeFailure } from "./kube_failure.ts";
import type { WatchPiece } from "./watch_stream.ts";

/** What a line is made of. */
export interface TrailContext {
  readonly logger?: Logger;
  readonly clock: Clock;
  readonly path: string;
  /** Ends the request; what it ends has not failed. */
  readonly signal: AbortSignal;
}

/** Reads an answer, and tells of it: a page of a list, with the number of its items, or what there is. */
export async function logAnswer(
  read: () => Promise<unknown>,
  context: TrailContext,
): Promise<unknown> {
  const write = createWriter(context);
  try {
    const answer = await read();
    write("API server answered", { status: 200, items: countItems(answer) });
    return answer;
  } catch (error) {
    write("API server request failed", describeEnd(error, context.signal));
    throw error;
  }
}

/** Hands on the pieces of a watch, and tells when it has opened, and when and why it has ended. */
export async function* logWatch(
  pieces: AsyncIterable<WatchPiece>,
  context: TrailContext,
): AsyncGenerator<WatchPiece> {
  const write = createWriter(context);
  let lineCount: number | undefined;
  // Stays so where whoever takes the pieces has had enough of them.
  let end: LogFields = { why: "what it sent could not be used" };
  try {
    for await (const piece of pieces) {
      if (lineCount === undefined) write("Watch opened", { status: 200 });
      lineCount = (lineCount ?? 0) + piece.lineCount;
      yield piece;
    }
    end = { why: "the API server has ended it" };
  } catch (error) {
    end = describeEnd(error, context.signal);
    throw error;
  } finally {
    if (context.signal.aborted) end = STOPPED;
    write("Watch ended", { ...end, lines: lineCount });
  }
}

const STOPPED: LogFields = { why: "it is not wanted any more" };

/** Writes lines with the path and the time since now. */
function createWriter({ logger, clock, path }: TrailContext) {
  const beganAt = clock.now();
  const [pathname] = path.split("?", 1);
  return (message: string, fields: LogFields) =>
    logger?.debug(message, { path: pathname, ...fields, durationMs: clock.now() - beganAt });
}

function describeEnd(error: unknown, signal: AbortSignal): LogFields {
  if (signal.aborted) return STOPPED;
  const { problem: { status, message } } = toKubeFailure(error);
  return { status: status ?? undefined, why: message };
}

/** Only lists have items. */
function countItems(answer: unknown): number | undefined {
  const { items } = Object(answer) as { readonly items?: unknown };
  return Array.isArray(items) ? items.length : undefined;
}
