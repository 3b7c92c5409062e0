/**
 * Access with the service account of a pod. The mounted token rotates about every hour and the CA
 * may be renewed, so both are read again when their files change.
 */
import { UnavailableError } from "../errors.ts";
import { createHttpClient } from "../runtime/outbound.ts";
import type { FileState } from "../runtime/file_state.ts";
import { quote } from "../runtime/visible_text.ts";
import { checkCertificates } from "./certificate.ts";
import type { KubeAccess } from "./kube_access.ts";
import { describeRoute, findProxy, toVia } from "./proxy_route.ts";
import { describeFileError, TokenFile } from "./token_file.ts";
import { toUrlHost } from "../runtime/url_host.ts";

/** Where the service account is, and how its files are reached. */
export interface InClusterAccessDeps {
  /** `KUBERNETES_SERVICE_HOST`: a name or an address, IPv6 without brackets. */
  readonly host: string;
  /** `KUBERNETES_SERVICE_PORT` */
  readonly port: string;
  /** Holds `token` and `ca.crt`. */
  readonly folder: string;
  readonly readTextFile?: (path: string) => Promise<string>;
  readonly stat?: (path: string) => Promise<FileState>;
  /** An environment variable: of those that name proxies. */
  readonly env?: (name: string) => string | undefined;
}

/** The way into the cluster that this pod runs in. */
export async function createInClusterAccess(deps: InClusterAccessDeps): Promise<KubeAccess> {
  const { folder, readTextFile = Deno.readTextFile, stat = Deno.stat, env = () => undefined } =
    deps;
  const tokenPath = `${folder}/token`;
  const token = new TokenFile({ path: tokenPath, readTextFile, stat });
  const baseUrl = `https://${toUrlHost(deps.host)}:${deps.port}`;
  const proxy = await findProxy({ baseUrl, proxy: null, env });

  return {
    baseUrl,
    description: describeRoute("service account", proxy),
    via: toVia(proxy),
    createHttpClient: async () => {
      const ca = await readCa(`${folder}/ca.crt`, readTextFile);
      return createHttpClient(ca === null ? {} : { caCerts: [ca] });
    },
    readHeaders: async () => {
      try {
        return { authorization: `Bearer ${await token.read()}` };
      } catch (error) {
        throw unreadable(tokenPath, error);
      }
    },
    forgetCredentials: () => token.forget(),
  };
}

/** `null` where none is mounted: then the system's authorities decide. */
async function readCa(
  path: string,
  readTextFile: (path: string) => Promise<string>,
): Promise<string | null> {
  try {
    return checkCertificates(await readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UnavailableError {
  return new UnavailableError(
    `Cannot read ${quote(path)} of the service account: ${describeFileError(error)}`,
    { cause: error },
  );
}
