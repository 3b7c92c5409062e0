/**
 * What all operations share, added to the description that the routes make: the id of each answer, who
 * may ask, how large a body may be, and which requests need a credential at this very server.
 */
import type { Access } from "./access.ts";
import { needsCredential } from "./authorize.ts";
import type { App } from "./app_deps.ts";

/** A description as the routes make it. */
export type OpenApiDocument = ReturnType<App["getOpenAPIDocument"]>;

/** What differs between servers. */
export interface SharedFacts {
  readonly access: Access;
  readonly bodyLimitBytes: number;
  readonly batchLimitBytes: number;
}

type Operation = NonNullable<NonNullable<OpenApiDocument["paths"]>[string]["get"]>;

const METHODS = ["get", "post", "put", "patch", "delete", "options", "head", "trace"] as const;
const SCHEME = "bearer";

const REQUEST_ID = {
  description: "The id of the request; one that came with it is kept if it is well formed",
  required: true,
  schema: { type: "string", pattern: "^[A-Za-z0-9._~=-]{1,128}$" },
};

/** Who may ask, by the word that a route has for it in `x-caller`. */
const CALLERS: Readonly<Record<string, string>> = {
  anybody: "Open to everybody, and never refused for its rate.",
  known: "Takes every credential that is known here, and shows what that one may see.",
  cluster: "Takes a credential of the cluster, or an operator's.",
  operator: "Takes an operator's credential.",
};

/** The whole description. */
export function addSharedDescription(document: OpenApiDocument, facts: SharedFacts): object {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => {
    const operations = METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const needs = needsCredential(facts.access, { method: method.toUpperCase(), path });
      return [[method, {
        ...operation,
        ...addBodyLimit(operation, facts),
        description: describe(operation, needs),
        security: needs ? [{ [SCHEME]: [] }] : [],
        responses: addId(operation.responses),
      }]];
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

/** What the route says, and who may ask. */
function describe(operation: Operation, isCredentialNeeded: boolean): string {
  const caller = String(operation["x-caller"]);
  const isOpen = !isCredentialNeeded && caller !== "anybody";
  const sentence = isOpen ? "This server asks for no credential here." : CALLERS[caller];
  return [operation.description, sentence].filter((text) => text !== undefined).join("\n\n");
}

function addBodyLimit({ requestBody, operationId }: Operation, facts: SharedFacts): object {
  if (requestBody === undefined || "$ref" in requestBody) return {};
  const limitBytes = operationId === "postBatch" ? facts.batchLimitBytes : facts.bodyLimitBytes;
  const description = `${requestBody.description ?? "JSON"}. At most ${limitBytes} bytes.`;
  return { requestBody: { ...requestBody, description } };
}

function addId(responses: Readonly<Record<string, object>>): object {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const headers = "headers" in response ? response.headers : {};
      return [status, { ...response, headers: { ...Object(headers), "X-Request-ID": REQUEST_ID } }];
    }),
  );
}
