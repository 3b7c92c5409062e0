/**
 * Gathers lines and writes them with few system calls. A broken pipe or a full disk costs lines,
 * never the process; a slow reader makes the writer wait, as with any plain write.
 */

/** Lines wait at most this long. */
const FLUSH_DELAY_MS = 20;
/** So much text is not kept waiting. */
const FLUSH_LENGTH = 65_536;
/**
 * Bytes of one system call. A pipe takes up to 4,096 bytes whole or not at all, so that lines of two
 * processes never mix. It also keeps a full pipe from repeating lines: the runtime buffers what is
 * left of a larger write and reports an error all the same.
 */
const PIECE_BYTES_MAX = 4_096;
const NEWLINE = 10;
/** So much is kept for a reader that does not keep up; what is above is dropped. */
const KEPT_LENGTH_MAX = 4_194_304;
/** The last flush of a process waits this long for such a reader. */
const FINAL_WAIT_MS = 1_000;

/** Takes text, a line or many at a time. */
export interface LineWriter {
  /** Keeps the text for the next flush; never throws. */
  write(text: string): void;
  /** Writes everything now; to be called before the process ends. */
  flush(): void;
}

/** What a line writer needs of its surroundings. */
export interface LineWriterDeps {
  /** Writes some of the bytes and tells how many, as `Deno.stdout.writeSync` does. */
  readonly writeSync: (bytes: Uint8Array) => number;
  /** Calls back once after a time; returns how to cancel that. */
  readonly schedule?: (callback: () => void, delayMs: number) => () => void;
  /** Waits without letting anything else run. */
  readonly waitSync?: (delayMs: number) => void;
}

/** A writer over a file or pipe. */
export function createLineWriter(deps: LineWriterDeps): LineWriter {
  const { schedule = scheduleTimeout, waitSync = waitAtomically } = deps;
  const encoder = new TextEncoder();
  let text = "";
  let unwritten = new Uint8Array();
  let isBroken = false;
  let cancel: (() => void) | undefined;

  /** Writes what can be written; false where the reader is full. */
  const drain = (): boolean => {
    cancel?.();
    cancel = undefined;
    if (unwritten.length === 0) {
      unwritten = encoder.encode(text);
      text = "";
    }
    while (unwritten.length > 0 && !isBroken) {
      const outcome = writeSome(deps.writeSync, firstPiece(unwritten));
      if (outcome === "full") return false;
      isBroken = outcome === "broken";
      unwritten = typeof outcome === "number" ? unwritten.subarray(outcome) : new Uint8Array();
      if (unwritten.length === 0 && text !== "") {
        unwritten = encoder.encode(text);
        text = "";
      }
    }
    return true;
  };

  const drainLater = (): void => {
    cancel ??= schedule(() => {
      cancel = undefined;
      if (!drain()) drainLater();
    }, FLUSH_DELAY_MS);
  };

  return {
    write: (line) => {
      // What was left over shows a full reader: the timer asks it again, not each line.
      const isFull = unwritten.length > 0;
      if (isBroken || (isFull && text.length + line.length > KEPT_LENGTH_MAX)) return;
      text += line;
      if (isFull || text.length < FLUSH_LENGTH || !drain()) drainLater();
    },
    flush: () => {
      for (let waitedMs = 0; !drain() && waitedMs < FINAL_WAIT_MS; waitedMs += 1) waitSync(1);
    },
  };
}

/** Whole lines as far as they fit, or a part of one that is longer. */
function firstPiece(bytes: Uint8Array): Uint8Array {
  const end = bytes.lastIndexOf(NEWLINE, PIECE_BYTES_MAX - 1) + 1;
  return bytes.subarray(0, end > 0 ? end : PIECE_BYTES_MAX);
}

function writeSome(
  writeSync: (bytes: Uint8Array) => number,
  bytes: Uint8Array,
): number | "full" | "broken" | "lost" {
  try {
    return writeSync(bytes) || "full";
  } catch (error) {
    if (error instanceof Deno.errors.WouldBlock) return "full";
    return error instanceof Deno.errors.BrokenPipe ? "broken" : "lost";
  }
}

function scheduleTimeout(callback: () => void, delayMs: number): () => void {
  const id = setTimeout(callback, delayMs);
  return () => clearTimeout(id);
}

function waitAtomically(delayMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
}
