/**
 * `GET /docs`: the API description as a page for people, made once, when somebody first asks. Its
 * policy lets a browser load nothing and run nothing; only the page's own style has effect.
 */
import { createHash } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "./app_deps.ts";
import { renderDocsPage } from "./docs_page.ts";
import { DOCS_STYLE } from "./docs_style.ts";
import { matchesEntityTag } from "./entity_tag.ts";
import { describeErrors } from "./error_response.ts";

const entityTag = {
  description: "Changes with the description only",
  required: true,
  schema: { type: "string" as const, pattern: '^"[A-Za-z0-9_-]+"$' },
};

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
      headers: { ETag: entityTag },
      content: {
        "text/html": {
          schema: z.string(),
          example: '<!doctype html>\n<html lang="en">\n',
        },
      },
    },
    304: { description: "The page with this `ETag` is the newest", headers: { ETag: entityTag } },
    ...describeErrors(401, 429, 500),
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

interface DocsPage {
  /** One array for all who read it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tag: string;
}

/** Adds the operation to the app; `describeApi` gives the description as JSON. */
export function addDocsRoute(app: App, describeApi: () => string): void {
  let page: Promise<DocsPage> | undefined;
  app.openAPIRegistry.registerPath(route);
  app.get(route.getRoutingPath(), async (c) => {
    page ??= makePage(describeApi());
    const { bytes, tag } = await page;
    c.header("etag", tag);
    if (matchesEntityTag(c.req.header("if-none-match"), tag)) return c.body(null, 304);
    return c.body(bytes, 200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      "referrer-policy": "no-referrer",
    });
  });
}

async function makePage(description: string): Promise<DocsPage> {
  const bytes = new TextEncoder().encode(await renderDocsPage(JSON.parse(description)));
  const tag = `"${createHash("sha256").update(bytes).digest("base64url")}"`;
  return { bytes, tag };
}
