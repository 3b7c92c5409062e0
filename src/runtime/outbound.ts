/**
 * The only way out of this process: HTTP requests, each to the one address that a setting named.
 * Every client gets a way of its own, so no answer can lead a request, or the credential that goes
 * with it, elsewhere. A lint rule keeps the runtime's own ways from being used beside this one.
 */
import { quote } from "./visible_text.ts";

/** A request without its address. */
export type OutboundInit = RequestInit & { readonly client?: Deno.HttpClient };

/** Sends a request; throws `OutboundRefusal` before anything is sent elsewhere. */
export type OutboundFetch = (url: string, init: OutboundInit) => Promise<Response>;

/** Thrown for a request to an address that no setting names. */
export class OutboundRefusal extends Error {
  override readonly name = "OutboundRefusal";
}

/**
 * The way to the server of one configured address: same scheme, host and port, any path. Redirects
 * are answers like others, never followed here.
 */
export function createOutboundFetch(
  configuredUrl: string,
  fetch: OutboundFetch = globalThis.fetch,
): OutboundFetch {
  const { origin, protocol } = new URL(configuredUrl);
  return async (url, init) => {
    const target = new URL(url);
    const isConfigured = target.origin === origin && target.protocol === protocol;
    if (isConfigured) return await fetch(target.href, { ...init, redirect: "manual" });
    throw new OutboundRefusal(
      `Cannot send a request to ${quote(target.origin, 100)}: expected ${
        quote(origin)
      }, as configured`,
    );
  };
}

/** Connections with their own trust, credentials or proxy; requests over them go the way above. */
export function createHttpClient(
  options: Deno.CreateHttpClientOptions | (Deno.CreateHttpClientOptions & Deno.TlsCertifiedKeyPem),
): Deno.HttpClient {
  return Deno.createHttpClient(options);
}
