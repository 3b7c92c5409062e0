/** `GET /openapi.json`: OpenAPI 3.0.3, made from the routes once, when somebody first asks. */
import { createRoute, z } from "@hono/zod-openapi";
import type { VersionInfo } from "../version.ts";
import type { App } from "./app_deps.ts";
import type { Access } from "./access.ts";
import type { ByteRoom } from "./byte_room.ts";
import { describeErrors } from "./error_response.ts";
import { JSON_DEPTH_MAX } from "./json_depth.ts";
import {
  BUSY_RESPONSE,
  ENTITY_TAG,
  keepPage,
  type KeptPage,
  respondKeptPage,
} from "./kept_page.ts";
import { addSharedDescription, type OpenApiDocument } from "./shared_description.ts";

const route = createRoute({
  method: "get",
  path: "/openapi.json",
  operationId: "getOpenApi",
  "x-caller": "known",
  tags: ["Documentation"],
  summary: "Describe this API",
  description: "Send the `ETag` as `If-None-Match` to hear only of another document.",
  responses: {
    200: {
      description: "This document, OpenAPI 3.0.3",
      headers: { ETag: ENTITY_TAG },
      content: {
        "application/json": {
          schema: z.object({
            openapi: z.string().meta({ description: "Its version of OpenAPI", example: "3.0.3" }),
            info: z.looseObject({
              title: z.string().meta({ description: "Name of the API" }),
              version: z.string().meta({ description: "Version of the program" }),
            }).meta({ description: "What is described" }),
            paths: z.looseObject({}).meta({ description: "The operations, by path and method" }),
          }).meta({ id: "OpenApi", description: "An API description" }),
          example: {
            openapi: "3.0.3",
            info: { title: "Machinery status collector", version: "1.2.3" },
            paths: {},
          },
        },
      },
    },
    304: {
      description: "The document with this `ETag` is the newest",
      headers: { ETag: ENTITY_TAG },
    },
    ...describeErrors(401, 429, 500),
    503: BUSY_RESPONSE,
  },
});

/** What the document tells beside the routes. */
interface DocumentDeps {
  readonly version: VersionInfo;
  readonly access: Access;
  readonly bodyLimitBytes: number;
  readonly batchLimitBytes: number;
  readonly requestsPerSecond: number;
}

/** Adds the operation to the app; `describeApi` gives the document as JSON. */
export function addOpenApiDocument(
  app: App,
  { describeApi, room }: { readonly describeApi: () => string; readonly room: ByteRoom },
): void {
  let page: KeptPage | undefined;
  app.openAPIRegistry.registerPath(route);
  app.get(route.getRoutingPath(), (c) => {
    page ??= keepPage(describeApi());
    return respondKeptPage(c, { page, room, headers: { "content-type": "application/json" } });
  });
}

/** Gives the document of all routes that the app has when it is first asked for, as JSON. */
export function createApiDescription(app: App, deps: DocumentDeps): () => string {
  let text: string | undefined;
  return function describeApi() {
    text ??= JSON.stringify(addSharedDescription(createDocument(app, deps), deps), withoutBareNull);
    return text;
  };
}

/** A schema without a type takes null anyway, and OpenAPI 3.0 has no way to say so. */
function withoutBareNull(_key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isBareNull(item));
  if (typeof value !== "object" || value === null || "type" in value) return value;
  const { nullable, ...rest } = value as { readonly nullable?: unknown };
  return nullable === true ? rest : value;
}

/** An alternative that takes null, beside one that takes anything. */
function isBareNull(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "nullable" in value && Object.keys(value).length === 1;
}

/** What holds for all operations of this very server. */
function describeLimits(deps: DocumentDeps): string {
  const { bodyLimitBytes, batchLimitBytes, requestsPerSecond: rate } = deps;
  return [
    `Bodies are JSON in UTF-8, not compressed, of at most ${bodyLimitBytes} bytes, batches of ` +
    `${batchLimitBytes}, with at most ${JSON_DEPTH_MAX} arrays and objects inside each other; more ` +
    "is answered 413 or 400. Lengths are counted in Unicode code points.",
    rate === 0
      ? "Requests are not counted."
      : `One credential, or one address without, may send ${rate} requests a second, and ten times ` +
        "as many at once; more are answered 429 with `Retry-After`. Probes are never refused.",
    "A header may have 32768 bytes, else 431. It must arrive within 10 seconds and the whole request " +
    "within 25, else 408. A request without `Host` is answered 400.",
    "Where there is no room, for bodies, lists, claims or clusters, the answer is 503 with " +
    "`Retry-After`; known claims are still updated.",
  ].join("\n\n");
}

function createDocument(app: App, deps: DocumentDeps): OpenApiDocument {
  const { version } = deps;
  return app.getOpenAPIDocument({
    openapi: "3.0.3",
    info: {
      title: "Machinery status collector",
      version: version.version,
      license: {
        name: "Apache License 2.0",
        url: "https://www.apache.org/licenses/LICENSE-2.0",
      },
      description: [
        "Collects the newest status of each Kubernetes claim and keeps a registry file in Git " +
        "up to date with it.",
        "Each answer carries `X-Request-ID`; an id that comes with the request is kept if it is " +
        "1 to 128 letters, digits or `._~=-`. Errors are JSON of the schema `Error`. A known " +
        "path answers 405 with `Allow` to other methods.",
        describeLimits(deps),
      ].join("\n\n"),
    },
    servers: [{ url: "/", description: "This server" }],
    tags: [
      { name: "Status", description: "What is known of claims" },
      { name: "Clusters", description: "Who reports" },
      { name: "Reconciliation", description: "What is written to Git" },
      { name: "Log", description: "How much the process tells" },
      { name: "Probes", description: "How the process is" },
      { name: "Documentation", description: "This description, for programs and for people" },
    ],
  });
}
