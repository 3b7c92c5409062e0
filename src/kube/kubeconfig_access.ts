/**
 * Access by a kubeconfig: client certificate, token, token file, credential plugin, basic auth. The
 * Kubernetes library knows these ways and is loaded here, and only here, when they are needed: it
 * costs some 80 MB. Its HTTP client is not used, for it does not work under Deno.
 */
import type { KubeConfig as KubeConfigType } from "@kubernetes/client-node";
import type { RequestOptions } from "node:https";
import { ConfigError, errorMessage, UnavailableError } from "../errors.ts";
import { escapeControls, quote } from "../runtime/visible_text.ts";
import { checkCertificates } from "./certificate.ts";
import type { KubeAccess } from "./kube_access.ts";
import { type KubeconfigContext, selectContext } from "./kubeconfig_context.ts";
import { asFields, asText, type Fields, readKubeconfig } from "./kubeconfig_file.ts";

/** Which files, and which of their contexts. */
export interface KubeconfigAccessDeps {
  /** At least one; earlier files win, missing ones are passed over. */
  readonly paths: readonly string[];
  /** `null`: the current context. */
  readonly context: string | null;
  readonly readTextFile?: (path: string) => Promise<string>;
}

/** Longest text of a credential plugin that is repeated in a message. */
const REASON_LENGTH_MAX = 300;

/** The way that a kubeconfig describes; throws `ConfigError` where it describes none that we can go. */
export async function createKubeconfigAccess(deps: KubeconfigAccessDeps): Promise<KubeAccess> {
  const { readTextFile = Deno.readTextFile } = deps;
  const readContext = async (): Promise<KubeconfigContext> =>
    selectContext(await readKubeconfig(deps.paths, readTextFile), deps.context);
  const { name, baseUrl, proxy } = await readContext();
  let library: Promise<KubeConfigType> | undefined;
  let asking: Promise<RequestOptions> | undefined;

  const askLibrary = async (): Promise<RequestOptions> => {
    try {
      library ??= readContext().then(toLibrary);
      const options: RequestOptions = {};
      await (await library).applyToHTTPSOptions(options);
      return options;
    } catch (error) {
      library = undefined;
      const reason = error instanceof ConfigError ? error.message : errorMessage(error);
      throw new UnavailableError(
        `Cannot get the credentials of context ${quote(name)}: ${shorten(reason)}`,
        { cause: error },
      );
    }
  };
  /** Several who ask at once share one run of a credential plugin. */
  const readOptions = (): Promise<RequestOptions> => {
    asking ??= askLibrary().finally(() => asking = undefined);
    return asking;
  };

  return {
    baseUrl,
    description: `context ${quote(name)}`,
    createHttpClient: async () => createClient(await readOptions(), { proxy, name }),
    readHeaders: async () => toHeaders(await readOptions()),
    forgetCredentials: () => {
      library = undefined;
    },
  };
}

async function toLibrary(context: KubeconfigContext): Promise<KubeConfigType> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const { name, baseUrl, cluster } = context;
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{
      name,
      server: baseUrl,
      ...toFileOrData("ca", cluster, "certificate-authority"),
      // The library refuses plain HTTP without this; it has no other effect there.
      skipTLSVerify: baseUrl.startsWith("http:"),
    }],
    users: [toLibraryUser(context)],
    contexts: [{ name, cluster: name, user: name }],
    currentContext: name,
  });
  return config;
}

function toLibraryUser({ name, user, cluster, baseUrl }: KubeconfigContext): Fields {
  const tokenFile = asText(user["tokenFile"]);
  const exec = asFields(user["exec"]);
  return {
    name,
    ...toFileOrData("cert", user, "client-certificate"),
    ...toFileOrData("key", user, "client-key"),
    // A token file wins over a token, and is read again every minute.
    ...(tokenFile === null
      ? { token: user["token"], authProvider: user["auth-provider"] }
      : { authProvider: { name: "tokenFile", config: { tokenFile } } }),
    ...(exec["command"] === undefined
      ? {}
      : { exec: toLibraryExec(exec, { ...cluster, server: baseUrl }) }),
    username: user["username"],
    password: user["password"],
    impersonateUser: user["as"],
  };
}

/** Plugins expect to be told what they are asked for; the library leaves that out. */
function toLibraryExec(exec: Fields, cluster: Fields): Fields {
  const info = {
    apiVersion: exec["apiVersion"],
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(exec["provideClusterInfo"] === true
        ? {
          cluster: {
            server: cluster["server"],
            "certificate-authority-data": cluster["certificate-authority-data"],
          },
        }
        : {}),
    },
  };
  const env = Array.isArray(exec["env"]) ? exec["env"] : [];
  return {
    ...exec,
    args: Array.isArray(exec["args"]) ? exec["args"] : [],
    env: [{ name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(info) }, ...env],
  };
}

/** Data in the kubeconfig wins over a file that it names; the library does it the other way round. */
function toFileOrData(prefix: string, fields: Fields, field: string): Fields {
  const data = asText(fields[`${field}-data`]);
  return data === null
    ? { [`${prefix}File`]: asText(fields[field]) ?? undefined }
    : { [`${prefix}Data`]: data };
}

function createClient(
  options: RequestOptions,
  { proxy, name }: { readonly proxy: Deno.Proxy | null; readonly name: string },
): Deno.HttpClient {
  const ca = toPem(options.ca);
  const cert = toPem(options.cert);
  const key = toPem(options.key);
  try {
    return Deno.createHttpClient({
      ...(ca === null ? {} : { caCerts: [checkCertificates(ca)] }),
      ...(cert === null || key === null ? {} : { cert, key }),
      ...(proxy === null ? {} : { proxy }),
    });
  } catch (error) {
    throw new UnavailableError(
      `Cannot use the certificates of context ${quote(name)}: ${errorMessage(error)}`,
      { cause: error },
    );
  }
}

function toHeaders({ headers, auth }: RequestOptions): Readonly<Record<string, string>> {
  const texts = Object.entries(headers ?? {}).map(([name, value]) =>
    [name.toLowerCase(), String(value).trim()] as const
  );
  const basic = auth ? { authorization: `Basic ${toBase64(auth)}` } : {};
  return { ...basic, ...Object.fromEntries(texts) };
}

function toBase64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

/** What a plugin says before it fails may be long. */
function shorten(reason: string): string {
  return escapeControls(reason.trim().slice(0, REASON_LENGTH_MAX));
}

function toPem(value: unknown): string | null {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : null;
}
