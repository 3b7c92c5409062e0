/** The informer as in a pod, but that the service account is mounted where a test put it. */
import { parseInformerSettings } from "../../src/config/informer_settings.ts";
import { runInformer } from "../../src/modes/informer_mode.ts";

const [serviceAccountFolder = ""] = Deno.args;
const env = (name: string) => Deno.env.get(name);
const write = (text: string) => void Deno.stdout.writeSync(new TextEncoder().encode(text));
const settings = parseInformerSettings({ env, flags: {}, readTextFile: Deno.readTextFileSync });
Deno.exit(
  await runInformer(settings, {
    version: { version: "dev", commit: "unknown", date: "unknown", deno: "2", platform: "test" },
    stdout: write,
    stderr: write,
    isTerminal: false,
    surroundings: { env, serviceAccountFolder },
    exitNow: (exitCode) => Deno.exit(exitCode),
  }),
);
