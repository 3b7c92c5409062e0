/** The API description as far as pages are held against it. */
import { createTestApp } from "../http/test_app.ts";

/** One operation. */
export interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<
    Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>
  >;
}

const document: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
} = await (await createTestApp().get("/openapi.json")).json();

/** Each operation by method and path, such as `GET /api/v1/status/{cluster}`. */
export const API_OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ])
  ),
);

/** Finds the operations that a request may be of; any method will do where none is given. */
export function findOperations(
  { method, path }: { readonly method?: string | undefined; readonly path: string },
): readonly Operation[] {
  return [...API_OPERATIONS].filter(([name]) => {
    const [served = "", template = ""] = name.split(" ");
    const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`);
    return served === (method ?? served) && pattern.test(path);
  }).map(([, operation]) => operation);
}

/** What stands below a keyword of schemas anywhere in it, references included. */
export function findSchemas(
  value: unknown,
  keyword: "properties" | "enum",
): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const target = key === "$ref" ? document.components.schemas[part.split("/").at(-1)] : part;
    const below = findSchemas(target, keyword);
    return key === keyword ? [target, ...below] : below;
  });
}
