/**
 * Where Prometheus and its tool are, and what becomes of tests that need them where they are not: left
 * out with a clear name on somebody's machine, a failure in CI.
 */

const NOTICE = "needs prometheus and promtool, in Debian's package prometheus";
let isNoticeGiven = false;

/** A test that runs where there is Prometheus; a file's first one says what is missing elsewhere. */
export function testPrometheus(name: string, fn: () => Promise<void>): void {
  const isIgnored = !HAS_PROMETHEUS && Deno.env.get("CI") !== "true";
  const notice = isIgnored && !isNoticeGiven ? ` (${NOTICE})` : "";
  isNoticeGiven ||= isIgnored;
  Deno.test({
    name: `${name}${notice}`,
    ignore: isIgnored,
    fn: async () => {
      if (!HAS_PROMETHEUS) throw new Error(`Prometheus is missing; this test ${NOTICE}`);
      await fn();
    },
  });
}

/** What `promtool check metrics` has against a page; empty where it has nothing. */
export async function checkMetrics(page: string): Promise<string> {
  const child = new Deno.Command("promtool", {
    args: ["check", "metrics"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(page));
  await writer.close();
  const { code, stdout, stderr } = await output;
  const words = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return code === 0 ? words : `${words}exit code ${code}`;
}

const HAS_PROMETHEUS = ["prometheus", "promtool"].every((command) => {
  try {
    return new Deno.Command(command, { args: ["--version"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
});
