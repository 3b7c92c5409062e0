/** Access without credentials, for API servers on this machine. */
import type { KubeAccess } from "../../src/kube/kube_access.ts";

/** The way to a plain HTTP address. */
export function createPlainAccess(baseUrl: string): KubeAccess {
  return {
    baseUrl,
    description: "plain",
    createHttpClient: () => Promise.resolve(Deno.createHttpClient({})),
    readHeaders: () => Promise.resolve({}),
    forgetCredentials: () => {},
  };
}
