/** All operations of the API, each with a request that it accepts. */
import type { App, AppEnv } from "../../src/http/app_deps.ts";
import { POST } from "./test_app.ts";

const BATCH = {
  protocol: 1,
  session: { id: "s", startedAt: "2026-01-31T11:00:00Z" },
  sequence: 1,
};

/** An operation of the API description, and how to ask for it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** Who may: everybody, everybody who is known, who speaks for `prod`, who operates. */
  readonly needs: "nothing" | "credential" | "prod" | "everything";
}

/** Each of them. */
export const OPERATIONS: readonly Operation[] = [
  { method: "GET", path: "/healthz", needs: "nothing" },
  { method: "GET", path: "/readyz", needs: "nothing" },
  { method: "GET", path: "/version", needs: "nothing" },
  { method: "GET", path: "/openapi.json", needs: "credential" },
  { method: "GET", path: "/docs", needs: "credential" },
  { method: "GET", path: "/metrics", needs: "everything" },
  { method: "GET", path: "/api/v1/status", needs: "credential" },
  { method: "GET", path: "/api/v1/clusters", needs: "credential" },
  { method: "POST", path: "/api/v1/status", body: POST, needs: "prod" },
  { method: "GET", path: "/api/v1/status/prod", needs: "prod" },
  { method: "GET", path: "/api/v1/status/%70rod", needs: "prod" },
  { method: "POST", path: "/api/v1/clusters/prod/batch", body: BATCH, needs: "prod" },
  { method: "DELETE", path: "/api/v1/clusters/prod", needs: "everything" },
  { method: "GET", path: "/api/v1/reconcile", needs: "everything" },
  { method: "POST", path: "/api/v1/reconcile", needs: "everything" },
  { method: "GET", path: "/api/v1/reconcile/plan", needs: "everything" },
  { method: "GET", path: "/api/v1/log-level", needs: "everything" },
  { method: "PUT", path: "/api/v1/log-level", body: { level: "info" }, needs: "everything" },
];

/** Asks for an operation. */
export async function requestOperation(
  app: App,
  { method, path, body }: Operation,
  { headers = {}, env }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly env?: AppEnv["Bindings"];
  } = {},
): Promise<Response> {
  const init = {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return await app.request(path, init, env);
}
