/**
 * Reads which composite a claim names. Whoever may edit a claim may write there what he likes, and
 * requests are made of it: what Kubernetes would not take as a name is malformed.
 */
import { toRecord, toText } from "./record.ts";

/** The composite that a claim names in `spec.resourceRef`. */
export interface CompositeRef {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `namespace/name`, or `name`: composites of claims have no namespace. */
  readonly claimRef: string;
}

/** A claim, whatever its version. */
export interface ClaimName {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** `namespace/name`, or `name` for a cluster-scoped claim. */
  readonly claimRef: string;
}

/** `group/version`, or `version` alone for the core group. */
const API_VERSION =
  /^(?:([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)\/)?([a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)$/;
const KIND = /^[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const NAMESPACE = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)?$/;

/** The reference `{apiVersion, kind, name, namespace?}`; `null` where it is missing or malformed. */
export function readCompositeRef(resourceRef: unknown): CompositeRef | null {
  const { apiVersion, kind, name, namespace } = toRecord(resourceRef);
  const match = API_VERSION.exec(toText(apiVersion));
  if (match === null || !isName(kind, KIND) || !isName(name, NAME)) return null;
  if (!isName(namespace ?? "", NAMESPACE)) return null;
  const [, group = "", version = ""] = match;
  return { group, version, kind, claimRef: toClaimRef(name, namespace) };
}

/** The claim that has made the object, a composite, which names it in `spec.claimRef`; else `null`. */
export function readMaker(object: unknown): ClaimName | null {
  const { apiVersion, kind, name, namespace } = toRecord(
    toRecord(toRecord(object)["spec"])["claimRef"],
  );
  const match = API_VERSION.exec(toText(apiVersion));
  if (match === null || !isName(kind, KIND) || !isName(name, NAME)) return null;
  return { group: match[1] ?? "", kind, claimRef: toClaimRef(name, namespace) };
}

/** `namespace/name`, or `name` alone where there is no namespace; holds on to neither text. */
export function toClaimRef(name: string, namespace: unknown): string {
  return toText(namespace) === "" ? name : [namespace, name].join("/");
}

function isName(value: unknown, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}
