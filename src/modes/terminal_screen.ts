/**
 * A screen of its own on a terminal, beside the lines that stand there. Each frame is one write, from
 * the top to the bottom and over the frame before, so that nothing flickers.
 */
import type { Clock } from "../runtime/clock.ts";
import { writeWhole } from "../runtime/whole_writer.ts";
import type { StatusOutput } from "./status_output.ts";

/** Another screen without a cursor, and back. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J";
const LEAVE = "\u001b[?25h\u001b[?1049l";
/** Terminals that know these show what is between them at once. */
const FRAME_START = "\u001b[?2026h\u001b[H";
const FRAME_END = "\u001b[J\u001b[?2026l";
const LINE_END = "\u001b[K";

/** Draws one frame after the other; its owner leaves it at the end. */
export class TerminalScreen {
  readonly #output: StatusOutput;
  readonly #clock: Clock;
  /** Frames wait for each other: a slow terminal must not get them mixed. */
  #written: Promise<void> = Promise.resolve();
  #isGone = false;
  #isEntered = false;
  #isLeaving = false;

  constructor({ output, clock }: { readonly output: StatusOutput; readonly clock: Clock }) {
    this.#output = output;
    this.#clock = clock;
  }

  /** Nobody reads any more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Takes the screen. */
  enter(): Promise<void> {
    this.#isEntered = true;
    return this.#write(ENTER);
  }

  /** Draws lines that are shorter than the terminal is wide, no more of them than it has rows. */
  async draw(lines: readonly string[]): Promise<void> {
    // A frame behind the end would stand on the screen that is not ours.
    if (this.#isLeaving) return;
    const body = lines.map((line) => line + LINE_END).join("\r\n");
    await this.#write(FRAME_START + body + FRAME_END);
  }

  /** Gives the screen back, with its cursor. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#write(LEAVE);
    this.#isEntered = false;
  }

  /** The same at once, for a process that ends. */
  leaveNow(): void {
    if (!this.#isEntered) return;
    try {
      this.#output.writeSync(new TextEncoder().encode(LEAVE));
    } catch {
      // The terminal is gone or in the middle of a frame: nothing more can be done for it.
    }
  }

  #write(text: string): Promise<void> {
    const deps = { write: this.#output.write, clock: this.#clock };
    this.#written = this.#written.then(async () => {
      if (this.#isGone) return;
      try {
        this.#isGone = !await writeWhole(text, deps);
      } catch {
        // A terminal that was closed fails in as many ways as there are systems.
        this.#isGone = true;
      }
    });
    return this.#written;
  }
}
