/** Puts the informer together: the way to the API server, the watcher, and the core. */
import type { InformerSettings } from "../config/informer_settings.ts";
import type { ClaimChoice } from "../config/resource_list.ts";
import type { CollectorClient } from "../informer/collector_client.ts";
import { Informer } from "../informer/informer.ts";
import { createNamedTargets } from "../informer/named_targets.ts";
import type { TargetSource } from "../informer/target_source.ts";
import { createDiscoveredTargets, DEFINITION_PAGE_ITEM_COUNT } from "../kube/discovered_targets.ts";
import { createKubeAccess } from "../kube/create_kube_access.ts";
import { createKubeClaimWatcher, type KubeClaimWatcherDeps } from "../kube/kube_claim_watcher.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { chooseKubeAccess, type InformerSurroundings } from "./choose_kube_access.ts";

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
  const access = await createKubeAccess(chooseKubeAccess(settings, surroundings), {
    clock,
    env: surroundings.env,
  });
  const kube = { access, clock, random: Math.random, userAgent, logger };
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
