/**
 * `deno task picture`: runs the demo and draws its third step, where the pull request appears, into
 * `docs/demo.svg` for the README. Commits and times differ each time; draw it again when the demo changes.
 */
import { drawTerminal } from "./terminal/svg_picture.ts";

const FIRST = /^ *3\/\d+ /;
const LAST = /^ {2}· And this is what it tells/;
const LINE_COUNT_MAX = 25;
const PICTURE = new URL("../docs/demo.svg", import.meta.url);
const MAIN = new URL("main.ts", import.meta.url);

const { code, stdout } = await new Deno.Command(Deno.execPath(), {
  args: ["run", "--allow-all", "--quiet", MAIN.href, "--once"],
  env: { NO_COLOR: "1", NO_PROXY: "127.0.0.1" },
  stderr: "inherit",
}).output();
if (code !== 0) throw new Error(`The demo ended with ${code}`);
const lines = new TextDecoder().decode(stdout).split("\n");
const first = lines.findIndex((line) => FIRST.test(line));
const last = lines.findIndex((line) => LAST.test(line));
if (first < 0 || last < first) throw new Error("The demo has no such step any more");
const step = lines.slice(first, Math.min(last, first + LINE_COUNT_MAX));
const shown = ["$ npx -y deno@2.9.6 task demo", "", ...step].map((line) =>
  // An address that was there for a moment leads nobody anywhere.
  line.replace(/http:\/\/127\.0\.0\.1:\d+/, "http://127.0.0.1:…")
);
await Deno.writeTextFile(PICTURE, drawTerminal(shown.join("\n").trimEnd().split("\n")));
