/**
 * A registry file of this machine as the repository that holds it: nothing is proposed yet, and
 * nothing can be. For plans without a collector.
 */
import { toBlobId } from "../collector/blob_id.ts";
import type {
  FileTree,
  FileVersion,
  RegistryRepository,
} from "../collector/registry_repository.ts";

/** What the repository consists of. */
export interface LocalFiles {
  /** The registry file. */
  readonly registry: string;
  /** The files beside it, where manifests are looked for. */
  readonly tree: FileTree;
}

/** Stands for the commit that the files belong to. */
const COMMIT = "local";

/** Makes the repository. */
export function createLocalRepository({ registry, tree }: LocalFiles): RegistryRepository {
  return {
    observe: async () => {
      const base = { commit: COMMIT, file: await identify(registry) };
      const none = { branch: null, pullRequest: null, mergedCommit: null };
      return { kind: "current", state: { base, ...none } };
    },
    readFile: () => Promise.resolve(registry),
    identify,
    openTree: () => tree,
    findFile: () => Promise.resolve(null),
    quotas: [],
    isOutdated: refuse,
    propose: refuse,
    rewrite: refuse,
    withdraw: refuse,
    commentOnce: refuse,
    addLabels: refuse,
    requestReviews: refuse,
    enableAutoMerge: refuse,
    disableAutoMerge: refuse,
    merge: refuse,
  };
}

async function identify(text: string): Promise<FileVersion> {
  return { blob: await toBlobId(new TextEncoder().encode(text)) };
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("A plan that is made of files writes nothing"));
}
