/**
 * Parts that some tests need and not every machine has: such a test is left out with a clear name on
 * somebody's machine, and fails in CI.
 */

/** A part, and what is said where it is missing. */
export interface NeededPart {
  readonly isThere: boolean;
  /** What it is called, for `… is missing`. */
  readonly name: string;
  /** `needs …`, with how to get it. */
  readonly notice: string;
}

/** Defines a test. */
export type DefineTest = (name: string, fn: () => Promise<void>) => void;

/** Makes the way to define tests that need the part; a file's first one says how to get it elsewhere. */
export function createNeedingTest({ isThere, name: part, notice }: NeededPart): DefineTest {
  const ignore = !isThere && Deno.env.get("CI") !== "true";
  let isNoticeGiven = false;
  return (name, fn) => {
    const said = ignore && !isNoticeGiven ? ` (${notice})` : "";
    isNoticeGiven = true;
    Deno.test({
      name: `${name}${said}`,
      ignore,
      fn: async () => {
        if (!isThere) throw new Error(`${part} is missing; this test ${notice}`);
        await fn();
      },
    });
  };
}

/** Whether the command is on the path and tells its version. */
export function hasCommand(command: string): boolean {
  try {
    return new Deno.Command(command, { args: ["--version"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
