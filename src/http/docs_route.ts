/**
 * `GET /docs`: the API description as a page for people, made once, when somebody first asks. Its
 * policy lets a browser load nothing and run nothing; only the page's own style has effect.
 */
import { createHash } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import { renderDocsPage } from "./docs_page.ts";
import { DOCS_STYLE } from "./docs_style.ts";
import { describeErrors } from "./error_response.ts";
import {
  BUSY_RESPONSE,
  ENTITY_TAG,
  keepPage,
  type KeptPage,
  respondKeptPage,
} from "./kept_page.ts";

const route = createRoute({
  method: "get",
  path: "/docs",
  operationId: "readDocs",
  "x-caller": "known",
  tags: ["Documentation"],
  summary: "Show this description to people",
  description:
    "One page without scripts, which loads nothing. Send the `ETag` as `If-None-Match` " +
    "to hear only of another one.",
  responses: {
    200: {
      description: "The page",
      headers: { ETag: ENTITY_TAG },
      content: {
        "text/html": {
          schema: z.string(),
          example: '<!doctype html>\n<html lang="en">\n',
        },
      },
    },
    304: { description: "The page with this `ETag` is the newest", headers: { ETag: ENTITY_TAG } },
    ...describeErrors(401, 429, 500),
    503: BUSY_RESPONSE,
  },
});

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(DOCS_STYLE).digest("base64")}'`,
  // An icon that is empty stands in the page, so that no browser asks for one.
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": POLICY,
  "referrer-policy": "no-referrer",
};

/** Adds the operation to the app; `describeApi` gives the description as JSON. */
export function addDocsRoute(
  app: App,
  { describeApi, room }: { readonly describeApi: () => string; readonly room: ByteRoom },
): void {
  let page: Promise<KeptPage> | undefined;
  app.openAPIRegistry.registerPath(route);
  app.get(route.getRoutingPath(), async (c) => {
    page ??= renderDocsPage(JSON.parse(describeApi())).then(keepPage);
    return respondKeptPage(c, { page: await page, room, headers: HEADERS });
  });
}
