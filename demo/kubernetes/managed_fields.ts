/** The bulk of a real object: who manages which field, and what was applied last. Nobody reads it. */
import type { KubernetesObject } from "./kubernetes_object.ts";

/** Adds both, which makes an object about 3 kB long. */
export function addManagedFields(object: KubernetesObject): KubernetesObject {
  const { apiVersion, kind, metadata, spec } = object;
  const { name, namespace, creationTimestamp = "1970-01-01T00:00:00Z" } = metadata;
  const applied = { apiVersion, kind, metadata: { annotations: {}, name, namespace }, spec };
  const entry = (manager: string, operation: string, fieldsV1: unknown) => ({
    apiVersion,
    fieldsType: "FieldsV1",
    fieldsV1,
    manager,
    operation,
    time: creationTimestamp,
  });
  const annotations = {
    ...metadata.annotations,
    "kubectl.kubernetes.io/last-applied-configuration": `${JSON.stringify(applied)}\n`,
  };
  const managedFields = [
    entry("kubectl-client-side-apply", "Update", {
      "f:metadata": { "f:annotations": { ".": {}, ...toFields(Object.keys(annotations)) } },
      "f:spec": { ".": {}, ...toFields(Object.keys(toRecord(spec))) },
    }),
    entry("crossplane", "Update", {
      "f:metadata": {
        "f:finalizers": { ".": {}, 'v:"finalizer.apiextensions.crossplane.io"': {} },
      },
      "f:spec": {
        "f:compositionRef": { ".": {}, "f:name": {} },
        "f:compositionRevisionRef": { ".": {}, "f:name": {} },
        "f:resourceRef": { ".": {}, ...toFields(["apiVersion", "kind", "name"]) },
      },
    }),
    {
      ...entry("crossplane", "Update", {
        "f:status": { "f:conditions": toConditionFields(["Ready", "Synced", "Responsive"]) },
      }),
      subresource: "status",
    },
    entry("argocd-controller", "Update", {
      "f:metadata": { "f:labels": { ".": {}, ...toFields(TRACKING_LABELS) } },
    }),
  ];
  return { ...object, metadata: { ...metadata, annotations, managedFields } };
}

const TRACKING_LABELS = [
  "app.kubernetes.io/instance",
  "app.kubernetes.io/managed-by",
  "app.kubernetes.io/part-of",
  "backstage.io/kubernetes-id",
] as const;

const CONDITION_FIELDS = [
  ..."lastTransitionTime message observedGeneration reason status type".split(" "),
];

function toConditionFields(types: readonly string[]): unknown {
  const entries = types.map((type) =>
    [`k:{"type":"${type}"}`, { ".": {}, ...toFields(CONDITION_FIELDS) }] as const
  );
  return { ".": {}, ...Object.fromEntries(entries) };
}

function toFields(names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [`f:${name}`, {}]));
}

function toRecord(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
