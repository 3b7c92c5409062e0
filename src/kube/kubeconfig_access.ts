/**
 * Access by a kubeconfig. The file is read again after each failure and each 401, and what one
 * reading says goes together: credentials are never sent to a server that another reading named.
 */
import { ConfigError, errorMessage, UnavailableError } from "../errors.ts";
import { type Clock, systemClock } from "../runtime/clock.ts";
import { createHttpClient } from "../runtime/outbound.ts";
import { escapeControls, quote } from "../runtime/visible_text.ts";
import { checkCertificates } from "./certificate.ts";
import { PluginError } from "./credential_plugin.ts";
import type { KubeAccess } from "./kube_access.ts";
import { type KubeconfigContext, selectContext } from "./kubeconfig_context.ts";
import {
  type ContextCredentials,
  type Credentials,
  openContextCredentials,
} from "./kubeconfig_credentials.ts";
import { readKubeconfig } from "./kubeconfig_file.ts";
import { describeRoute, findProxy, toVia } from "./proxy_route.ts";

/** Which files, and which of their contexts. */
export interface KubeconfigAccessDeps {
  /** At least one; earlier files win, missing ones are passed over. */
  readonly paths: readonly string[];
  /** `null`: the current context. */
  readonly context: string | null;
  readonly readTextFile?: (path: string) => Promise<string>;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** An environment variable: of those that name proxies. */
  readonly env?: (name: string) => string | undefined;
}

/** Longest reason of a failure that is repeated in a message; a plugin's sentence has its own limits. */
const REASON_LENGTH_MAX = 300;

/** The way that a kubeconfig describes; throws `ConfigError` where it describes none that we can go. */
export async function createKubeconfigAccess(deps: KubeconfigAccessDeps): Promise<KubeAccess> {
  const { readTextFile = Deno.readTextFile, clock = systemClock, env = () => undefined } = deps;
  const readContext = async (): Promise<KubeconfigContext> =>
    selectContext(await readKubeconfig(deps.paths, readTextFile), deps.context);
  const { name, baseUrl, proxy } = await readContext();
  let route = await findProxy({ baseUrl, proxy, env });
  let reading: Promise<ContextCredentials> | undefined;
  let asking: Promise<Credentials> | undefined;

  const open = async (): Promise<ContextCredentials> => {
    const context = await readContext();
    // All that was listed belongs to the server it came from, and so does our name for the cluster.
    if (context.baseUrl !== baseUrl) {
      throw new Error(
        `it names another API server now, ${
          quote(context.baseUrl)
        }: restart the informer to go there`,
      );
    }
    route = await findProxy({ baseUrl, proxy: context.proxy, env });
    return await openContextCredentials({ context, readTextFile, clock });
  };
  const ask = async (): Promise<Credentials> => {
    try {
      reading ??= open();
      return await (await reading).read();
    } catch (error) {
      reading = undefined;
      throw new UnavailableError(
        `Cannot get the credentials of context ${quote(name)}: ${describeReason(error)}`,
        { cause: error },
      );
    }
  };
  /** Several who ask at once share one run of a credential plugin. */
  const readCredentials = (): Promise<Credentials> => {
    asking ??= ask().finally(() => asking = undefined);
    return asking;
  };

  return {
    baseUrl,
    get description() {
      return describeRoute(`context ${quote(name)}`, route);
    },
    get via() {
      return toVia(route);
    },
    createHttpClient: async () => createClient(await readCredentials(), name),
    readHeaders: async () => (await readCredentials()).headers,
    forgetCredentials: () => {
      reading = undefined;
    },
  };
}

function createClient(
  { ca, certificate, proxy }: Credentials,
  name: string,
): Deno.HttpClient {
  try {
    return createHttpClient({
      ...(ca === null ? {} : { caCerts: [checkCertificates(ca)] }),
      ...certificate,
      ...(proxy === null ? {} : { proxy }),
    });
  } catch (error) {
    throw new UnavailableError(
      `Cannot use the certificates of context ${quote(name)}: ${errorMessage(error)}`,
      { cause: error },
    );
  }
}

function describeReason(error: unknown): string {
  if (error instanceof PluginError) return error.message;
  const reason = error instanceof ConfigError ? error.message : errorMessage(error);
  return escapeControls(reason.trim().slice(0, REASON_LENGTH_MAX));
}
