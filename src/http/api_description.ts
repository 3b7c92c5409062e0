/** The API description as the page for people reads it: the parts that it shows, as plain data. */

/** A schema, as far as it is shown. */
export interface ShownSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ShownSchema>>;
  readonly additionalProperties?: boolean | ShownSchema;
  readonly items?: ShownSchema;
  readonly anyOf?: readonly ShownSchema[];
}

/** A body of one type, and what it may look like. */
export interface ShownMedia {
  readonly schema: ShownSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<
    Record<string, { readonly summary: string; readonly value: unknown }>
  >;
}

/** A header of an answer. */
export interface ShownHeader {
  readonly description: string;
  readonly schema: ShownSchema;
}

/** One answer. */
export interface ShownResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, ShownHeader>>;
  readonly content?: Readonly<Record<string, ShownMedia>>;
}

/** A parameter of the path or the query. */
export interface ShownParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: ShownSchema;
}

/** One operation. */
export interface ShownOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly object[];
  readonly parameters?: readonly ShownParameter[];
  readonly requestBody?: {
    readonly description: string;
    readonly required?: boolean;
    readonly content: Readonly<Record<string, ShownMedia>>;
  };
  readonly responses: Readonly<Record<string, ShownResponse>>;
}

/** All of it. */
export interface ApiDescription {
  readonly openapi: string;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly url: string };
  };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ShownOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, ShownSchema>> };
}

/** An operation with its place. */
export interface PlacedOperation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly operation: ShownOperation;
}

/** All operations, in the order of the routes. */
export function listOperations({ paths }: ApiDescription): readonly PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    }))
  );
}
