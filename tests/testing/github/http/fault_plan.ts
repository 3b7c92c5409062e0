/** Things that go wrong on request: which call, before or after its effect, and what the client gets. */
import type { Call } from "./call_log.ts";

/** An answer in place of GitHub's; a text body is sent as it is, anything else as JSON. */
export interface FaultResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * No answer: the connection is lost at once (`cut`), or nothing ever comes (`hang`); or one whose
 * body never ends (`endless`). Over a socket
 * Deno's `fetch` itself repeats a call, of any method, whose reused connection was cut: the double
 * then sees it twice.
 */
export type FaultAnswer = FaultResponse | "cut" | "hang" | "endless";

/**
 * A fault. It hits the calls that match, from the `at`-th of them (0: the next) on, `times` times.
 * `truncate` sends GitHub's own answer but loses the connection in the middle of its body, and
 * `tamper` changes the content of a blob or file in it, so that only its hash is wrong.
 */
export type Fault =
  & {
    readonly at?: number;
    readonly times?: number;
    readonly match?: (call: Call) => boolean;
  }
  & (
    | { readonly when: "before"; readonly answer: FaultAnswer }
    | { readonly when: "after"; readonly answer: FaultAnswer | "truncate" | "tamper" }
  );

/** A planned fault: how often it hit so far, and how to take it back. */
export interface PlannedFault {
  readonly hits: number;
  cancel(): void;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  left: number;
  hits: number;
}

/** The faults of one double that are still to come. */
export class FaultPlan {
  #armed: Armed[] = [];

  /** Plans a fault. */
  add(fault: Fault): PlannedFault {
    const armed = { fault, skip: fault.at ?? 0, left: fault.times ?? 1, hits: 0 };
    this.#armed.push(armed);
    return {
      get hits() {
        return armed.hits;
      },
      cancel: () => {
        armed.left = 0;
      },
    };
  }

  /** Takes back every fault. */
  clear(): void {
    for (const armed of this.#armed) armed.left = 0;
    this.#armed = [];
  }

  /** The fault for a call that has just come in, if any; to be asked once per call. */
  take(call: Call): Fault | undefined {
    let hit: Fault | undefined;
    for (const armed of this.#armed) {
      if (armed.left === 0 || !(armed.fault.match?.(call) ?? true)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
      } else if (hit === undefined) {
        armed.left -= 1;
        armed.hits += 1;
        hit = armed.fault;
      }
    }
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    return hit;
  }
}
