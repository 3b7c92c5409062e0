import assert from "node:assert/strict";
import { WorkFolder } from "../../src/release/work_folder.ts";
import { listNames } from "./repository.ts";

Deno.test("of many that release at once, one is in place as a whole, and nothing else is left", async () => {
  await using parent = await WorkFolder.create();
  const path = `${parent.path}/dist/bundle`;
  const make = async (name: string) => {
    await using work = await WorkFolder.create(`${parent.path}/dist`);
    await Deno.mkdir(`${work.path}/made`);
    for (const part of ["a", "b"]) await Deno.writeTextFile(`${work.path}/made/${part}`, name);
    await work.release("made", path);
  };
  await Promise.all(Array.from({ length: 8 }, (_, count) => make(`${count}`)));
  assert.deepEqual(await listNames(`${parent.path}/dist`), ["bundle"]);
  const [a, b] = await Promise.all(["a", "b"].map((name) => Deno.readTextFile(`${path}/${name}`)));
  assert.equal(a, b);
});

Deno.test("what takes the place of another keeps nothing of it, nor touches where a link leads", async () => {
  await using parent = await WorkFolder.create();
  await Deno.mkdir(`${parent.path}/else`);
  await Deno.writeTextFile(`${parent.path}/else/kept`, "");
  await Deno.symlink(`${parent.path}/else`, `${parent.path}/bundle`, { type: "dir" });
  const put = async (name: string) => {
    await using work = await WorkFolder.create(parent.path);
    await Deno.mkdir(`${work.path}/made`);
    await Deno.writeTextFile(`${work.path}/made/${name}`, "");
    await work.release("made", `${parent.path}/bundle`);
  };
  await put("first");
  await put("second");
  assert.deepEqual(await listNames(`${parent.path}/bundle`), ["second"]);
  assert.deepEqual(await listNames(`${parent.path}/else`), ["kept"]);
});

Deno.test("it is removed at the end, whatever happens", async () => {
  await using parent = await WorkFolder.create();
  await assert.rejects(async () => {
    await using work = await WorkFolder.create(parent.path);
    await Deno.writeTextFile(`${work.path}/half`, "");
    throw new Error("stopped");
  }, /stopped/);
  assert.deepEqual(await listNames(parent.path), []);
});
