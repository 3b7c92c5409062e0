import assert from "node:assert/strict";
import { UnavailableError } from "../../src/errors.ts";
import { createInClusterAccess } from "../../src/kube/in_cluster_access.ts";
import type { KubeAccess } from "../../src/kube/kube_access.ts";
import { createKubeconfigFolder } from "./kubeconfig_folder.ts";

const SECRET = "s3cr3tTOKENvalue";
const UNUSABLE = ["", " \n", `${SECRET}\nsecond\n`, `${SECRET}ä`, `${SECRET}\u0000`, "a b"];
const LONG = "a".repeat(65_537);
const PROBLEM = "it holds no usable token: expected one line of printable ASCII without spaces";

async function readFailure(access: KubeAccess): Promise<string> {
  const error = await access.readHeaders().then(() => null, (reason: unknown) => reason);
  assert.ok(error instanceof UnavailableError);
  return error.message;
}

for (const text of [...UNUSABLE, LONG]) {
  const shown = JSON.stringify(text.slice(0, 30));
  Deno.test(`a token file without a usable token is told, and read again: ${shown}`, async () => {
    await using folder = await createKubeconfigFolder({ user: { tokenFile: "token" } });
    const path = `${folder.path}/token`;
    const accesses = [
      await folder.open(),
      await createInClusterAccess({ host: "kube", port: "443", folder: folder.path }),
    ] as const;
    await folder.write("token", text);
    assert.deepEqual(await Promise.all(accesses.map(readFailure)), [
      'Cannot get the credentials of context "here": ' +
      `the token file "${path}" cannot be read: ${PROBLEM}`,
      `Cannot read "${path}" of the service account: ${PROBLEM}`,
    ]);
    await folder.write("token", "\ufeff good-token \r\n");
    for (const access of accesses) {
      assert.deepEqual(await access.readHeaders(), { authorization: "Bearer good-token" });
    }
  });
}

Deno.test("a token file that is missing or changes is read again before the next request; half a one is passed over", async () => {
  await using folder = await createKubeconfigFolder({ user: { tokenFile: "token" } });
  const access = await folder.open();
  assert.match(await readFailure(access), /the token file ".*token" cannot be read: NotFound$/);
  await folder.write("token", "first");
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer first" });
  await folder.write("token", "half a");
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer first" });
  await folder.write("token", "second");
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer second" });
});
