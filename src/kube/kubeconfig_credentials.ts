/**
 * What a context of a kubeconfig says of who we are and whom we trust, as it is now. Certificates,
 * tokens and passwords are the Kubernetes library's to read, which is loaded here, and only here,
 * when it is needed: it costs some 80 MB. Token files and credential plugins are ours.
 */
import { toMapping } from "../claim/record.ts";
import type { KubeConfig } from "@kubernetes/client-node";
import type { RequestOptions } from "node:https";
import type { Clock } from "../runtime/clock.ts";
import { quote } from "../runtime/visible_text.ts";
import { CredentialPlugin } from "./credential_plugin.ts";
import type { KubeconfigContext } from "./kubeconfig_context.ts";
import { asText, type Fields } from "./kubeconfig_file.ts";
import { describeFileError, TokenFile } from "./token_file.ts";

/** All that a connection and a request need. */
export interface Credentials {
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** PEM texts. */
  readonly ca: string | null;
  readonly certificate: { readonly cert: string; readonly key: string } | null;
  readonly proxy: Deno.Proxy | null;
}

/** Reads the credentials of one reading of a kubeconfig. */
export interface ContextCredentials {
  read(): Promise<Credentials>;
}

/** A context, and how files and plugins are reached. */
export interface ContextCredentialsDeps {
  readonly context: KubeconfigContext;
  readonly readTextFile: (path: string) => Promise<string>;
  readonly clock: Clock;
}

/** Prepares what one reading of a kubeconfig says; asks no plugin yet. */
export async function openContextCredentials(
  deps: ContextCredentialsDeps,
): Promise<ContextCredentials> {
  const { context, readTextFile } = deps;
  const library = await loadLibrary(context);
  const plugin = createPlugin(deps);
  const path = asText(context.user["tokenFile"]);
  const file = path === null ? null : new TokenFile({ path, readTextFile, stat: Deno.stat });

  return {
    read: async () => {
      const options: RequestOptions = {};
      await library.applyToHTTPSOptions(options);
      const ca = toPem(options.ca);
      const given = await plugin?.read(ca) ?? { token: null, certificate: null };
      const token = file === null ? null : await readTokenFile(file);
      const cert = toPem(options.cert);
      const key = toPem(options.key);
      return {
        // The last one wins: a token of the kubeconfig over a plugin's, a token file over both.
        headers: {
          ...toBasic(options),
          ...toBearer(given.token),
          ...toHeaders(options),
          ...toBearer(token),
        },
        ca,
        certificate: given.certificate ??
          (cert === null || key === null ? null : { cert, key }),
        proxy: context.proxy,
      };
    },
  };
}

async function loadLibrary(
  { name, baseUrl, cluster, user }: KubeconfigContext,
): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{
      name,
      server: baseUrl,
      ...toFileOrData("ca", cluster, "certificate-authority"),
      // The library refuses plain HTTP without this; it has no other effect there.
      skipTLSVerify: baseUrl.startsWith("http:"),
    }],
    users: [{
      name,
      ...toFileOrData("cert", user, "client-certificate"),
      ...toFileOrData("key", user, "client-key"),
      token: asText(user["token"])?.trim(),
      username: user["username"],
      password: user["password"],
      impersonateUser: user["as"],
    }],
    contexts: [{ name, cluster: name, user: name }],
    currentContext: name,
  });
  return config;
}

function createPlugin(
  { context, clock }: ContextCredentialsDeps,
): CredentialPlugin | null {
  const { user, cluster, baseUrl } = context;
  const exec = toMapping(user["exec"]);
  if (asText(exec["command"]) === null) return null;
  return new CredentialPlugin({ exec, cluster, baseUrl, clock });
}

async function readTokenFile(file: TokenFile): Promise<string> {
  try {
    return await file.read();
  } catch (error) {
    throw new Error(
      `the token file ${quote(file.path)} cannot be read: ${describeFileError(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** Data in the kubeconfig wins over a file that it names; the library does it the other way round. */
function toFileOrData(prefix: string, fields: Fields, field: string): Fields {
  const data = asText(fields[`${field}-data`]);
  return data === null
    ? { [`${prefix}File`]: asText(fields[field]) ?? undefined }
    : { [`${prefix}Data`]: data };
}

function toBearer(token: string | null): Readonly<Record<string, string>> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function toBasic({ auth }: RequestOptions): Readonly<Record<string, string>> {
  return auth ? { authorization: `Basic ${new TextEncoder().encode(auth).toBase64()}` } : {};
}

function toHeaders({ headers }: RequestOptions): Readonly<Record<string, string>> {
  const texts = Object.entries(headers ?? {}).map(([name, value]) =>
    [name.toLowerCase(), String(value).trim()] as const
  );
  return Object.fromEntries(texts);
}

function toPem(value: unknown): string | null {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : null;
}
