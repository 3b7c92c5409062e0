/** What every part of a smoke run shares: its steps are told one by one, and counted. */
import { ReleaseError } from "./release_error.ts";

/** What the executable should say of itself; `undefined` for anything. */
export interface ExpectedFacts {
  readonly version: string | undefined;
  readonly commit: string | undefined;
}

/** Tells steps and counts those that failed. */
export class SmokeReport {
  readonly #writeLine: (line: string) => void;
  stepCount = 0;
  failureCount = 0;

  constructor(writeLine: (line: string) => void) {
    this.#writeLine = writeLine;
  }

  /** Takes a step, which throws `ReleaseError` where it fails; gives whether it went well. */
  async step(name: string, run: () => Promise<void>): Promise<boolean> {
    this.stepCount += 1;
    try {
      await run();
      this.#writeLine(`ok: ${name}`);
      return true;
    } catch (error) {
      if (!(error instanceof ReleaseError)) throw error;
      this.failureCount += 1;
      this.#writeLine(`FAILED: ${name}: ${error.message}`);
      return false;
    }
  }
}

/** Throws `ReleaseError` with what was expected unless both are the same. */
export function expect<T>(
  what: string,
  { got, expected }: { readonly got: T; readonly expected: T },
): void {
  if (got === expected) return;
  throw new ReleaseError(
    `Expected ${what} ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`,
  );
}

/** What it says of itself, as JSON, is what was built, and it is made for this system. */
export function expectFacts(text: string, expected: ExpectedFacts): void {
  const facts = parseJson(text);
  for (const name of ["version", "commit"] as const) {
    if (expected[name] === undefined) continue;
    expect(`the ${name}`, { got: facts[name], expected: expected[name] });
  }
  const platform = `${Deno.build.os}/${Deno.build.arch}`;
  expect<unknown>("the platform", { got: facts["platform"], expected: platform });
}

/** An object of JSON; throws `ReleaseError` for anything else. */
export function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ReleaseError(`Expected an object of JSON, got ${JSON.stringify(text.slice(0, 100))}`);
}
