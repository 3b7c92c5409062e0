import assert from "node:assert/strict";
import {
  MANIFEST_FETCH_MAX,
  ManifestReader,
  normalizePath,
} from "../../src/collector/manifest_reader.ts";
import { UNREADABLE } from "../../src/registry/manifest.ts";
import type { FileTree } from "../../src/collector/registry_repository.ts";

/** Files of one commit that counts how often it is asked. */
class MemoryTree implements FileTree {
  readonly reads: string[] = [];
  finds = 0;
  readonly #files: Readonly<Record<string, string | undefined>>;

  /** A file without a text is too large or no text. */
  constructor(files: Readonly<Record<string, string | undefined>>) {
    this.#files = files;
  }

  find(path: string): ReturnType<FileTree["find"]> {
    this.finds += 1;
    if (path in this.#files) return Promise.resolve({ kind: "file", blob: this.#blobOf(path) });
    const isDirectory = path === "" ||
      Object.keys(this.#files).some((name) => name.startsWith(`${path}/`));
    return Promise.resolve(isDirectory ? { kind: "directory" } : undefined);
  }

  readText(blob: string): Promise<string | undefined> {
    this.reads.push(blob);
    return Promise.resolve(blob.startsWith("no text ") ? undefined : blob);
  }

  /** Equal contents are one blob, as in Git. */
  #blobOf(path: string): string {
    return this.#files[path] ?? `no text ${path}`;
  }
}

function manifest(name: string, namespace = "default"): string {
  return `kind: VolumeClaim\nmetadata: {name: ${name}, namespace: ${namespace}}\n`;
}

function kustomization(resources: readonly string[], more = ""): string {
  return `resources: ${JSON.stringify(resources)}\n${more}`;
}

/** Names of the objects by path; \`undefined\` for a path that is still to be read. */
async function read(
  paths: readonly string[],
  source: { readonly tree: MemoryTree; readonly reader?: ManifestReader },
): Promise<Readonly<Record<string, readonly string[] | undefined>>> {
  const reader = source.reader ?? new ManifestReader();
  const { signal } = new AbortController();
  const found = await reader.read(new Set(paths), { tree: source.tree, signal });
  return Object.fromEntries(paths.map((path) => [
    path,
    found.get(path)?.map((object) =>
      object === UNREADABLE ? "?" : `${object.kind} ${object.namespace}/${object.name}`
    ),
  ]));
}

Deno.test("a path is a file, or a directory with a kustomization", async () => {
  const tree = new MemoryTree({
    "claims/a.yaml": manifest("a"),
    "claims/dir/kustomization.yaml": kustomization(["b.yaml", "./sub", "../a.yaml", "none.yaml"]),
    "claims/dir/b.yaml": manifest("b"),
    "claims/dir/sub/kustomization.yml": kustomization(["c.yaml"], "namespace: team\n"),
    "claims/dir/sub/c.yaml": manifest("c"),
    "claims/plain/d.yaml": manifest("d"),
    "Kustomization": kustomization(["claims/a.yaml"], "namePrefix: root-\n"),
  });
  assert.deepEqual(
    await read(["claims/a.yaml", "claims/dir", "claims/plain", "claims/none", ".", ""], { tree }),
    {
      "claims/a.yaml": ["VolumeClaim default/a"],
      "claims/dir": ["VolumeClaim default/b", "VolumeClaim team/c", "VolumeClaim default/a"],
      "claims/plain": [],
      "claims/none": [],
      ".": ["VolumeClaim default/root-a"],
      "": ["VolumeClaim default/root-a"],
    },
  );
});

Deno.test("outer kustomizations rename what inner ones brought in", async () => {
  const tree = new MemoryTree({
    "o/kustomization.yaml": kustomization(["i"], "namePrefix: outer-\nnamespace: outer\n"),
    "o/i/kustomization.yaml": kustomization(["a.yaml"], "nameSuffix: -inner\nnamespace: inner\n"),
    "o/i/a.yaml": manifest("a"),
  });
  assert.deepEqual(await read(["o"], { tree }), { o: ["VolumeClaim outer/outer-a-inner"] });
});

Deno.test("the first of the three kustomization names counts, a directory of that name does not", async () => {
  const tree = new MemoryTree({
    "a/kustomization.yaml": kustomization(["one.yaml"]),
    "a/kustomization.yml": kustomization(["two.yaml"]),
    "a/one.yaml": manifest("one"),
    "a/two.yaml": manifest("two"),
    "b/kustomization.yaml/x.yaml": manifest("x"),
    "b/Kustomization": kustomization(["y.yaml"]),
    "b/y.yaml": manifest("y"),
  });
  assert.deepEqual(await read(["a", "b"], { tree }), {
    a: ["VolumeClaim default/one"],
    b: ["VolumeClaim default/y"],
  });
});

Deno.test("no path leaves the repository", async () => {
  const tree = new MemoryTree({
    "secret.yaml": manifest("secret"),
    "a/kustomization.yaml": kustomization(["../../secret.yaml", "/secret.yaml", "b.yaml"]),
    "a/b.yaml": manifest("b"),
    "a/secret.yaml": manifest("inner"),
  });
  assert.deepEqual(await read(["../secret.yaml", "a/../../secret.yaml", "a"], { tree }), {
    "../secret.yaml": ["?"],
    "a/../../secret.yaml": ["?"],
    a: ["?", "VolumeClaim default/inner", "VolumeClaim default/b"],
  });
});

Deno.test("paths are made plain", () => {
  const vectors: readonly (readonly [string, string | undefined])[] = [
    ["", ""],
    [".", ""],
    ["./", ""],
    ["/a//b/", "a/b"],
    ["a/./b/../c", "a/c"],
    ["a/..", ""],
    ["..", undefined],
    ["a/../..", undefined],
    ["../a", undefined],
    ["...", "..."],
    ["a b/ä.yaml", "a b/ä.yaml"],
  ];
  for (const [path, expected] of vectors) assert.equal(normalizePath(path), expected, path);
});

Deno.test("kustomizations that bring in each other end", async () => {
  const tree = new MemoryTree({
    "a/kustomization.yaml": kustomization(["../b", "a.yaml"]),
    "a/a.yaml": manifest("a"),
    "b/kustomization.yaml": kustomization(["../a", "."]),
  });
  const found = await read(["a", "b"], { tree });
  assert.ok(found["a"]?.includes("VolumeClaim default/a"));
  assert.ok(Array.isArray(found["b"]), "kustomize refuses such a circle; here it brings in little");
  assert.equal(tree.reads.length, 3);
});

Deno.test("a kustomization that names itself and others again and again costs little", async () => {
  const again = Array.from(
    { length: 300 },
    (_, index) => ".".repeat(index % 2) + "/".repeat(index),
  );
  const tree = new MemoryTree({
    "a/kustomization.yaml": kustomization([...again, "b", "b", "./b"]),
    "a/b/kustomization.yaml": kustomization([...again, "..", "x.yaml", "x.yaml"]),
    "a/b/x.yaml": manifest("x"),
  });
  const found = await read(["a"], { tree });
  assert.deepEqual(found["a"], ["VolumeClaim default/x", "VolumeClaim default/x"]);
  assert.ok(tree.finds < 2_000, `${tree.finds} lookups`);
});

Deno.test("deep nesting is followed a few directories down", async () => {
  const files: Record<string, string> = {};
  let directory = "d";
  for (let depth = 0; depth < 10; depth++) {
    files[`${directory}/kustomization.yaml`] = kustomization(["x.yaml", "d"]);
    files[`${directory}/x.yaml`] = manifest(`x${depth}`);
    directory += "/d";
  }
  const found = await read(["d"], { tree: new MemoryTree(files) });
  const expected = [0, 1, 2, 3, 4].map((depth) => `VolumeClaim default/x${depth}`);
  assert.deepEqual(found["d"], [...expected, "?"]);
});

Deno.test("each blob is read once, whatever paths lead to it", async () => {
  const reader = new ManifestReader();
  const files = {
    "a.yaml": manifest("same"),
    "b.yaml": manifest("same"),
    "c/kustomization.yaml": kustomization(["../a.yaml"]),
  };
  const first = new MemoryTree(files);
  const found = await read(["a.yaml", "b.yaml", "c"], { tree: first, reader });
  assert.deepEqual(new Set(Object.values(found).flat()), new Set(["VolumeClaim default/same"]));
  assert.equal(first.reads.length, 2);
  const second = new MemoryTree({
    ...files,
    "c/kustomization.yaml": kustomization(["../new.yaml"]),
    "new.yaml": manifest("new"),
  });
  assert.deepEqual((await read(["a.yaml", "c"], { tree: second, reader }))["c"], [
    "VolumeClaim default/new",
  ]);
  assert.equal(second.reads.length, 2);
});

Deno.test("what is too large or no text is told to be unreadable, and is not read again", async () => {
  const reader = new ManifestReader();
  const tree = new MemoryTree({ "large.yaml": undefined });
  for (let pass = 0; pass < 2; pass++) {
    assert.deepEqual(await read(["large.yaml"], { tree, reader }), { "large.yaml": ["?"] });
  }
  assert.equal(tree.reads.length, 1);
});

Deno.test("a pass reads a bounded number of new blobs; the next ones read the rest", async () => {
  const reader = new ManifestReader();
  const count = MANIFEST_FETCH_MAX * 2 + 50;
  const paths = Array.from({ length: count }, (_, index) => `claims/${index}.yaml`);
  const tree = new MemoryTree(Object.fromEntries(paths.map((path) => [path, manifest(path)])));
  const counts: number[] = [];
  for (let pass = 0; pass < 4; pass++) {
    const found = await read(paths, { tree, reader });
    counts.push(Object.values(found).filter((objects) => objects !== undefined).length);
  }
  assert.deepEqual(counts, [MANIFEST_FETCH_MAX, MANIFEST_FETCH_MAX * 2, count, count]);
  assert.equal(tree.reads.length, count);
});

Deno.test("a directory that is half read is no answer", async () => {
  const reader = new ManifestReader();
  const names = Array.from({ length: MANIFEST_FETCH_MAX + 20 }, (_, index) => `${index}.yaml`);
  const tree = new MemoryTree({
    "d/kustomization.yaml": kustomization(names),
    ...Object.fromEntries(names.map((name) => [`d/${name}`, manifest(name)])),
  });
  assert.equal((await read(["d"], { tree, reader }))["d"], undefined);
  assert.equal((await read(["d"], { tree, reader }))["d"]?.length, names.length);
});

Deno.test("a failed read fails the pass and is not remembered", async () => {
  const reader = new ManifestReader();
  const broken = new MemoryTree({ "a.yaml": manifest("a") });
  broken.readText = () => Promise.reject(new Error("GitHub is away"));
  await assert.rejects(read(["a.yaml"], { tree: broken, reader }), /GitHub is away/);
  const tree = new MemoryTree({ "a.yaml": manifest("a") });
  assert.deepEqual(await read(["a.yaml"], { tree, reader }), {
    "a.yaml": ["VolumeClaim default/a"],
  });
});
