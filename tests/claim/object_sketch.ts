/** Short notation for Kubernetes objects, as far as digests look at them. */

/** Status, reason and message of a condition. */
export type ConditionSketch = readonly [status: string, reason?: string, message?: string];

/** What an object is like; nothing else is in it. */
export interface ObjectSketch {
  readonly ready?: ConditionSketch | undefined;
  readonly synced?: ConditionSketch | undefined;
  readonly responsive?: ConditionSketch | undefined;
  /** The whole of `status.conditions`, instead of the three. */
  readonly conditions?: unknown;
  /** Value of the annotation. */
  readonly paused?: unknown;
  readonly deleted?: boolean | undefined;
  readonly generation?: unknown;
  /** `observedGeneration` of Synced. */
  readonly observed?: unknown;
}

/** The object of a sketch, named `default/app-data`. */
export function toObject(sketch: ObjectSketch): unknown {
  return {
    apiVersion: "storage.example.org/v1alpha1",
    kind: "VolumeClaim",
    metadata: {
      name: "app-data",
      namespace: "default",
      ...("generation" in sketch ? { generation: sketch.generation } : {}),
      ...("paused" in sketch ? { annotations: { "crossplane.io/paused": sketch.paused } } : {}),
      ...(sketch.deleted ? { deletionTimestamp: "2026-02-08T12:00:00Z" } : {}),
    },
    status: {
      conditions: "conditions" in sketch ? sketch.conditions : [
        ...toCondition("Ready", sketch.ready),
        ...toCondition("Synced", sketch.synced, sketch.observed),
        ...toCondition("Responsive", sketch.responsive),
      ],
    },
  };
}

function toCondition(
  type: string,
  ...[sketch, observed]: readonly [ConditionSketch | undefined, unknown?]
): readonly unknown[] {
  if (sketch === undefined) return [];
  const [status, reason, message] = sketch;
  return [{
    type,
    status,
    lastTransitionTime: "2026-02-08T12:00:00Z",
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(observed === undefined ? {} : { observedGeneration: observed }),
  }];
}
