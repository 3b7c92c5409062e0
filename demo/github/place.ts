/** The names that the demo's GitHub is made of. */

/** Repository, branch, file, and who comes with which token. */
export const PLACE = {
  owner: "platform",
  repo: "inventory",
  baseBranch: "main",
  registryPath: "claims/registry.yaml",
  /** The collector's token. */
  collectorToken: "demo-collector",
  /** The token of the people who work with the repository. */
  personToken: "demo-person",
} as const;

/** The repository's path below the API's base address. */
export const REPOSITORY_PATH = `/repos/${PLACE.owner}/${PLACE.repo}`;
