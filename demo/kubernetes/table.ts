/** Objects as rows of a table, the form that `kubectl get` prints. */
import { toAge } from "./age.ts";
import { isRecord, type KubernetesObject } from "./kubernetes_object.ts";
import type { Representation } from "./representation.ts";
import {
  type PrinterColumn,
  type ResourceType,
  type ResourceVersion,
  toStorageVersion,
} from "./resource_type.ts";
import { readStoredObject, type StoredObject } from "./stored_object.ts";

const TABLE = { kind: "Table", apiVersion: "meta.k8s.io/v1" } as const;

const NAME_COLUMN = {
  name: "Name",
  type: "string",
  format: "name",
  description: "Name must be unique within a namespace",
  priority: 0,
} as const;

/** Whether a client would rather have tables. */
export function wantsTable(accept: string | null): boolean {
  return accept?.split(",")[0]?.includes("as=Table") ?? false;
}

/** Objects as rows, in one version of their resource; for one answer. */
export function createTableRepresentation(
  { type, version, now }: {
    readonly type: ResourceType;
    readonly version: ResourceVersion;
    /** Unix milliseconds. */
    readonly now: () => number;
  },
): Representation {
  const { columns } = version;
  const columnDefinitions = [NAME_COLUMN, ...columns.map(toColumnDefinition)];
  const toRow = (stored: StoredObject): unknown => {
    const object = readStoredObject(stored, toStorageVersion(type));
    const { name } = object.metadata;
    const cells = columns.map((column) => toCell({ object, column, now: now() }));
    return { cells: [name, ...cells], object: toPartial(object.metadata) };
  };
  // In a watch only the first table says which columns there are.
  let definitions: unknown = columnDefinitions;
  const toTable = (resourceVersion: string, row: unknown): string => {
    const text = JSON.stringify({
      ...TABLE,
      metadata: { resourceVersion },
      columnDefinitions: definitions,
      rows: [row],
    });
    definitions = null;
    return text;
  };
  return {
    toText: (stored) => toTable(String(stored.revision), toRow(stored)),
    toItem: (stored) => JSON.stringify(toRow(stored)),
    toListFrame: (metadata) => {
      const frame = { ...TABLE, metadata, columnDefinitions };
      return { head: `${JSON.stringify(frame).slice(0, -1)},"rows":[`, tail: "]}\n" };
    },
    toBookmark: (metadata) => {
      const cells = ["", ...columns.map(() => null)];
      return toTable(String(metadata["resourceVersion"]), { cells, object: toPartial(metadata) });
    },
  };
}

function toPartial(metadata: unknown): unknown {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
}

function toColumnDefinition({ name, type, jsonPath, priority = 0 }: PrinterColumn): unknown {
  const description = `Custom resource definition column (in JSONPath format): ${jsonPath}`;
  return { name, type, format: "", description, priority };
}

function toCell(
  { object, column, now }: {
    readonly object: KubernetesObject;
    readonly column: PrinterColumn;
    readonly now: number;
  },
): unknown {
  const value = findByPath(object, column.jsonPath) ?? null;
  return column.type === "date" && typeof value === "string"
    ? toAge(now - Date.parse(value))
    : value;
}

/** Follows `.a.b` and `.a[?(@.b=='c')].d`; the first item that fits counts. */
function findByPath(object: unknown, path: string): unknown {
  let value = object;
  for (const [, member = "", key = "", wanted] of path.matchAll(PATH_STEP)) {
    value = isRecord(value) ? value[member] : undefined;
    if (wanted === undefined) continue;
    value = Array.isArray(value)
      ? value.find((item) => isRecord(item) && item[key] === wanted)
      : undefined;
  }
  return value;
}

const PATH_STEP = /\.(\w+)(?:\[\?\(@\.(\w+)==['"]([^'"]*)['"]\)\])?/g;
