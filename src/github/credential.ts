/** Who we are towards GitHub: an interface, and its simplest form, a token that people gave us. */
import type { GrantedPermissions } from "./permission.ts";

/** Gives the header `authorization` of each call. */
export interface Credential {
  /** The rights that it is known to have, by GitHub's names; most tokens do not tell. */
  readonly permissions: GrantedPermissions | undefined;
  /** What is wrong with the place of a newer secret, where an older one serves on. */
  readonly problem?: string | undefined;
  /** The header for a call now. */
  authorize(signal: AbortSignal): Promise<string>;
  /** Told that GitHub refused a header with 401; says whether there is another one to try. */
  replace(refused: string): Promise<boolean>;
}

/** A personal or fine-grained token; where it stands in a file, that is read again at each call. */
export function createTokenCredential(
  readToken: () => Promise<string>,
  findProblem: () => string | undefined = () => undefined,
): Credential {
  const read = async (): Promise<string> => `token ${await readToken()}`;
  return {
    permissions: undefined,
    get problem() {
      return findProblem();
    },
    authorize: read,
    replace: async (refused) => await read() !== refused,
  };
}
