/** `/healthz`, `/readyz` and `/version`: what orchestrators and people ask first. */
import { createRoute, z } from "@hono/zod-openapi";
import { COLLECTOR_REASON_CODES } from "../collector/reason_code.ts";
import type { VersionInfo } from "../version.ts";
import type { App, Readiness, Reconciliation } from "./app_deps.ts";
import { describeErrors } from "./error_response.ts";
import { passDetailsSchema, toPassDetails } from "./pass_details.ts";

const healthRoute = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "getHealth",
  tags: ["Probes"],
  summary: "Tell that the process lives",
  responses: {
    200: {
      description: "The process answers",
      content: {
        "application/json": {
          schema: z.object({ status: z.literal("ok") }).meta({ id: "Health" }),
          example: { status: "ok" },
        },
      },
    },
    ...describeErrors(500),
  },
});

const readySchema = z.object({
  status: z.enum(["ready", "degraded"]).meta({ example: "degraded" }),
  reasons: z.array(z.object({
    code: z.enum(COLLECTOR_REASON_CODES).meta({
      description: "Stable, for runbooks",
      example: "repository-access",
    }),
    message: z.string().meta({ description: "One sentence" }),
  })).optional().meta({ description: "What is wrong; only where it is degraded" }),
  ...passDetailsSchema.partial().shape,
}).meta({ id: "Ready" });

const notReadySchema = z.object({ status: z.enum(["starting", "draining"]) }).meta({
  id: "NotReady",
  example: { status: "draining" },
});

const readyRoute = createRoute({
  method: "get",
  path: "/readyz",
  operationId: "getReadiness",
  tags: ["Probes"],
  summary: "Tell whether requests may be sent here",
  description: "A collector that cannot reach GitHub is degraded but still takes posts, so it " +
    "answers 200.",
  request: {
    query: z.object({
      verbose: z.union([z.string(), z.array(z.string())]).optional().meta({
        description:
          "With it, whatever its value and however often, the last pass and the next are told, too",
        example: "true",
      }),
    }),
  },
  responses: {
    200: {
      description: "Requests are welcome",
      content: { "application/json": { schema: readySchema } },
    },
    503: {
      description: "Starting or shutting down",
      content: { "application/json": { schema: notReadySchema } },
    },
    ...describeErrors(500),
  },
});

const versionRoute = createRoute({
  method: "get",
  path: "/version",
  operationId: "getVersion",
  tags: ["Probes"],
  summary: "Tell which build this is",
  responses: {
    200: {
      description: "Version, origin and runtime",
      content: {
        "application/json": {
          schema: z.object({
            version: z.string().meta({ description: "Version, or `dev`", example: "1.2.3" }),
            commit: z.string().meta({ description: "Git commit id, or `unknown`" }),
            date: z.string().meta({ description: "Build date as RFC 3339, or `unknown`" }),
            deno: z.string().meta({ description: "Version of the Deno runtime" }),
            platform: z.string().meta({
              description: "Operating system and processor",
              example: "linux/x86_64",
            }),
          }).meta({ id: "Version" }),
        },
      },
    },
    ...describeErrors(500),
  },
});

/** Adds the operations to the app. */
export function addProbeRoutes(
  app: App,
  deps: {
    readonly readiness: () => Readiness;
    readonly reconciliation: Pick<Reconciliation, "describe">;
    readonly now: () => number;
    readonly version: VersionInfo;
  },
): void {
  app.openapi(healthRoute, (c) => c.json({ status: "ok" as const }, 200));
  app.openapi(versionRoute, (c) => c.json(deps.version, 200));
  app.openapi(readyRoute, (c) => {
    const { state, reasons } = deps.readiness();
    const details = c.req.query("verbose") === undefined
      ? {}
      : toPassDetails(deps.reconciliation.describe(), deps.now());
    switch (state) {
      case "starting":
      case "draining":
        return c.json({ status: state }, 503);
      case "degraded":
        return c.json({ status: state, reasons: reasons.map(toReason), ...details }, 200);
      case "ready":
        return c.json({ status: state, ...details }, 200);
    }
  });
}

/** Only what the port promises: whatever else a reason carries stays inside. */
function toReason({ code, message }: Readiness["reasons"][number]) {
  return { code, message };
}
