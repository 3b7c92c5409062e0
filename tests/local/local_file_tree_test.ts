import assert from "node:assert/strict";
import { createLocalFileTree } from "../../src/local/local_file_tree.ts";

const never = new AbortController().signal;

/** A directory with files and links, and a secret beside it. */
class Checkout implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Checkout> {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/root/apps`, { recursive: true });
    await Deno.writeTextFile(`${folder}/secret.yaml`, "kind: Secret");
    await Deno.writeTextFile(`${folder}/root/apps/db.yaml`, "kind: Database");
    await Deno.writeFile(`${folder}/root/binary`, new Uint8Array([0xff, 0xfe]));
    await Deno.symlink(`${folder}/secret.yaml`, `${folder}/root/leads-out`);
    await Deno.symlink("..", `${folder}/root/up`);
    await Deno.symlink("apps/db.yaml", `${folder}/root/inside`);
    await Deno.symlink("loop", `${folder}/root/loop`);
    return new Checkout(folder);
  }

  open() {
    return createLocalFileTree(`${this.folder}/root`, {
      readFile: (path) => Deno.readFile(path),
      realPath: (path) => Deno.realPath(path),
      stat: (path) => Deno.stat(path),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("files and directories are found and read", async () => {
  await using checkout = await Checkout.create();
  const tree = await checkout.open();
  for (const path of ["", "apps"]) {
    assert.deepEqual(await tree.find(path, never), { kind: "directory" });
  }
  const file = await tree.find("apps/db.yaml", never);
  assert.ok(file?.kind === "file");
  assert.equal(file.sizeBytes, 14);
  assert.equal(await tree.readText(file.blob, never), "kind: Database");
  const binary = await tree.find("binary", never);
  assert.ok(binary?.kind === "file");
  assert.equal(await tree.readText(binary.blob, never), undefined);
});

Deno.test("links lead nowhere, as in a commit, and wrong paths to nothing", async () => {
  await using checkout = await Checkout.create();
  const tree = await checkout.open();
  const paths = [
    "leads-out",
    "up/secret.yaml",
    "up/root/apps/db.yaml",
    "inside",
    "loop",
    "../secret.yaml",
    "apps/db.yaml/x",
    "missing",
    "nul\0l",
    "x".repeat(10_000),
  ];
  for (const path of paths) assert.equal(await tree.find(path, never), undefined, path);
});

Deno.test("a root that does not exist is told", async () => {
  await using checkout = await Checkout.create();
  await Deno.remove(`${checkout.folder}/root`, { recursive: true });
  await assert.rejects(checkout.open(), Deno.errors.NotFound);
});
