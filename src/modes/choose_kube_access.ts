/** Finds the way to the API server that there is where the process runs. */
import type { InformerSettings } from "../config/informer_settings.ts";
import { type AccessChoice, chooseAccess } from "../kube/choose_access.ts";

/** What there is around the process that may lead to an API server. */
export interface InformerSurroundings {
  /** An environment variable, of those that say where a pod or a person is. */
  readonly env: (name: string) => string | undefined;
  /** Where the service account of the pod is mounted, if not in the usual place. */
  readonly serviceAccountFolder?: string;
}

/** The way that settings and surroundings lead to; throws `ConfigError` where there is none. */
export function chooseKubeAccess(
  settings: Pick<InformerSettings, "kubeconfig" | "kubeContext">,
  surroundings: InformerSurroundings,
): AccessChoice {
  const { env, ...mounted } = surroundings;
  return chooseAccess({
    ...mounted,
    kubeconfig: settings.kubeconfig,
    context: settings.kubeContext,
    serviceHost: env("KUBERNETES_SERVICE_HOST"),
    servicePort: env("KUBERNETES_SERVICE_PORT"),
    homeDirectory: env(Deno.build.os === "windows" ? "USERPROFILE" : "HOME"),
    os: Deno.build.os,
    exists,
  });
}

/** What may not be looked at may exist; reading it tells more. */
function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory);
  }
}
