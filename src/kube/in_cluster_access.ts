/**
 * Access with the service account of a pod. The mounted token rotates about every hour and the CA
 * may be renewed, so both are read again when their files change.
 */
import { UnavailableError } from "../errors.ts";
import { quote } from "../runtime/visible_text.ts";
import { checkCertificates } from "./certificate.ts";
import type { KubeAccess } from "./kube_access.ts";

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
}

/** What tells one state of a file from the next. */
export interface FileState {
  readonly mtime: Date | null;
  readonly size: number;
  readonly ino: number | null;
}

/** Largest file that can be a token. */
const TOKEN_LENGTH_MAX = 65_536;

/** The way into the cluster that this pod runs in. */
export function createInClusterAccess(deps: InClusterAccessDeps): KubeAccess {
  const { folder, readTextFile = Deno.readTextFile, stat = Deno.stat } = deps;
  const tokenPath = `${folder}/token`;
  const host = deps.host.includes(":") ? `[${deps.host}]` : deps.host;
  let known: { readonly state: string; readonly token: string } | undefined;

  const readToken = async (): Promise<string> => {
    const { mtime, size, ino } = await stat(tokenPath);
    const state = `${mtime?.getTime()} ${size} ${ino}`;
    if (known?.state === state) return known.token;
    const token = (await readTextFile(tokenPath)).trim();
    if (!/^[\x21-\x7e]+$/.test(token) || token.length > TOKEN_LENGTH_MAX) {
      throw new TypeError("it holds no token");
    }
    known = { state, token };
    return token;
  };

  return {
    baseUrl: `https://${host}:${deps.port}`,
    description: "service account",
    createHttpClient: async () => {
      const ca = await readCa(`${folder}/ca.crt`, readTextFile);
      return Deno.createHttpClient(ca === null ? {} : { caCerts: [ca] });
    },
    readHeaders: async () => {
      try {
        return { authorization: `Bearer ${await readToken()}` };
      } catch (error) {
        // While the mount is being replaced, the token that served until now is the best there is.
        if (known !== undefined) return { authorization: `Bearer ${known.token}` };
        throw unreadable(tokenPath, error);
      }
    },
    forgetCredentials: () => {
      known = undefined;
    },
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
  const reason = error instanceof TypeError
    ? error.message
    : error instanceof Error
    ? error.name
    : "unknown";
  return new UnavailableError(`Cannot read ${quote(path)} of the service account: ${reason}`, {
    cause: error,
  });
}
