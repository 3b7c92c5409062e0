/** An API server that answers as a test says, for answers that no healthy one would give. */

/** A request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
}

/** Answers one request; `count` counts the requests from 1. */
export type Answer = (request: SeenRequest, count: number) => Response | Promise<Response>;

/** A server under test control. */
export interface ScriptedApiServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
}

/** Group, version and resource that `serveClaims` knows. */
export const CLAIM_TARGET = {
  group: "example.org",
  version: "v1",
  by: { resource: "widgets" },
  namespace: null,
} as const;

/** Starts on a free port of 127.0.0.1. */
export function startScriptedApiServer(
  answer: Answer,
  tls: { readonly cert?: string; readonly key?: string } = {},
): ScriptedApiServer {
  const requests: SeenRequest[] = [];
  const handle = (request: Request): Response | Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const seen = { path: pathname, query: searchParams, headers: request.headers };
    requests.push(seen);
    return answer(seen, requests.length);
  };
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const { cert, key } = tls;
  const isSecure = cert !== undefined && key !== undefined;
  const server = isSecure
    ? Deno.serve({ ...options, cert, key }, handle)
    : Deno.serve(options, handle);
  return {
    url: `${isSecure ? "https" : "http"}://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Adds the discovery of `CLAIM_TARGET` to what a test answers to lists and watches. */
export function serveClaims(answer: Answer): Answer {
  return (request, count) =>
    request.path === "/apis/example.org/v1" ? json(widgetDiscovery()) : answer(request, count);
}

/** The discovery document of `CLAIM_TARGET`. */
export function widgetDiscovery(): unknown {
  return {
    kind: "APIResourceList",
    resources: [
      { name: "widgets/status", kind: "Widget", namespaced: true },
      { name: "widgets", kind: "Widget", namespaced: true },
    ],
  };
}

/** A JSON answer. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

/** An error as API servers answer it. */
export function refusal(
  code: number,
  options: { readonly message?: string; readonly headers?: HeadersInit } = {},
): Response {
  const status = { kind: "Status", status: "Failure", code, message: options.message ?? "" };
  return json(status, { status: code, headers: options.headers ?? {} });
}

/** A watch: one chunk for each text, then silence or a proper end. */
export function stream(chunks: readonly string[], end: "hold" | "end"): Response {
  const encoder = new TextEncoder();
  const pending = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const chunk = pending.shift();
      if (chunk !== undefined) return controller.enqueue(encoder.encode(chunk));
      if (end === "end") return controller.close();
      return new Promise(() => {});
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

/** A widget. */
export function widget(name: string, version: number | string): unknown {
  return {
    apiVersion: "example.org/v1",
    kind: "Widget",
    metadata: { name, namespace: "default", resourceVersion: String(version) },
  };
}

/** A line of a watch. */
export function line(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}

/** A bookmark; one that ends a streamed list is marked so. */
export function bookmark(version: number, kind: "plain" | "initial-end" = "plain"): string {
  const annotations = kind === "initial-end" ? { "k8s.io/initial-events-end": "true" } : undefined;
  const metadata = { resourceVersion: String(version), annotations };
  return line("BOOKMARK", { kind: "Widget", metadata });
}

/** A list. */
export function list(
  items: readonly unknown[],
  metadata: { readonly resourceVersion: string; readonly continue?: string },
): Response {
  return json({ kind: "WidgetList", metadata, items });
}
