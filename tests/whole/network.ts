/**
 * The network between informers and the collector: real requests to the real app, lost, doubled and
 * delayed as networks do it. The collector may be another process at any time.
 */
import type { App } from "../../src/http/app_deps.ts";
import type { HttpConnection } from "../../src/runtime/http_connection.ts";

/** What becomes of requests. */
export const WEATHERS = [
  "fine",
  "request lost",
  "answer lost",
  "doubled",
  "late",
  "500",
  "429",
  "html",
  "forbidden",
  "no batches",
] as const;

/** What becomes of requests. */
export type Weather = typeof WEATHERS[number];

/** A request that is still under way somewhere, although its sender has given it up. */
interface Straggler {
  readonly app: App;
  readonly request: Request;
}

/** Most requests that are late at a time. */
const STRAGGLER_COUNT_MAX = 3;

/** Carries requests to whichever app is there. */
export class Network {
  weather: Weather = "fine";
  app: App;
  #stragglers: Straggler[] = [];

  constructor(app: App) {
    this.app = app;
  }

  /** A connection for one informer. */
  connect(): HttpConnection {
    return { fetch: (url, init) => this.#carry(new Request(url, init)), close: () => {} };
  }

  /** What was late arrives, at the process that it was sent to. */
  async deliverLate(): Promise<void> {
    const stragglers = this.#stragglers;
    this.#stragglers = [];
    for (const { app, request } of stragglers) await app.request(request);
  }

  async #carry(request: Request): Promise<Response> {
    const { app } = this;
    switch (this.weather) {
      case "fine":
        return await app.request(request);
      case "request lost":
        throw new TypeError("connection refused");
      case "answer lost":
        await app.request(request);
        throw new TypeError("connection reset");
      case "doubled":
        await app.request(request.clone());
        return await app.request(request);
      case "late":
        if (this.#stragglers.length < STRAGGLER_COUNT_MAX) this.#stragglers.push({ app, request });
        throw new TypeError("timed out");
      case "500":
        return Response.json({ error: "Internal error" }, { status: 500 });
      case "429":
        return new Response("slow down", { status: 429, headers: { "retry-after": "7" } });
      case "html":
        return new Response("<html>Welcome</html>", { headers: { "content-type": "text/html" } });
      case "forbidden":
        return new Response(null, { status: 403 });
      case "no batches":
        return /batch$/.test(new URL(request.url).pathname)
          ? new Response("404 page not found", { status: 404 })
          : await app.request(request);
    }
  }
}
