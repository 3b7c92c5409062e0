/** Decides which way to the API server is taken, from what the surroundings offer. Reads nothing. */
import { ConfigError } from "../errors.ts";
import { quote } from "../runtime/visible_text.ts";

/** Where Kubernetes mounts the token and the CA of a pod's service account. */
export const SERVICE_ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The way that was chosen. */
export type AccessChoice =
  | {
    readonly kind: "in-cluster";
    readonly host: string;
    readonly port: string;
    readonly folder: string;
  }
  | {
    readonly kind: "kubeconfig";
    /** At least one; earlier files win. */
    readonly paths: readonly string[];
    /** `null`: the current context. */
    readonly context: string | null;
  };

/** What there is around the process. */
export interface Surroundings {
  /** `KUBECONFIG`: a path, or several as the system lists paths. */
  readonly kubeconfig: string | undefined;
  /** `KUBE_CONTEXT` */
  readonly context: string | undefined;
  /** `KUBERNETES_SERVICE_HOST` */
  readonly serviceHost: string | undefined;
  /** `KUBERNETES_SERVICE_PORT` */
  readonly servicePort: string | undefined;
  readonly homeDirectory: string | undefined;
  readonly os: typeof Deno.build.os;
  readonly exists: (path: string) => boolean;
  /** Where the service account is mounted, if not in the usual place. */
  readonly serviceAccountFolder?: string;
}

/**
 * An explicit `KUBECONFIG` wins; a context lives in a kubeconfig, so naming one asks for that too.
 * Then the service account of a pod, then `~/.kube/config`. Throws `ConfigError` where there is none.
 */
export function chooseAccess(surroundings: Surroundings): AccessChoice {
  const { serviceHost, servicePort, exists } = surroundings;
  const context = surroundings.context || null;
  const paths = splitPaths(surroundings.kubeconfig ?? "", surroundings.os);
  if (paths.length > 0) return { kind: "kubeconfig", paths, context };
  const folder = surroundings.serviceAccountFolder ?? SERVICE_ACCOUNT_FOLDER;
  const hasServiceAccount = Boolean(serviceHost) && exists(`${folder}/token`);
  if (context === null && serviceHost && hasServiceAccount) {
    return { kind: "in-cluster", host: serviceHost, port: servicePort || "443", folder };
  }
  const path = defaultPath(surroundings);
  if (path !== null && exists(path)) return { kind: "kubeconfig", paths: [path], context };
  const places = [
    `a service account in ${quote(folder)}`,
    `the file ${quote(path ?? "~/.kube/config")}`,
  ];
  throw new ConfigError([{
    variable: "KUBECONFIG",
    message: `there is no way to the Kubernetes API server: expected a kubeconfig here, ` +
      (context === null ? places.join(", or ") : `or ${places[1]}`),
  }]);
}

function splitPaths(list: string, os: Surroundings["os"]): readonly string[] {
  return list.split(os === "windows" ? ";" : ":").filter((path) => path !== "");
}

function defaultPath({ homeDirectory, os }: Surroundings): string | null {
  if (!homeDirectory) return null;
  return os === "windows" ? `${homeDirectory}\\.kube\\config` : `${homeDirectory}/.kube/config`;
}
