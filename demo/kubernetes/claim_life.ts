/**
 * The scripted life of claims: objects as Crossplane keeps them, in any of the states of a claim,
 * each with the composite behind it.
 */
import { type LifeState, toConditions } from "./claim_conditions.ts";
import type { KubernetesObject, ObjectMeta } from "./kubernetes_object.ts";
import { addManagedFields } from "./managed_fields.ts";
import { getPlatformKind, PLATFORM_API_VERSION } from "./platform_resources.ts";
import { toTimestamp } from "./stored_object.ts";

export type { LifeState } from "./claim_conditions.ts";

/** A claim at a moment of its life. */
export interface LivingClaim {
  /** One of `PLATFORM_KINDS`. */
  readonly kind: string;
  /** `namespace/name`, or `name` for a cluster-scoped kind. */
  readonly claimRef: string;
  readonly state: LifeState;
  /** When it came into this state, in Unix milliseconds. */
  readonly now: number;
  /** 5, about what a claim has when Crossplane is through with it. */
  readonly generation?: number;
  /** `full` adds managed fields: some 3 kB in all, as real objects have. */
  readonly detail?: "short" | "full";
}

/** The states of a claim that lives through everything, in their order. */
export const FULL_LIFE: readonly LifeState[] = [
  { kind: "new" },
  { kind: "waiting" },
  { kind: "creating", unready: ["instance", "volume"] },
  { kind: "ready" },
  {
    kind: "failed",
    cause: "cannot compose resources: cannot get existing composed resources: " +
      'cannot get composed resource: no matches for kind "Backup" in version "example.org/v1"',
  },
  { kind: "ready" },
  { kind: "paused" },
  { kind: "ready" },
  { kind: "deleting" },
];

const GENERATION = 5;
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** The claim first, then its composite; a composite that stands for itself is alone. */
export function toLifeObjects(claim: LivingClaim): readonly KubernetesObject[] {
  const objects = listObjects(claim);
  return claim.detail === "full" ? objects.map(addManagedFields) : objects;
}

/** Many claims of one kind, without their composites, in ten namespaces if they have some. */
export function* createClaims(
  { kind, count, state, now, detail = "full" }: {
    readonly kind: string;
    readonly count: number;
    readonly state: LifeState;
    readonly now: number;
    readonly detail?: "short" | "full";
  },
): Generator<KubernetesObject> {
  const { scope } = getPlatformKind(kind);
  for (let index = 0; index < count; index++) {
    const name = `claim-${String(index).padStart(6, "0")}`;
    const claimRef = scope === "Cluster" ? name : `team-${index % 10}/${name}`;
    const [claim] = toLifeObjects({ kind, claimRef, state, now, detail });
    if (claim !== undefined) yield claim;
  }
}

function listObjects(claim: LivingClaim): readonly KubernetesObject[] {
  if (getPlatformKind(claim.kind).form === "composite") return [toComposite(claim)];
  return claim.state.kind === "new" ? [toClaim(claim)] : [toClaim(claim), toBacking(claim)];
}

function toClaim(claim: LivingClaim): KubernetesObject {
  const resourceRef = {
    apiVersion: PLATFORM_API_VERSION,
    kind: `X${claim.kind}`,
    name: toBackingName(claim),
  };
  const isNew = claim.state.kind === "new";
  const spec = {
    compositeDeletePolicy: "Background",
    ...(isNew ? {} : toCompositionRefs(claim)),
    size: 5,
    ...(isNew ? {} : { resourceRef }),
  };
  const finalizers = isNew ? [] : ["finalizer.apiextensions.crossplane.io"];
  return complete(claim, {
    kind: claim.kind,
    meta: toMeta(claim, finalizers),
    spec,
    form: "claim",
  });
}

/** The composite behind a claim: cluster-scoped; it is not paused when its claim is. */
function toBacking(claim: LivingClaim): KubernetesObject {
  const { namespace = "", name } = splitRef(claim.claimRef);
  const backing: LivingClaim = {
    ...claim,
    claimRef: toBackingName(claim),
    state: claim.state.kind === "paused" ? { kind: "ready" } : claim.state,
  };
  const meta: ObjectMeta = {
    ...toMeta(backing, ["composite.apiextensions.crossplane.io"]),
    labels: {
      "crossplane.io/claim-name": name,
      "crossplane.io/claim-namespace": namespace,
      "crossplane.io/composite": backing.claimRef,
    },
  };
  const spec = {
    claimRef: { apiVersion: PLATFORM_API_VERSION, kind: claim.kind, name, namespace },
    ...toCompositionRefs(claim),
    resourceRefs: [{ apiVersion: "example.org/v1", kind: "Instance", name: `${name}-instance` }],
    size: 5,
  };
  return complete(backing, { kind: `X${claim.kind}`, meta, spec, form: "composite" });
}

/** A composite without a claim, as of Crossplane 2: what Crossplane adds is in `spec.crossplane`. */
function toComposite(claim: LivingClaim): KubernetesObject {
  const { name } = splitRef(claim.claimRef);
  const meta: ObjectMeta = {
    ...toMeta(claim, ["composite.apiextensions.crossplane.io"]),
    labels: { "crossplane.io/composite": name },
  };
  const crossplane = {
    ...toCompositionRefs(claim),
    compositionUpdatePolicy: "Automatic",
    resourceRefs: [{ apiVersion: "example.org/v1", kind: "Instance", name: `${name}-instance` }],
  };
  return complete(claim, {
    kind: claim.kind,
    meta,
    spec: { crossplane, size: 5 },
    form: "composite",
  });
}

function complete(
  claim: LivingClaim,
  { kind, meta, spec, form }: {
    readonly kind: string;
    readonly meta: ObjectMeta;
    readonly spec: unknown;
    readonly form: "claim" | "composite";
  },
): KubernetesObject {
  const { state, now } = claim;
  const conditions = toConditions(state, {
    form,
    observedGeneration: toGeneration(claim),
    lastTransitionTime: toTimestamp(now),
  });
  return {
    apiVersion: PLATFORM_API_VERSION,
    kind,
    metadata: meta,
    spec,
    ...(conditions.length === 0 ? {} : { status: { conditions } }),
  };
}

function toMeta(claim: LivingClaim, finalizers: readonly string[]): ObjectMeta {
  const { state, now } = claim;
  const deletion = { deletionGracePeriodSeconds: 0, deletionTimestamp: toTimestamp(now) };
  const isHeld = state.kind !== "new";
  return {
    ...splitRef(claim.claimRef),
    generation: toGeneration(claim),
    ...(isHeld ? { finalizers } : {}),
    ...(state.kind === "paused" ? { annotations: { "crossplane.io/paused": "true" } } : {}),
    ...(state.kind === "deleting" ? deletion : {}),
  };
}

/** Crossplane writes into the spec, which makes new generations of it. */
function toGeneration({ state, generation }: LivingClaim): number {
  return generation ?? (state.kind === "new" ? 1 : GENERATION);
}

function toCompositionRefs({ kind }: LivingClaim): Readonly<Record<string, unknown>> {
  const { plural } = getPlatformKind(kind);
  return {
    compositionRef: { name: plural },
    compositionRevisionRef: { name: `${plural}-b34f7f1` },
  };
}

function splitRef(claimRef: string): { readonly namespace?: string; readonly name: string } {
  const slash = claimRef.indexOf("/");
  if (slash === -1) return { name: claimRef };
  return { namespace: claimRef.slice(0, slash), name: claimRef.slice(slash + 1) };
}

/** `<claim>-<5 characters>`, always the same for a claim. */
function toBackingName({ kind, claimRef }: LivingClaim): string {
  let hash = 2_166_136_261;
  for (const char of `${kind} ${claimRef}`) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  }
  let suffix = "";
  for (let count = 0; count < 5; count++) {
    suffix += ALPHABET[hash % ALPHABET.length] ?? "";
    hash = Math.floor(hash / ALPHABET.length);
  }
  return `${splitRef(claimRef).name}-${suffix}`;
}
