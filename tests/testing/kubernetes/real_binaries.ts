/**
 * Where the real kube-apiserver and etcd are, and what becomes of tests that need them where they are
 * not: left out with a clear name on somebody's machine, a failure in CI.
 */
import { createNeedingTest, type DefineTest } from "../needed_part.ts";

/** The folder that holds them, as envtest names it; `null` where there is none. */
export const REAL_BINARIES: string | null = Deno.env.get("KUBEBUILDER_ASSETS") || null;

const NOTICE = "needs a real API server: KUBEBUILDER_ASSETS=$(tests/testing/kubernetes/build)";

/** A test that runs where there is a real API server. */
export const testReal: DefineTest = createNeedingTest({
  isThere: REAL_BINARIES !== null,
  name: "A real API server",
  notice: NOTICE,
});

/** The path of one of them; fails with what to do where it is not. */
export function findRealBinary(name: "etcd" | "kube-apiserver"): string {
  if (REAL_BINARIES === null) throw new Error(`A real API server is missing; this test ${NOTICE}`);
  return `${REAL_BINARIES}/${name}`;
}
