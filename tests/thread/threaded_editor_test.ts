import assert from "node:assert/strict";
import { createDirectEditor } from "../../src/collector/registry_editor.ts";
import { RegistryFormatError } from "../../src/errors.ts";
import { createThreadedEditor, DIRECT_LENGTH_MAX } from "../../src/thread/threaded_editor.ts";
import { registryOf } from "../testing/collector_world.ts";

const editor = createThreadedEditor({
  entryUrl: new URL("../../main.ts", import.meta.url).href,
});
const { signal } = new AbortController();
const names = Array.from({ length: 2_000 }, (_, index) => `claim-${index}`);
const large = registryOf(...names);

Deno.test("a thread parses and edits as the calling thread would", async () => {
  assert.ok(large.length > DIRECT_LENGTH_MAX);
  const registry = await editor.parse(large, signal);
  assert.equal(registry.entries.length, 2_000);
  const wanted = [{ index: 1_999, fields: { statusMessage: "Ready: True" } }];
  const edit = await editor.edit({ text: large, wanted }, signal);
  assert.equal(edit.changes[0]?.after.statusMessage, "Ready: True");
  assert.equal(edit.text.length, large.length + '    statusMessage: "Ready: True"\n'.length);
});

Deno.test("the calling thread goes on with other work meanwhile", async () => {
  const turns = async (work: () => Promise<unknown>): Promise<number> => {
    let count = 0;
    const timer = setInterval(() => count += 1, 0);
    await work().finally(() => clearInterval(timer));
    return count;
  };
  const direct = createDirectEditor();
  assert.equal(
    await turns(() => direct.parse(large, signal)),
    0,
    "this work lets nobody else turn",
  );
  assert.ok(await turns(() => editor.parse(large, signal)) > 0);
});

Deno.test("a refusal comes back from a thread with its place", async () => {
  const broken = `${large}  - name: x\n    name: y\n`;
  const error = await editor.parse(broken, signal).then(() => undefined, (thrown) => thrown);
  assert.ok(error instanceof RegistryFormatError);
  assert.deepEqual(error.position, { line: large.split("\n").length + 1, column: 5 });
});

Deno.test("work in a thread can be cancelled", async () => {
  const controller = new AbortController();
  const parsing = editor.parse(large, controller.signal);
  controller.abort();
  await assert.rejects(parsing, { name: "AbortError" });
});
