/** Kubernetes objects as Crossplane leaves them, as far as an informer looks at them. */

/** What a test says of an object; all else is as it is with a healthy one. */
export interface ObjectOptions {
  readonly uid?: string;
  /** `null`: the condition is missing. */
  readonly ready?: ConditionOptions | null;
  readonly synced?: ConditionOptions | null;
  readonly generation?: number;
  readonly observedGeneration?: number;
  readonly isDeleting?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly resourceVersion?: string;
  /** The claim of kind `Volume` that has made it, by `namespace/name` or `name`. */
  readonly maker?: string | ClaimReference;
  /** Name of the composite of kind `XVolume`, or all of the reference. */
  readonly composite?: string | { readonly kind: string; readonly name: string };
}

/** A claim, as its composite names it. */
export interface ClaimReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A condition; `True` without a reason where nothing is said. */
export interface ConditionOptions {
  readonly status?: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
}

/** The group of all objects that are built. */
export const GROUP = "storage.example.org";
/** Text of a healthy claim. */
export const HEALTHY = "Ready: True, Synced: True";

/** A claim, by `namespace/name` or `name`. */
export function claim(
  claimRef: string,
  options: ObjectOptions = {},
): Readonly<Record<string, unknown>> {
  const { uid = `uid of ${claimRef}`, composite, maker, generation = 1 } = options;
  const { isDeleting = false, labels = {}, resourceVersion = "1" } = options;
  const ref = typeof composite === "string" ? { kind: "XVolume", name: composite } : composite;
  return {
    metadata: {
      ...splitRef(claimRef),
      uid,
      generation,
      labels,
      resourceVersion,
      ...(isDeleting ? { deletionTimestamp: "2026-03-01T08:00:00Z" } : {}),
    },
    spec: {
      ...(ref === undefined ? {} : { resourceRef: { apiVersion: `${GROUP}/v1`, ...ref } }),
      ...(maker === undefined ? {} : { claimRef: toClaimReference(maker) }),
    },
    status: {
      conditions: [
        ...toCondition("Ready", options.ready, {}),
        ...toCondition("Synced", options.synced, {
          observedGeneration: options.observedGeneration ?? generation,
        }),
      ],
    },
  };
}

/** A claim that is not ready, and says why. */
export function brokenClaim(claimRef: string, message: string): Readonly<Record<string, unknown>> {
  return claim(claimRef, { ready: { status: "False", reason: "Unavailable", message } });
}

/** The text that a broken claim is told with. */
export function brokenText(message: string): string {
  return `Ready: False (Unavailable), Synced: True - ${message}`;
}

function splitRef(claimRef: string): { readonly namespace?: string; readonly name: string } {
  const [first = "", second] = claimRef.split("/");
  return second === undefined ? { name: first } : { namespace: first, name: second };
}

function toClaimReference(maker: string | ClaimReference): ClaimReference {
  if (typeof maker !== "string") return maker;
  return { apiVersion: `${GROUP}/v1`, kind: "Volume", ...splitRef(maker) };
}

function toCondition(
  type: string,
  options: ConditionOptions | null | undefined,
  more: Readonly<Record<string, unknown>>,
): readonly Readonly<Record<string, unknown>>[] {
  if (options === null) return [];
  const { status = "True", reason = type === "Ready" ? "Available" : "ReconcileSuccess", message } =
    options ?? {};
  return [{ type, status, reason, ...(message === undefined ? {} : { message }), ...more }];
}
