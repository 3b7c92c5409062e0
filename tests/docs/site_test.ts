/** The pages of docs/ as a site. */
import assert from "node:assert/strict";
import { runCleanTool, runTool, testTools } from "../testing/tools/check_tool.ts";

testTools("the site is built without a warning, and every link in it leads somewhere", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await runCleanTool("mkdocs", ["build", "--strict", "--site-dir", folder]);
    // The checker gives up the rights of root.
    await Deno.chmod(folder, 0o755);
    const start = `${folder}/index.html`;
    const { code, stdout } = await runTool("linkchecker", ["--no-status", "--no-warnings", start]);
    assert.equal(code, 0, stdout);
    const [, linkCount = "0"] = /(\d+) links in \d+ URLs checked/.exec(stdout) ?? [];
    assert.ok(Number(linkCount) > 100, stdout);
    const text = await Deno.readTextFile(start);
    assert.match(text, /<pre class="mermaid"><code>flowchart LR/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
