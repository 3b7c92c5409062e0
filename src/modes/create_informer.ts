/** Puts the informer together: the way to the API server, the watcher, and the core. */
import type { InformerSettings } from "../config/informer_settings.ts";
import type { ClaimChoice } from "../config/resource_list.ts";
import type { CollectorClient } from "../informer/collector_client.ts";
import { Informer } from "../informer/informer.ts";
import { createNamedTargets } from "../informer/named_targets.ts";
import type { TargetSource } from "../informer/target_source.ts";
import { type AccessChoice, chooseAccess } from "../kube/choose_access.ts";
import { createDiscoveredTargets, DEFINITION_PAGE_ITEM_COUNT } from "../kube/discovered_targets.ts";
import { createKubeAccess } from "../kube/create_kube_access.ts";
import { createKubeClaimWatcher, type KubeClaimWatcherDeps } from "../kube/kube_claim_watcher.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** What there is around the process that may lead to an API server. */
export interface InformerSurroundings {
  /** An environment variable, of those that say where a pod or a person is. */
  readonly env: (name: string) => string | undefined;
  /** Where the service account of the pod is mounted, if not in the usual place. */
  readonly serviceAccountFolder?: string;
}

/** What an informer is made of. */
export interface InformerParts {
  readonly settings: InformerSettings;
  readonly surroundings: InformerSurroundings;
  readonly client: CollectorClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly userAgent: string;
}

/** Makes the informer; it does nothing before it runs. Throws `ConfigError` without a usable access. */
export async function createInformer(parts: InformerParts): Promise<Informer> {
  const { settings, surroundings, client, clock, logger, userAgent } = parts;
  const access = await createKubeAccess(choose(parts), { clock, env: surroundings.env });
  const kube = { access, clock, random: Math.random, userAgent };
  logger.info("Watching", {
    cluster: settings.clusterName,
    resources: describeChoice(settings.claims),
    namespace: settings.claimNamespace ?? "all",
    apiServer: access.baseUrl,
    access: access.description,
    collector: settings.collectorUrl,
  });
  return new Informer({
    targets: createTargets(settings, kube),
    composites: settings.composites,
    watcher: createKubeClaimWatcher(kube),
    client,
    clock,
    random: Math.random,
    createId: () => crypto.randomUUID(),
    logger,
    heartbeatMs: settings.heartbeatMs,
  });
}

function choose({ settings, surroundings }: InformerParts): AccessChoice {
  const { env, ...mounted } = surroundings;
  return chooseAccess({
    ...mounted,
    kubeconfig: settings.kubeconfig,
    context: settings.kubeContext,
    serviceHost: env("KUBERNETES_SERVICE_HOST"),
    servicePort: env("KUBERNETES_SERVICE_PORT"),
    homeDirectory: env(Deno.build.os === "windows" ? "USERPROFILE" : "HOME"),
    os: Deno.build.os,
    exists,
  });
}

function createTargets(
  { claims, claimNamespace }: InformerSettings,
  kube: KubeClaimWatcherDeps,
): TargetSource {
  const namespace = claimNamespace ?? null;
  if (claims.kind === "discovered") {
    const pageItemCount = DEFINITION_PAGE_ITEM_COUNT;
    const watcher = createKubeClaimWatcher({ ...kube, pageItemCount });
    const scope = { group: claims.group, namespace };
    return createDiscoveredTargets({ watcher, clock: kube.clock, scope });
  }
  return createNamedTargets(
    claims.resources.map(({ group, version, resource }) => {
      return { group, version, by: { resource }, namespace };
    }),
  );
}

function describeChoice(claims: ClaimChoice): readonly string[] {
  if (claims.kind === "discovered") return [`*.${claims.group ?? "*"}`];
  return claims.resources.map(({ group, version, resource }) => `${resource}.${group}/${version}`);
}

/** What may not be looked at may exist; reading it tells more. */
function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory);
  }
}
