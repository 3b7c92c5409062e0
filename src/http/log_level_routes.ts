/** `/api/v1/log-level`: how much is logged, and changing it while the process runs. */
import { createRoute, z } from "@hono/zod-openapi";
import { describeInput } from "../contract/describe_input.ts";
import type { LogLevelState } from "../runtime/log_level_switch.ts";
import { LOG_LEVELS } from "../runtime/logger.ts";
import type { App, AppDeps } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import { describeError, describeErrors, respondInvalid } from "./error_response.ts";
import { toInvalid } from "./error_examples.ts";
import { requireJsonBody } from "./json_body.ts";
import { NO_BODY_ROOM_EXAMPLE } from "./read_body.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";
import { toSender } from "./sender.ts";

/** 1 to 86,400. */
const SECONDS = "(?:[1-9][0-9]{0,3}|[1-7][0-9]{4}|8[0-5][0-9]{3}|86[0-3][0-9]{2}|86400)s";
/** 1 to 1,440. */
const MINUTES = "(?:[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9]|1440)m";
/** 1 to 24. */
const HOURS = "(?:[1-9]|1[0-9]|2[0-4])h";
/** Exactly what is taken, since the description tells it as a pattern. */
const FOR = new RegExp(`^(?:${SECONDS}|${MINUTES}|${HOURS})$`);
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

const levelSchema = z.enum(LOG_LEVELS, {
  error: ({ input }) =>
    `${input === undefined ? "Required, expected" : "Expected"} one of ${LOG_LEVELS.join(", ")}` +
    toGot(input),
});

const stateSchema = z.object({
  level: levelSchema.meta({ description: "Lines below it are not written" }),
  configured: levelSchema.meta({
    description: "What the settings say, and a new start begins with",
  }),
  until: describeTime("When the configured level comes back by itself; null for never").nullable(),
}).meta({ id: "LogLevel", description: "How much is logged" });

/** A field that nobody knows is most likely meant to be one, and the level would stay for ever. */
const changeSchema = z.strictObject({
  level: levelSchema.meta({ description: "What is logged from now on", example: "debug" }),
  for: z.string({ error: ({ input }) => toForProblem(input) })
    .regex(FOR, { error: ({ input }) => toForProblem(input) })
    .optional()
    .meta({
      description: "Comes back to the configured level after this time, at most 24h; without it, " +
        "the level stays until it is changed again or the process ends",
      example: "15m",
    }),
}, {
  error: ({ code, input }) =>
    code === "unrecognized_keys"
      ? 'Unknown field, expected only "level" and "for"'
      : `Expected a JSON object, got ${describeInput(input)}`,
}).meta({
  id: "LogLevelChange",
  description: "How much shall be logged",
});

const describeRoute = createRoute({
  method: "get",
  path: "/api/v1/log-level",
  operationId: "describeLogLevel",
  "x-caller": "operator",
  tags: ["Log"],
  summary: "Tell how much is logged",
  responses: {
    200: {
      description: "The level",
      content: {
        "application/json": {
          schema: stateSchema,
          example: { level: "info", configured: "info", until: null },
        },
      },
    },
    ...describeErrors(401, 403, 429, 500),
  },
});

const changeRoute = createRoute({
  method: "put",
  path: "/api/v1/log-level",
  operationId: "changeLogLevel",
  "x-caller": "operator",
  tags: ["Log"],
  summary: "Change how much is logged",
  description: "The change and who has asked for it are a line of the log.",
  request: {
    body: {
      required: true,
      description: "The new level, and for how long",
      content: {
        "application/json": { schema: changeSchema, example: { level: "debug", for: "15m" } },
      },
    },
  },
  responses: {
    200: {
      description: "The level from now on",
      content: {
        "application/json": {
          schema: stateSchema,
          example: { level: "debug", configured: "info", until: "2026-01-31T12:15:00.000Z" },
        },
      },
    },
    ...describeErrors(401, 403, 413, 415, 429, 500),
    400: describeError(
      400,
      toInvalid("level", "Required, expected one of debug, info, warn, error, off"),
    ),
    503: describeError(503, NO_BODY_ROOM_EXAMPLE),
  },
});

/** Adds the operations to the app. */
export function addLogLevelRoutes(
  app: App,
  deps: Pick<AppDeps, "logLevels" | "bodyLimitBytes"> & { readonly room: ByteRoom },
): void {
  const { logLevels, bodyLimitBytes: limitBytes, room } = deps;
  app.openapi(describeRoute, (c) => c.json(toBody(logLevels.describe()), 200));
  app.openAPIRegistry.registerPath(changeRoute);
  app.put(changeRoute.getRoutingPath(), async (c) => {
    const sender = toSender(c, c.get("caller"));
    const body = await requireJsonBody(c, { limitBytes, room, share: sender.key });
    if (body.kind === "refused") return body.response;
    const request = changeSchema.safeParse(body.value);
    if (!request.success) return respondInvalid(c, request.error);
    const { level, for: duration } = request.data;
    const by = { requestId: c.get("requestId"), from: sender.name };
    const forMs = duration === undefined ? null : toMs(duration);
    return c.json(toBody(logLevels.change({ level, forMs, by })), 200);
  });
}

function toBody({ level, configured, until }: LogLevelState): z.infer<typeof stateSchema> {
  return { level, configured, until: until === null ? null : toRfc3339(until) };
}

/** Milliseconds of a text that has the form. */
function toMs(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNIT_MS[duration.slice(-1)] ?? 0);
}

function toForProblem(input: unknown): string {
  return `Expected a time from 1s to 24h as a whole number with one unit, such as 90s, 15m or 1h${
    toGot(input)
  }`;
}

function toGot(input: unknown): string {
  return input === undefined ? "" : `, got ${describeInput(input)}`;
}
