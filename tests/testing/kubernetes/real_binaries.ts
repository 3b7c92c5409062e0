/**
 * Where the real kube-apiserver and etcd are, and what becomes of tests that need them where they are
 * not: left out with a clear name on somebody's machine, a failure in CI.
 */

/** The folder that holds them, as envtest names it; `null` where there is none. */
export const REAL_BINARIES: string | null = Deno.env.get("KUBEBUILDER_ASSETS") || null;

const NOTICE = "needs a real API server: KUBEBUILDER_ASSETS=$(tests/testing/kubernetes/build)";
let isNoticeGiven = false;

/** A test that runs where there is a real API server; a file's first one says how to get it elsewhere. */
export function testReal(name: string, fn: () => Promise<void>): void {
  const isIgnored = REAL_BINARIES === null && Deno.env.get("CI") !== "true";
  const notice = isIgnored && !isNoticeGiven ? ` (${NOTICE})` : "";
  isNoticeGiven ||= isIgnored;
  Deno.test({ name: `${name}${notice}`, ignore: isIgnored, fn });
}

/** The path of one of them; fails with what to do where it is not. */
export function findRealBinary(name: "etcd" | "kube-apiserver"): string {
  if (REAL_BINARIES === null) throw new Error(`A real API server is missing; this test ${NOTICE}`);
  return `${REAL_BINARIES}/${name}`;
}
