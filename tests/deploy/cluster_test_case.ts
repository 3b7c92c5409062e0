/** Tests that need a real API server and kustomize: left out, or failing in CI, where either is missing. */
import {
  type JsonObject,
  type RealApiClient,
  RealApiError,
  type RealResource,
} from "../testing/kubernetes/real_api_client.ts";
import { shareRealServer, type TestShared } from "../testing/kubernetes/shared_server.ts";
import { runTool, testTools } from "../testing/tools/check_tool.ts";
import type { Manifest } from "./built_manifests.ts";

const PLURALS: Readonly<Record<string, string>> = {
  Namespace: "namespaces",
  ServiceAccount: "serviceaccounts",
  ConfigMap: "configmaps",
  Service: "services",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  Deployment: "deployments",
  NetworkPolicy: "networkpolicies",
};

/** Makes the way to define such tests; call it once in a file. */
export function shareCluster(): TestShared {
  if (Deno.env.get("CHECK_TOOLS")) return shareRealServer();
  return (name) => testTools(name, async () => void await runTool("kustomize", ["version"]));
}

/** Applies all of them, strictly; `isDryRun` leaves nothing of it behind. */
export async function applyManifests(
  client: RealApiClient,
  { manifests, isDryRun }: { readonly manifests: readonly Manifest[]; readonly isDryRun: boolean },
): Promise<void> {
  for (const object of manifests) await client.apply(toResource(object), { object, isDryRun });
}

/** Deletes all of them, as `kubectl delete -k` does. */
export async function deleteManifests(
  client: RealApiClient,
  manifests: readonly Manifest[],
): Promise<void> {
  for (const object of manifests) await client.remove(toResource(object), object.metadata);
}

/** Whether the informer of a namespace may list what is in a group. */
export async function mayInformerList(
  client: RealApiClient,
  { namespace, group }: { readonly namespace: string; readonly group: string },
): Promise<boolean> {
  const { status } = await client.ask(
    "POST",
    "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: {
        user: `system:serviceaccount:${namespace}:machinery-status-informer`,
        resourceAttributes: { verb: "list", group, resource: "volumeclaims" },
      },
    },
  );
  return (status as { readonly allowed: boolean }).allowed;
}

/** Whether somebody was told that this is not allowed. */
export function isForbidden(error: unknown): boolean {
  return error instanceof RealApiError && error.status === 403;
}

/** Signs a token for a service account of the namespace, as the kubelet asks for it. */
export async function signAccountToken(
  client: RealApiClient,
  { account, spec }: { readonly account: string; readonly spec: JsonObject },
): Promise<string> {
  const path = `/api/v1/namespaces/machinery-status/serviceaccounts/${account}/token`;
  const { status } = await client.ask("POST", path, { spec });
  return (status as { readonly token: string }).token;
}

function toResource({ apiVersion, kind }: Manifest): RealResource {
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const plural = PLURALS[kind];
  if (plural === undefined) throw new Error(`No plural is known of ${kind}`);
  return { group, version, plural };
}
