/**
 * What a diff is for is to be applied: the real Git and the real `patch` make the file afterwards of
 * the file before.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  editRegistry,
  type RegistryEdit,
  type WantedFields,
} from "../../src/registry/edit_registry.ts";
import { type EditedFile, toUnifiedDiff } from "../../src/registry/unified_diff.ts";
import { registryOf } from "../testing/collector_world.ts";
import { editArbitrary } from "../testing/registry_arbitrary.ts";
import { renderBefore } from "../testing/registry_model.ts";

const GOLDEN = new URL("../testdata/registry/", import.meta.url);
const PATH = "claims/registry.yaml";
const OPTIONS = { seed: 20_260_301, numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 400) };

/** Many files are changed by one patch: starting a process costs more than applying. */
class PatchFolder implements AsyncDisposable {
  readonly path: string;
  #count = 0;
  readonly #expected = new Map<string, string>();
  readonly #diffs: string[] = [];

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<PatchFolder> {
    return new PatchFolder(await Deno.makeTempDir());
  }

  /** Keeps the file as it was, and its diff. */
  async add(file: EditedFile): Promise<void> {
    this.#count += 1;
    const path = `${this.#count}/${file.path}`;
    await Deno.mkdir(`${this.path}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${this.path}/${path}`, file.before);
    this.#expected.set(path, file.after);
    this.#diffs.push(toUnifiedDiff({ ...file, path }));
  }

  /** Applies all diffs by a command that reads them from its input, and compares. */
  async apply(command: string, args: readonly string[]): Promise<void> {
    const child = new Deno.Command(command, {
      args: [...args],
      cwd: this.path,
      env: { GIT_CEILING_DIRECTORIES: this.path, GIT_CONFIG_NOSYSTEM: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(this.#diffs.join("")));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    assert.equal(code, 0, decoder.decode(stdout) + decoder.decode(stderr));
    for (const [path, after] of this.#expected) {
      assert.equal(await readText(`${this.path}/${path}`), after, path);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** The file with everything in it, a byte order mark included. */
async function readText(file: string | URL): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return decoder.decode(await Deno.readFile(file));
}

function toFile(before: string, edit: RegistryEdit, path = PATH): EditedFile {
  return { path, before, after: edit.text, changes: edit.changes };
}

async function readGolden(): Promise<readonly EditedFile[]> {
  const files: EditedFile[] = [];
  for await (const { name } of Deno.readDir(GOLDEN)) {
    const before = await readText(new URL(`${name}/before.yaml`, GOLDEN));
    const wanted = JSON.parse(await readText(new URL(`${name}/wanted.json`, GOLDEN)));
    files.push(toFile(before, editRegistry(before, wanted)));
  }
  assert.ok(files.length >= 60);
  return files;
}

const GIT = ["git", ["apply", "--whitespace=nowarn"]] as const;
const PATCH = ["patch", ["--binary", "--strip=1", "--quiet", "--force", "--fuzz=0"]] as const;

/** Not every machine has it; Git is needed anyway, and CI must have both. */
const hasPatch = Deno.env.get("CI") === "true" || await isInstalled("patch");
const NOTICE = hasPatch ? "" : " (not tested: patch is not installed)";

for (const [command, args] of [GIT, PATCH]) {
  const ignore = command === "patch" && !hasPatch;
  Deno.test(
    `${command} makes of each golden file what the edit made of it${ignore ? NOTICE : ""}`,
    { ignore },
    async () => {
      await using folder = await PatchFolder.create();
      for (const file of await readGolden()) await folder.add(file);
      await folder.apply(command, args);
    },
  );

  Deno.test(`${command} makes of any registry what the edit made of it`, { ignore }, async () => {
    await using folder = await PatchFolder.create();
    for (const { model, wanted } of fc.sample(editArbitrary, OPTIONS)) {
      const before = renderBefore(model);
      const wants = [...wanted].map(([index, fields]) => ({ index, fields }));
      await folder.add(toFile(before, editRegistry(before, wants)));
    }
    await folder.apply(command, args);
  });
}

Deno.test("a path of any letters is told so that Git reads it", async () => {
  const before = registryOf("db");
  const edit = editRegistry(before, [want(0)]);
  const paths = [
    "a b.yaml",
    "größe 🚀.yaml",
    'quo"ted.yaml',
    "back\\slash.yaml",
    "tab\there.yaml",
    "line\nbreak.yaml",
    "-dash.yaml",
    "x 2026-03-01 08:00:00 +0000",
    " b/a.yaml",
  ];
  await using folder = await PatchFolder.create();
  for (const path of paths) await folder.add(toFile(before, edit, path));
  await folder.apply(...GIT);
});

Deno.test("only the changed lines are marked, with three around them", () => {
  const before = registryOf("a", "b", "c", "d");
  const first = editRegistry(before, [want(0, "Ready: False"), want(3, "Ready: False")]);
  assert.equal(
    toUnifiedDiff(toFile(before, first)),
    `diff --git a/claims/registry.yaml b/claims/registry.yaml
--- a/claims/registry.yaml
+++ b/claims/registry.yaml
@@ -6,6 +6,8 @@
     template: volumeclaim
     category: infra
     namespace: team
+    statusMessage: "Ready: False"
+    lastCheckedAt: "2026-03-01T08:00:00Z"
     createdAt: "2026-02-04T19:43:28Z"
     status: active
 
@@ -30,5 +32,7 @@
     template: volumeclaim
     category: infra
     namespace: team
+    statusMessage: "Ready: False"
+    lastCheckedAt: "2026-03-01T08:00:00Z"
     createdAt: "2026-02-04T19:43:28Z"
     status: active
`,
  );
  const second = editRegistry(first.text, [
    { index: 0, fields: { statusMessage: "Ready: True", status: "error" } },
  ]);
  assert.equal(
    toUnifiedDiff(toFile(first.text, second)).split("\n").slice(3).join("\n"),
    `@@ -6,10 +6,10 @@
     template: volumeclaim
     category: infra
     namespace: team
-    statusMessage: "Ready: False"
+    statusMessage: "Ready: True"
     lastCheckedAt: "2026-03-01T08:00:00Z"
     createdAt: "2026-02-04T19:43:28Z"
-    status: active
+    status: error
 
   # b belongs to the team
   - name: b
`,
  );
});

Deno.test("without a change there is no diff", () => {
  const before = registryOf("a");
  assert.equal(toUnifiedDiff({ path: PATH, before, after: before, changes: [] }), "");
});

Deno.test("100,000 changed entries are told in a time that grows with the file", {
  ignore: !hasPatch,
}, async () => {
  const { before, names } = createLargeRegistry();
  await using folder = await PatchFolder.create();
  await folder.add(toFile(before, editRegistry(before, names.map((_, index) => want(index)))));
  // Git would take minutes for so many hunks.
  await folder.apply(...PATCH);
});

Deno.test("two changed entries of 100,000 are told by two hunks", async () => {
  const { before } = createLargeRegistry();
  const file = toFile(before, editRegistry(before, [want(0), want(99_999)]));
  assert.equal(toUnifiedDiff(file).match(/^@@/gm)?.length, 2);
  await using folder = await PatchFolder.create();
  await folder.add(file);
  await folder.apply(...GIT);
});

Deno.test("a list on one line of 100,000 entries is one line of the diff", () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `{name: claim-${index}}`);
  const before = `prod: [${names.join(", ")}]`;
  const edit = editRegistry(before, names.map((_, index) => want(index)));
  const rows = toUnifiedDiff(toFile(before, edit)).split("\n");
  assert.deepEqual(rows.slice(3).map((row) => row.slice(0, 12)), [
    "@@ -1 +1 @@",
    "-prod: [{nam",
    "\\ No newline",
    "+prod: [{nam",
    "\\ No newline",
    "",
  ]);
});

function want(index: number, statusMessage = "Ready: True, Synced: True"): WantedFields {
  return { index, fields: { statusMessage, lastCheckedAt: "2026-03-01T08:00:00Z" } };
}

function createLargeRegistry(): { readonly before: string; readonly names: readonly string[] } {
  const names = Array.from({ length: 100_000 }, (_, index) => `claim-${index}`);
  return { before: registryOf(...names), names };
}

async function isInstalled(command: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
