import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import plugin from "../lint/layer_rules.ts";
import { MarkdownPage, readTables, ROOT, toCodeSpans } from "./markdown_page.ts";

/** A folder of `src` or `main.ts`, and what stands in the other cell of its row. */
interface Rule {
  readonly room: string;
  readonly allowed: readonly string[];
}

Deno.test("the code map names every folder of src, once, and no other", async () => {
  const rows = await readCodeMap();
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL("src/", ROOT))) {
    if (isDirectory) folders.push(`src/${name}/`);
  }
  assert.deepEqual(rows.map(({ folder }) => folder).toSorted(), folders.toSorted());
});

Deno.test("every module that the code map names is in its folder", async () => {
  for (const { folder, modules } of await readCodeMap()) {
    assert.ok(modules.length > 0, folder);
    for (const module of modules) {
      await assert.doesNotReject(Deno.stat(new URL(folder + module, ROOT)), folder + module);
    }
  }
});

Deno.test("the import rules on the page are those that the lint plugin enforces", async () => {
  const [rules] = await readRules();
  const rooms = rules.map(({ room }) => room);
  for (const { room, allowed } of rules) {
    for (const target of rooms.filter((other) => other !== "main.ts" && other !== room)) {
      const isListed = allowed.includes(target);
      const specifier = `${toSource(room)}${target}/b.ts`;
      assert.equal(isAllowed(room, specifier), isListed, `${room} imports ${target}`);
    }
  }
});

Deno.test("every folder of src has a row in the import rules", async () => {
  const [rules] = await readRules();
  const rooms = rules.map(({ room }) => room);
  for (const { folder } of await readCodeMap()) {
    assert.ok(rooms.includes(folder.slice("src/".length, -1)), folder);
  }
});

Deno.test("the packages on the page are those that the lint plugin lets in", async () => {
  const [rules, packages] = await readRules();
  const named = packages.map(({ room }) => room);
  for (const name of Object.keys(denoJson.imports)) {
    const row = packages.find(({ room }) => room === name) ??
      packages.find(({ room }) => room === name.replace(/\/.*/, "/*"));
    for (const { room } of rules) {
      const message = `${room} imports ${name}, the page names ${named.join(", ")}`;
      assert.equal(isAllowed(room, name), row?.allowed.includes(room) ?? false, message);
    }
  }
});

Deno.test("every package has its row in the decision about packages", async () => {
  const page = await MarkdownPage.read("docs/adr/0002-packages.md");
  const named = new Set(toCodeSpans(page.section("Decision")));
  for (const name of Object.keys(denoJson.imports)) assert.ok(named.has(name), name);
  const answered = readTables(page.section("Decision"))[0]?.map(([name = ""]) => name);
  assert.deepEqual(answered?.toSorted(), [
    "`@hono/hono`",
    "`@kubernetes/client-node`",
    "`@octokit/rest`",
    "`@std/cli`",
    "`@std/http`",
    "`@std/yaml`",
  ]);
});

async function readCodeMap() {
  const page = await MarkdownPage.read("docs/architecture.md");
  const [table = []] = readTables(page.section("Code map"));
  return table.map(([folder = "", , modules = ""]) => ({
    folder: folder.replaceAll("`", ""),
    modules: toCodeSpans(modules),
  }));
}

/** Both tables: folders of src, then packages. */
async function readRules(): Promise<readonly [readonly Rule[], readonly Rule[]]> {
  const page = await MarkdownPage.read("docs/architecture.md");
  const [folders = [], packages = []] = readTables(page.section("Import rules"));
  const toRules = (table: typeof folders): readonly Rule[] =>
    table.flatMap(([names = "", allowed = ""]) =>
      toCodeSpans(names).map((room) => ({ room, allowed: toCodeSpans(allowed) }))
    );
  return [toRules(folders), toRules(packages)];
}

function isAllowed(room: string, specifier: string): boolean {
  const path = room === "main.ts" ? room : `src/${room}/a.ts`;
  const found = Deno.lint.runPlugin(plugin, path, `import "${specifier}";`);
  return !found.some(({ id }) => id === "house/import-direction" || id === "house/package-room");
}

/** Where `src` is, seen from a folder of it. */
function toSource(room: string): string {
  return room === "main.ts" ? "./src/" : "../";
}
