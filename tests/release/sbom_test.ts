/** The bill of materials of this program, by the task that makes it. */
import assert from "node:assert/strict";
import { DIST, ROOT } from "../../src/release/project.ts";
import { findSchemaProblems } from "./cyclonedx_schema.ts";
import { runTask } from "./repository.ts";

const BUILD = {
  BUILD_VERSION: "1.2.3",
  BUILD_COMMIT: "c".repeat(40),
  BUILD_DATE: "2026-03-01T08:00:00Z",
};

interface Component {
  readonly name: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly content: string }[];
  readonly licenses?: readonly unknown[];
}

Deno.test("the task writes what is in the program, by digest and licence", async () => {
  const { code, stdout, stderr } = await runTask(["sbom"], BUILD);
  assert.equal(code, 0, stderr);
  const bill = JSON.parse(await Deno.readTextFile(`${DIST}/sbom.cdx.json`));
  assert.deepEqual(findSchemaProblems(bill), []);
  assert.equal(bill.metadata.component.version, "1.2.3");
  const [runtime, ...packages]: readonly Component[] = bill.components;
  assert.equal(runtime?.purl, `pkg:github/denoland/deno@v${Deno.version.deno}`);
  const { npm } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.lock`));
  const locked = new Map(
    Object.entries<{ integrity: string }>(npm).map(([key, { integrity }]) => [
      `pkg:npm/${key.replace(/^@/, "%40").replace(/_.*/, "")}`,
      Uint8Array.fromBase64(integrity.slice("sha512-".length)).toHex(),
    ]),
  );
  for (const { purl, hashes, licenses } of packages) {
    assert.equal(hashes?.[0]?.content, locked.get(purl), purl);
    assert.equal(licenses?.length, 1, purl);
  }
  const names = packages.map(({ name }) => name);
  for (const name of ["zod", "hono", "node-server", "rest", "client-node", "js-yaml", "jose"]) {
    assert.ok(names.includes(name), name);
  }
  // Of the demo, of tests, and of the making of this very bill.
  for (const name of ["emulate", "fast-check", "ajv", "cyclonedx-library"]) {
    assert.ok(!names.includes(name), name);
  }
  const page = await Deno.readTextFile(`${ROOT}/docs/security.md`);
  assert.ok(page.includes(`The program itself holds ${packages.length} of them`), stdout);
  assert.equal(
    stdout,
    `Wrote dist/sbom.cdx.json: ${packages.length} packages and Deno ${Deno.version.deno}\n`,
  );
});
