/**
 * Where Chromium is, and what becomes of tests that need it where it is not: left out with a clear name
 * on somebody's machine, a failure in CI.
 */

const NOTICE = "needs chromium, Debian's package of that name";
let isNoticeGiven = false;

/** A test that runs where there is Chromium; a file's first one says what is missing elsewhere. */
export function testChromium(name: string, fn: () => Promise<void>): void {
  const isIgnored = !HAS_CHROMIUM && Deno.env.get("CI") !== "true";
  const notice = isIgnored && !isNoticeGiven ? ` (${NOTICE})` : "";
  isNoticeGiven ||= isIgnored;
  Deno.test({
    name: `${name}${notice}`,
    ignore: isIgnored,
    fn: async () => {
      if (!HAS_CHROMIUM) throw new Error(`Chromium is missing; this test ${NOTICE}`);
      await fn();
    },
  });
}

const HAS_CHROMIUM = hasChromium();

function hasChromium(): boolean {
  try {
    return new Deno.Command("chromium", { args: ["--version"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
