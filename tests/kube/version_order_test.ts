import assert from "node:assert/strict";
import { compareVersions } from "../../src/kube/version_order.ts";

Deno.test("versions are preferred as Kubernetes does: stable, beta, alpha, then what is no version", () => {
  const preferred = [
    ..."v10 v2 v1 v11beta2 v10beta3 v3beta1 v12alpha1 v11alpha2".split(" "),
    ..."foo1 foo10 v0 v01 v1alpha v1beta0 v1gamma1".split(" "),
  ];
  assert.deepEqual(preferred.toReversed().sort(compareVersions), preferred);
  assert.deepEqual(preferred.toSorted().sort(compareVersions), preferred);
});
