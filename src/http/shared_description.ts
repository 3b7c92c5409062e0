/**
 * What all operations share, added to the description that the routes make: the id of each answer, and
 * which requests need a credential at this very server.
 */
import type { Access } from "./access.ts";
import { needsCredential } from "./authorize.ts";
import type { App } from "./app_deps.ts";

/** A description as the routes make it. */
export type OpenApiDocument = ReturnType<App["getOpenAPIDocument"]>;

const METHODS = ["get", "post", "put", "patch", "delete", "options", "head", "trace"] as const;
const SCHEME = "bearer";

const REQUEST_ID = {
  description: "The id of the request; one that came with it is kept if it is well formed",
  required: true,
  schema: { type: "string", pattern: "^[A-Za-z0-9._~=-]{1,128}$" },
};

/** The whole description. */
export function addSharedDescription(document: OpenApiDocument, access: Access): object {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => {
    const operations = METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const needs = needsCredential(access, { method: method.toUpperCase(), path });
      const security = needs ? [{ [SCHEME]: [] }] : [];
      return [[method, { ...operation, security, responses: addId(operation.responses) }]];
    });
    return [path, { ...item, ...Object.fromEntries(operations) }];
  });
  const securitySchemes = {
    [SCHEME]: {
      type: "http",
      scheme: "bearer",
      description: "A listed token, or one that a trusted issuer has signed",
    },
  };
  return {
    ...document,
    components: { ...document.components, securitySchemes },
    paths: Object.fromEntries(paths),
  };
}

function addId(responses: Readonly<Record<string, object>>): object {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const headers = "headers" in response ? response.headers : {};
      return [status, { ...response, headers: { ...Object(headers), "X-Request-ID": REQUEST_ID } }];
    }),
  );
}
