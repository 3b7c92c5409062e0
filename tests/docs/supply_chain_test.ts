/** What the security page says of packages. */
import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { MarkdownPage, ROOT } from "./markdown_page.ts";

interface LockedPackage {
  readonly integrity?: string;
  readonly scripts?: boolean;
}

const LOCK: { readonly npm: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  await Deno.readTextFile(new URL("deno.lock", ROOT)),
);

Deno.test("every package is locked by its digest, and none has a script that runs", () => {
  for (const [name, { integrity, scripts }] of Object.entries(LOCK.npm)) {
    assert.match(integrity ?? "", /^sha512-[A-Za-z0-9+/]{86}==$/, name);
    assert.ok(!scripts, name);
  }
  assert.ok(denoJson.lock.frozen);
  assert.equal(denoJson.nodeModulesDir, "none");
});

Deno.test("every package is asked for by an exact version, from npm alone", () => {
  for (const specifier of Object.values(denoJson.imports)) {
    assert.match(specifier, /^npm:(?:@[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+$/);
  }
});

Deno.test("the security page counts the packages of the lock file", async () => {
  const page = await MarkdownPage.read("docs/security.md");
  const count = Object.keys(LOCK.npm).length;
  assert.ok(page.text.replace(/\s+/g, " ").includes(`each of its ${count} packages`), `${count}`);
});
