/**
 * What the demo says, and how it looks: steps, facts that were checked, addresses, and a sign of
 * life while it waits. The only place that writes to the terminal.
 */
import { clip, type Paint, paintColored, paintPlain, wrap } from "./style.ts";

/** What the screen writes to. */
export interface ScreenDeps {
  readonly write: (text: string) => void;
  /** Columns. */
  readonly width: number;
  readonly isColored: boolean;
  /** Whether a line may be written over, for the sign of life. */
  readonly isInteractive: boolean;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 80;
const MARGIN = "  ";
const CLEAR_LINE = "\r\u001b[2K";

/** A terminal, or a file that looks like what a terminal showed. */
export class Screen {
  readonly #deps: ScreenDeps;
  readonly paint: Paint;
  #isAfterEmptyLine = false;

  constructor(deps: ScreenDeps) {
    this.#deps = deps;
    this.paint = deps.isColored ? paintColored : paintPlain;
  }

  /** Columns that an indented line may fill. */
  get width(): number {
    return this.#deps.width - 2 * MARGIN.length;
  }

  /** One line; without a text an empty one, but never two of them. */
  line(text = ""): void {
    if (text !== "") this.#deps.write(`${MARGIN}${text}\n`);
    else if (!this.#isAfterEmptyLine) this.#deps.write("\n");
    this.#isAfterEmptyLine = text === "";
  }

  /** Some sentences, broken where the line ends. */
  paragraph(text: string): void {
    for (const line of wrap(text, Math.min(this.width, 92))) this.line(line);
  }

  /** The heading of a step. */
  step(step: { readonly number: number; readonly count: number; readonly title: string }): void {
    const position = `${String(step.number).padStart(2)}/${step.count}`;
    this.line();
    this.line(`${this.paint(position, "cyan", "bold")}  ${this.paint(step.title, "bold")}`);
  }

  /** What is going on. */
  tell(text: string): void {
    const [first = "", ...rest] = wrap(text, Math.min(this.width, 92) - 2);
    this.line(`${this.paint("·", "dim")} ${first}`);
    for (const line of rest) this.line(`  ${line}`);
  }

  /** A fact that was checked. */
  done(text: string, detail = ""): void {
    const end = detail === "" ? "" : ` ${this.paint(detail, "dim")}`;
    this.line(`${this.paint("✓", "green", "bold")} ${text}${end}`);
  }

  /** Something that did not happen. */
  fail(text: string): void {
    const [first = "", ...rest] = wrap(text, this.width - 2);
    this.line(`${this.paint("✗", "red", "bold")} ${first}`);
    for (const line of rest) this.line(`  ${line}`);
  }

  /** Where to look. */
  address(place: { readonly label: string; readonly url: string }): void {
    this.line(`  ${place.label.padEnd(22)} ${this.paint(place.url, "cyan")}`);
  }

  /** Lines in a frame of their own. */
  block(lines: readonly string[]): void {
    this.line();
    for (const line of lines) this.line(`${this.paint("│", "dim")} ${line}`);
    this.line();
  }

  /** Shows that something is awaited, until the work ends. */
  async during<T>(text: string, work: Promise<T>): Promise<T> {
    if (!this.#deps.isInteractive) return await work;
    const startedAt = performance.now();
    let frame = 0;
    const draw = () => {
      const seconds = Math.floor((performance.now() - startedAt) / 1000);
      const sign = this.paint(FRAMES[frame++ % FRAMES.length] ?? "", "cyan");
      const waited = this.paint(seconds > 0 ? ` ${seconds} s` : "", "dim");
      this.#deps.write(`\r${MARGIN}${sign} ${clip(text, this.width - 8)}${waited}`);
    };
    draw();
    const timer = setInterval(draw, FRAME_MS);
    try {
      return await work;
    } finally {
      clearInterval(timer);
      this.#deps.write(CLEAR_LINE);
    }
  }
}
