/** Makes the access that was chosen. */
import type { Clock } from "../runtime/clock.ts";
import type { AccessChoice } from "./choose_access.ts";
import { createInClusterAccess } from "./in_cluster_access.ts";
import type { KubeAccess } from "./kube_access.ts";
import type { KubeconfigAccessDeps } from "./kubeconfig_access.ts";

/** What any access may need. */
export interface KubeAccessDeps {
  /** Default: the system's. */
  readonly clock?: Clock;
  /** An environment variable, of those that name proxies; default: there are none. */
  readonly env?: (name: string) => string | undefined;
}

/** Throws `ConfigError` for a kubeconfig that cannot be used. */
export async function createKubeAccess(
  choice: AccessChoice,
  deps: KubeAccessDeps = {},
): Promise<KubeAccess> {
  switch (choice.kind) {
    case "in-cluster":
      return await createInClusterAccess({ ...choice, ...deps });
    case "kubeconfig":
      return await readKubeconfigAccess({ ...choice, ...deps });
  }
}

/** Loaded only where there is a kubeconfig: a pod needs no reader of YAML. */
async function readKubeconfigAccess(choice: KubeconfigAccessDeps): Promise<KubeAccess> {
  const { createKubeconfigAccess } = await import("./kubeconfig_access.ts");
  return await createKubeconfigAccess(choice);
}
