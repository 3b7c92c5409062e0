/** Where Prometheus and its tool are, and the tests that need them. */
import { createNeedingTest, type DefineTest, hasCommand } from "../needed_part.ts";

/** A test that runs where there is Prometheus. */
export const testPrometheus: DefineTest = createNeedingTest({
  isThere: ["prometheus", "promtool"].every(hasCommand),
  name: "Prometheus",
  notice: "needs prometheus and promtool, in Debian's package prometheus",
});

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
