/** Nothing gets into the build of the image that it does not need, above all no secret. */
import assert from "node:assert/strict";
import { listContext } from "./build_context.ts";
import { DOCKERIGNORE } from "./project_image.ts";

const NEEDED = ["deno.json", "deno.lock", "main.ts", "src/deep/part.ts", "src/part.ts"];
const UNWANTED = [
  ".env",
  ".env.informer",
  ".git/config",
  "main.ts.orig",
  "README.md",
  "node_modules/part/src/part.ts",
  "src/.env",
  "src/deep/.git/config",
  "src/deep/.env.local",
  "tests/main.ts",
  "tests/src/part.ts",
];

Deno.test("settings, history and tests stay out of the build of the image", async () => {
  const folder = await plant([...NEEDED, ...UNWANTED]);
  try {
    assert.deepEqual(await listContext(folder, DOCKERIGNORE), NEEDED);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("without its patterns, .dockerignore would let them in", async () => {
  const folder = await plant([...NEEDED, ...UNWANTED]);
  try {
    const open = await listContext(folder, DOCKERIGNORE.replace(/^\*\*.*$/m, ""));
    assert.deepEqual(open.filter((path) => !NEEDED.includes(path)), [
      "src/.env",
      "src/deep/.env.local",
      "src/deep/.git/config",
    ]);
    const all = await listContext(folder, "");
    assert.deepEqual(all, [...NEEDED, ...UNWANTED].sort());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a pattern that is not understood is not passed over", async () => {
  for (const line of ["!src/part.ts", "src/**/part.ts", "[a-z].ts"]) {
    await assert.rejects(listContext(".", line), /Expected a simple pattern/);
  }
});

async function plant(paths: readonly string[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const path of paths) {
    const parent = path.split("/").slice(0, -1).join("/");
    await Deno.mkdir(`${folder}/${parent}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, "");
  }
  return folder;
}
