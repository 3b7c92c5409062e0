/**
 * How a server is connected to. Each connection is an HTTP client of its own: a kept connection
 * that froze never recovers, so after a failure the client is closed and a new one made, with the
 * private authority as it is then. A proxy is taken from the environment by the runtime itself.
 */

/** One HTTP client; its owner closes it. */
export interface HttpConnection {
  fetch(url: string, init: RequestInit): Promise<Response>;
  close(): void;
}

/** Makes a new connection; throws where the private authority cannot be used. */
export type Connect = () => Promise<HttpConnection>;

/** What connections are made of. */
export interface ConnectDeps {
  /** The way to the server, see `outbound.ts`. */
  readonly fetch: (
    url: string,
    init: RequestInit & { readonly client: Deno.HttpClient },
  ) => Promise<Response>;
  /** Makes what connections are kept in. */
  readonly createHttpClient: (options: { readonly caCerts?: string[] }) => Deno.HttpClient;
  /** Gives the private authority in PEM, in addition to the system's; `null` where there is none. */
  readonly readCertificates: (() => Promise<string>) | null;
}

/** A maker of connections. */
export function createConnect(deps: ConnectDeps): Connect {
  const { createHttpClient, readCertificates } = deps;
  return async () => {
    const options = readCertificates === null ? {} : { caCerts: [await readCertificates()] };
    const client = createHttpClient(options);
    return {
      fetch: (url, init) => deps.fetch(url, { ...init, client }),
      close: () => client.close(),
    };
  };
}
