/** The HTTP server behind the front: each request is noted, delayed if that is wanted, and answered. */
import { answerApi, type ApiHandlerDeps } from "./api_handler.ts";
import type { RequestLog } from "./request_log.ts";

/** What the server needs. */
export interface ApiServerDeps extends ApiHandlerDeps {
  readonly log: RequestLog;
  /** Aborted when the stand-in closes. */
  readonly closed: AbortSignal;
}

/** What a server shows to be who it is, in PEM. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** Serves on a free port of 127.0.0.1; HTTPS, also by HTTP/2, where there is a certificate. */
export function serveApi(
  deps: ApiServerDeps,
  tls: TlsIdentity | undefined,
): Deno.HttpServer<Deno.NetAddr> {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...tls };
  return Deno.serve(options, async (request, { remoteAddr }) => {
    const noteStatus = deps.log.note(request);
    deps.bell.ring();
    const { latencyMs } = deps.faults;
    if (latencyMs > 0) await deps.clock.sleep(latencyMs, deps.closed);
    const url = new URL(request.url);
    const response = await answerApi(deps, { request, url, port: remoteAddr.port });
    noteStatus(response.status);
    deps.bell.ring();
    return response;
  });
}
