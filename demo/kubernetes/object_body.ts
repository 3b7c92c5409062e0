/** The object in a request's body: read, given its place and name, or refused as the API server does. */
import { type ApiFailure, refuse } from "./api_status.ts";
import type { ApiTarget } from "./api_target.ts";
import {
  isKubernetesObject,
  isRecord,
  type KubernetesObject,
  splitApiVersion,
} from "./kubernetes_object.ts";
import { type ResourceType, toStorageVersion } from "./resource_type.ts";

const NAME_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const NAME_SUFFIX_LENGTH = 5;

/** Reads JSON; throws the refusal of what is none. */
export function readBody(text: string, { resource: { type } }: ApiTarget): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = `the object provided is unrecognized (must be of type ${type.kind})`;
    throw refuse({ code: 400, message });
  }
}

/** The object of a body for the place that its request names, in the version that is stored. */
export function toOwnObject(target: ApiTarget, body: unknown): KubernetesObject {
  const { type } = target.resource;
  const object = withName(body, target.name);
  if (!isKubernetesObject(object)) {
    const problem = "Required value: name or generateName is required";
    throw refuseInvalid(type, { kind: type.kind, field: "metadata.name", problem });
  }
  if (object.kind !== type.kind || splitApiVersion(object.apiVersion).group !== type.group) {
    const problem = `Invalid value: "${object.kind}": must be ${type.kind}`;
    const { kind, metadata: { name } } = object;
    throw refuseInvalid(type, { kind, name, field: "kind", problem });
  }
  const { name, namespace = target.namespace } = object.metadata;
  if (target.name !== undefined && name !== target.name) {
    const message = `the name of the object (${name}) does not match the name on the URL`;
    throw refuse({ code: 400, message: `${message} (${target.name})` });
  }
  if (namespace !== target.namespace) {
    const message = "the namespace of the provided object does not match the namespace sent on " +
      "the request";
    throw refuse({ code: 400, message });
  }
  const metadata = namespace === undefined ? object.metadata : { ...object.metadata, namespace };
  return { ...object, apiVersion: toStorageVersion(type), metadata };
}

/** The refusal of a field. */
export function refuseInvalid(
  { group }: ResourceType,
  { kind, name = "", field, problem }: {
    readonly kind: string;
    readonly name?: string;
    readonly field: string;
    readonly problem: string;
  },
): ApiFailure {
  const reason = problem.startsWith("Required") ? "FieldValueRequired" : "FieldValueInvalid";
  return refuse({
    code: 422,
    message: `${kind}.${group} "${name}" is invalid: ${field}: ${problem}`,
    details: {
      ...(name === "" ? {} : { name }),
      group,
      kind,
      causes: [{ reason, message: problem, field }],
    },
  });
}

/** Merges by RFC 7396: members replace members, `null` removes. */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged = new Map(Object.entries(isRecord(value) ? value : {}));
  for (const [name, member] of Object.entries(patch)) {
    if (member === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), member));
  }
  return Object.fromEntries(merged);
}

function withName(body: unknown, name: string | undefined): unknown {
  if (!isRecord(body) || !isRecord(body["metadata"])) return body;
  const { generateName, ...metadata } = body["metadata"];
  if (metadata["name"] !== undefined) return body;
  if (name !== undefined) return { ...body, metadata: { ...metadata, name } };
  if (typeof generateName !== "string") return body;
  const bytes = crypto.getRandomValues(new Uint8Array(NAME_SUFFIX_LENGTH));
  const suffix = [...bytes].map((byte) => NAME_ALPHABET[byte % NAME_ALPHABET.length]).join("");
  return { ...body, metadata: { ...metadata, name: generateName + suffix } };
}
