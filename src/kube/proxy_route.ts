/**
 * Says through which proxy the runtime's HTTP client goes to an address, for messages: a failure on
 * the way may be the proxy's. The choice itself is the runtime's; this repeats its rules.
 */
import type * as Net from "node:net";
import { quote } from "../runtime/visible_text.ts";

/** What decides. */
export interface ProxyRouteOptions {
  /** The API server. */
  readonly baseUrl: string;
  /** The proxy of a kubeconfig, which wins; `null` without one. */
  readonly proxy: Deno.Proxy | null;
  /** An environment variable. */
  readonly env: (name: string) => string | undefined;
}

/** Address of the proxy, without user and password; `null` for the direct way. */
export async function findProxy(
  { baseUrl, proxy, env }: ProxyRouteOptions,
): Promise<string | null> {
  const { hostname, protocol } = new URL(baseUrl);
  const read = (name: string): string => env(name) || env(name.toLowerCase()) || "";
  const own = proxy !== null && "url" in proxy ? proxy.url : "";
  const scheme = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const address = toAddress(own || read("ALL_PROXY") || read(scheme));
  if (address === null) return null;
  const isDirect = await isExempt(hostname.replace(/^\[|\]$/g, ""), read("NO_PROXY"));
  return isDirect ? null : address;
}

/** The access with the proxy that it goes through, if any. */
export function describeRoute(access: string, proxy: string | null): string {
  return proxy === null ? access : `${access} through the proxy ${quote(proxy)}`;
}

/** The proxy as a part of a sentence. */
export function toVia(proxy: string | null): string | null {
  return proxy === null ? null : `the proxy at ${quote(proxy)}`;
}

async function isExempt(host: string, list: string): Promise<boolean> {
  const rules = list.split(",").map((rule) => rule.trim()).filter((rule) => rule !== "");
  if (rules.length === 0) return false;
  // Costs 10 MB, and few have a proxy.
  const { BlockList, isIP } = await import("node:net");
  const net = { BlockList, isIP };
  if (isIP(host) !== 0) {
    return rules.some((rule) => rule === host || isInNetwork(net, { address: host, rule }));
  }
  return rules.some((rule) => {
    const domain = rule.replace(/^\./, "");
    return rule === "*" || host === domain || host.endsWith(`.${domain}`);
  });
}

function isInNetwork(
  { isIP, BlockList }: Pick<typeof Net, "isIP" | "BlockList">,
  { address, rule }: { readonly address: string; readonly rule: string },
): boolean {
  const [network = "", prefix = ""] = rule.split("/");
  const version = isIP(address);
  const bits = Number(prefix);
  const isNetwork = isIP(network) === version && /^\d{1,3}$/.test(prefix) &&
    bits <= (version === 4 ? 32 : 128);
  if (!isNetwork) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(address, family);
}

function toAddress(text: string): string | null {
  const address = text === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address)) return null;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
