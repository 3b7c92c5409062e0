/** An Octokit for the demo's own look at its GitHub: the door that everybody uses. */
import { Octokit } from "@octokit/rest";
import { PLACE } from "./place.ts";

/** Owner and name, as each call wants them. */
export const REPOSITORY = { owner: PLACE.owner, repo: PLACE.repo } as const;

/** Signs in as a person. */
export function createPersonClient(url: string): Octokit {
  const silent = () => {};
  return new Octokit({
    baseUrl: url,
    auth: PLACE.personToken,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}
