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
  "x-caller": "anybody",
  tags: ["Probes"],
  summary: "Tell that the process lives",
  responses: {
    200: {
      description: "The process answers",
      content: {
        "application/json": {
          schema: z.object({
            status: z.literal("ok").meta({ description: "Always this word" }),
          }).meta({ id: "Health", description: "The process lives" }),
          example: { status: "ok" },
        },
      },
    },
    ...describeErrors(500),
  },
});

const readySchema = z.object({
  status: z.enum(["ready", "degraded"]).meta({
    description: "Whether the collector does all of its work",
    example: "degraded",
  }),
  reasons: z.array(z.object({
    code: z.enum(COLLECTOR_REASON_CODES).meta({
      description: "Stable, for runbooks",
      example: "repository-access",
    }),
    message: z.string().meta({ description: "One sentence" }),
  })).optional().meta({ description: "What is wrong; only where it is degraded" }),
  ...passDetailsSchema.partial().shape,
}).meta({ id: "Ready", description: "Requests may be sent here" });

const notReadySchema = z.object({
  status: z.enum(["starting", "draining"]).meta({ description: "At which end of its life it is" }),
}).meta({
  id: "NotReady",
  description: "Requests shall go elsewhere",
  example: { status: "draining" },
});

const READY_EXAMPLES = {
  ready: { summary: "All is well", value: { status: "ready" } },
  degraded: {
    summary: "Posts are taken, and something is wrong",
    value: {
      status: "degraded",
      reasons: [{
        code: "repository-access",
        message: "The last pass failed: GitHub answered 403 for acme/registry",
      }],
    },
  },
  verbose: {
    summary: "With `verbose`",
    value: {
      status: "ready",
      lastPass: {
        outcome: "proposed",
        message: "Opened pull request #17: 1 changed",
        endedSecondsAgo: 42,
        durationSeconds: 1.5,
      },
      lastSuccessSecondsAgo: 42,
      runningSeconds: null,
      nextPassInSeconds: 258,
    },
  },
};

const readyRoute = createRoute({
  method: "get",
  path: "/readyz",
  operationId: "getReadiness",
  "x-caller": "anybody",
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
      content: {
        "application/json": { schema: readySchema, examples: READY_EXAMPLES },
      },
    },
    503: {
      description: "Starting or shutting down",
      content: {
        "application/json": { schema: notReadySchema, example: { status: "draining" } },
      },
    },
    ...describeErrors(500),
  },
});

const versionRoute = createRoute({
  method: "get",
  path: "/version",
  operationId: "getVersion",
  "x-caller": "anybody",
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
          }).meta({ id: "Version", description: "Which build this is" }),
          example: {
            version: "1.2.3",
            commit: "0123456789abcdef0123456789abcdef01234567",
            date: "2026-01-31T08:00:00Z",
            deno: "2.9.6",
            platform: "linux/x86_64",
          },
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
