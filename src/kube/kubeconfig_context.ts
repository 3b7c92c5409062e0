/**
 * Chooses a context of a kubeconfig and checks that it can be obeyed: what our HTTP client cannot do
 * is refused with a sentence, never passed over.
 */
import { toMapping } from "../claim/record.ts";
import { ConfigError } from "../errors.ts";
import { quote } from "../runtime/visible_text.ts";
import { toBearerToken, TOKEN_PROBLEM } from "./bearer_token.ts";
import { EXEC_API_VERSIONS } from "./exec_credential.ts";
import { asText, type Fields, type Kubeconfig } from "./kubeconfig_file.ts";

/** A context with its cluster and user. */
export interface KubeconfigContext {
  readonly name: string;
  /** Address of the API server, without a trailing slash. */
  readonly baseUrl: string;
  readonly proxy: Deno.Proxy | null;
  readonly cluster: Fields;
  /** Empty for a context without a user. */
  readonly user: Fields;
}

/** What of a user cannot be done. */
const UNSUPPORTED_USER_FIELDS = ["as-groups", "as-uid", "as-user-extra"];

/** Throws `ConfigError` for an unknown context, or one that cannot be used. `null`: the current one. */
export function selectContext(config: Kubeconfig, wanted: string | null): KubeconfigContext {
  const name = wanted ?? config.currentContext;
  const names = [...config.contexts.keys()].map((known) => quote(known)).join(", ") || "none";
  if (name === null) {
    throw refuse(`the kubeconfig has no current context: expected one of its contexts (${names})`);
  }
  const context = config.contexts.get(name);
  if (context === undefined) {
    throw refuse(`the kubeconfig has no context ${quote(name)}: expected one of ${names}`);
  }
  const cluster = config.clusters.get(asText(context["cluster"]) ?? "");
  const userName = asText(context["user"]);
  const user = userName === null ? {} : config.users.get(userName);
  if (cluster === undefined) {
    throw refuse(`the context ${quote(name)} names no cluster that exists`);
  }
  if (user === undefined) throw refuse(`the context ${quote(name)} names no user that exists`);
  checkSupport({ cluster, user, name });
  return {
    name,
    baseUrl: readServer(cluster, name),
    proxy: readProxy(cluster, name),
    cluster,
    user,
  };
}

function checkSupport(
  { cluster, user, name }: Pick<KubeconfigContext, "cluster" | "user" | "name">,
): void {
  const where = `the context ${quote(name)} asks for`;
  if (cluster["insecure-skip-tls-verify"] === true) {
    throw refuse(
      `${where} "insecure-skip-tls-verify", which is not supported: expected "certificate-authority"`,
    );
  }
  if (asText(cluster["tls-server-name"]) !== null) {
    throw refuse(
      `${where} "tls-server-name", which is not supported: expected a server named as in its certificate`,
    );
  }
  const unsupported = UNSUPPORTED_USER_FIELDS.find((field) => user[field] !== undefined);
  if (unsupported !== undefined) {
    throw refuse(`${where} ${quote(unsupported)}, which is not supported`);
  }
  if (isPresent(user["auth-provider"])) {
    throw refuse(`${where} an "auth-provider", which is not supported: expected an "exec" plugin`);
  }
  if (isPresent(user["exec"])) checkPlugin(toMapping(user["exec"]), where);
  const token = user["token"];
  if (!isPresent(token) || token === "" || asText(user["tokenFile"]) !== null) return;
  if (typeof token !== "string" || toBearerToken(token) === null) {
    throw refuse(`the user of context ${quote(name)} ${TOKEN_PROBLEM}`);
  }
}

function checkPlugin(exec: Fields, where: string): void {
  if (exec["interactiveMode"] === "Always") {
    throw refuse(`${where} a credential plugin that needs a terminal, which there is not`);
  }
  if (asText(exec["command"]) === null) {
    throw refuse(`${where} a credential plugin without a "command"`);
  }
  const version = exec["apiVersion"];
  if (isPresent(version) && !EXEC_API_VERSIONS.some((known) => known === version)) {
    const expected = EXEC_API_VERSIONS.map((known) => quote(known)).join(" or ");
    throw refuse(`${where} a credential plugin of another "apiVersion": expected ${expected}`);
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function readServer(cluster: Fields, name: string): string {
  const server = asText(cluster["server"]) ?? "";
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url !== null && (url.username !== "" || url.password !== "")) {
    throw refuse(
      `the cluster of context ${quote(name)} has a "server" with a user or a password: ` +
        'expected them in "users"',
    );
  }
  if (url?.protocol === "https:" || url?.protocol === "http:") {
    return `${url.origin}${url.pathname}`.replace(/(?<!\/)\/+$/, "");
  }
  throw refuse(`the cluster of context ${quote(name)} has no "server" that is an HTTP address`);
}

function readProxy(cluster: Fields, name: string): Deno.Proxy | null {
  const text = asText(cluster["proxy-url"]);
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^(?:https?|socks5h?):$/.test(url.protocol)) {
    throw refuse(
      `the "proxy-url" of context ${quote(name)} cannot be used: expected http, https or socks5`,
    );
  }
  const username = decodePercent(url.username);
  const password = decodePercent(url.password);
  if (username === null || password === null) {
    throw refuse(
      `the "proxy-url" of context ${
        quote(name)
      } has a user or a password that cannot be decoded: ` +
        'expected "%25" for a percent sign',
    );
  }
  const basicAuth = username === "" ? {} : { basicAuth: { username, password } };
  return { url: `${url.protocol}//${url.host}`, ...basicAuth };
}

function decodePercent(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function refuse(message: string): ConfigError {
  return new ConfigError([{ variable: "KUBE_CONTEXT", message }]);
}
