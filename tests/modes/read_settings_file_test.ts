/** Files of settings that would hang the server or fill it. */
import assert from "node:assert/strict";
import { readSettingsFile } from "../../src/modes/read_settings_file.ts";
import { describeFileProblem } from "../../src/config/file_problem.ts";

const describe = (path: string) => readSettingsFile(path).then(() => "read", describeFileProblem);

Deno.test("what is no file of a usual size is not read", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/good`, "text");
    assert.equal(await readSettingsFile(`${folder}/good`), "text");
    assert.equal(await describe(folder), "is no regular file");
    assert.equal(await describe(`${folder}/nothing`), "does not exist");
    await Deno.truncate(`${folder}/good`, 1_048_577);
    assert.equal(await describe(`${folder}/good`), "is larger than 1048576 bytes");
    if (Deno.build.os === "windows") return;
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    assert.equal(await describe(`${folder}/pipe`), "is no regular file");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
