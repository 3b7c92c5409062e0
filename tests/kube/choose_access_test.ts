import assert from "node:assert/strict";
import { ConfigError } from "../../src/errors.ts";
import {
  type AccessChoice,
  chooseAccess,
  type Surroundings,
} from "../../src/kube/choose_access.ts";

const MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

function choose(
  surroundings: Partial<Surroundings> & { readonly files?: readonly string[] },
): AccessChoice {
  const { files = [], ...given } = surroundings;
  return chooseAccess({
    kubeconfig: undefined,
    context: undefined,
    serviceHost: undefined,
    servicePort: undefined,
    homeDirectory: "/home/mia",
    os: "linux",
    exists: (path) => files.includes(path),
    ...given,
  });
}

const pod = { serviceHost: "10.0.0.1", servicePort: "6443", files: [`${MOUNT}/token`] };
const inCluster = { kind: "in-cluster", host: "10.0.0.1", port: "6443", folder: MOUNT };

Deno.test("an explicit kubeconfig wins over the service account and the default file", () => {
  const files = [...pod.files, "/home/mia/.kube/config"];
  assert.deepEqual(choose({ ...pod, files, kubeconfig: "/a:/b", context: "x" }), {
    kind: "kubeconfig",
    paths: ["/a", "/b"],
    context: "x",
  });
});

Deno.test("on Windows the paths of a kubeconfig are separated by semicolons", () => {
  const choice = choose({ kubeconfig: "C:\\a;D:\\b", os: "windows" });
  assert.deepEqual(choice, { kind: "kubeconfig", paths: ["C:\\a", "D:\\b"], context: null });
});

Deno.test("in a pod the service account wins over the default file", () => {
  const files = [...pod.files, "/home/mia/.kube/config"];
  assert.deepEqual(choose({ ...pod, files }), inCluster);
});

Deno.test("empty variables count as unset", () => {
  assert.deepEqual(choose({ ...pod, kubeconfig: "", context: "" }), inCluster);
});

Deno.test("naming a context asks for a kubeconfig, even in a pod", () => {
  const files = [...pod.files, "/home/mia/.kube/config"];
  assert.deepEqual(choose({ ...pod, files, context: "prod" }), {
    kind: "kubeconfig",
    paths: ["/home/mia/.kube/config"],
    context: "prod",
  });
});

Deno.test("without a mounted token a pod is as any other place", () => {
  const choice = choose({ ...pod, files: ["/home/mia/.kube/config"] });
  assert.equal(choice.kind, "kubeconfig");
});

Deno.test("where nothing is found, the error names the places that were looked at", () => {
  for (const homeDirectory of ["/home/mia", undefined]) {
    assert.throws(() => choose({ homeDirectory }), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.problems[0]?.variable, "KUBECONFIG");
      assert.match(error.message, /serviceaccount".*\.kube\/config"/);
      return true;
    });
  }
});
