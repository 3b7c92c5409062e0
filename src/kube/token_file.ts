/**
 * A token in a file that others write anew from time to time: a pod's mount, a `tokenFile`. It is
 * read again when the file changes; nothing of it is ever in an error.
 */
import { type FileState, toFileStateKey } from "../runtime/file_state.ts";
import { toBearerToken, TOKEN_LENGTH_MAX, TOKEN_PROBLEM } from "./bearer_token.ts";

/** Where the file is, and how it is reached. */
export interface TokenFileDeps {
  readonly path: string;
  readonly readTextFile: (path: string) => Promise<string>;
  readonly stat: (path: string) => Promise<FileState>;
}

/** The file, and the token that was in it last. */
export class TokenFile {
  readonly #deps: TokenFileDeps;
  #known: { readonly state: string; readonly token: string } | undefined;

  constructor(deps: TokenFileDeps) {
    this.#deps = deps;
  }

  get path(): string {
    return this.#deps.path;
  }

  /** The token as it is now; throws where there has never been one. */
  async read(): Promise<string> {
    try {
      return await this.#readFile();
    } catch (error) {
      // While the file is being replaced, the token that served until now is the best there is.
      if (this.#known !== undefined) return this.#known.token;
      throw error;
    }
  }

  /** After a 401: what was remembered is dropped. */
  forget(): void {
    this.#known = undefined;
  }

  async #readFile(): Promise<string> {
    const { path, readTextFile, stat } = this.#deps;
    const found = await stat(path);
    const state = toFileStateKey(found);
    if (this.#known?.state === state) return this.#known.token;
    const token = found.size > TOKEN_LENGTH_MAX ? null : toBearerToken(await readTextFile(path));
    if (token === null) throw new TypeError(`it ${TOKEN_PROBLEM}`);
    this.#known = { state, token };
    return token;
  }
}

/** Why a file cannot be read, to stand after a colon; the file is named by whoever asks. */
export function describeFileError(error: unknown): string {
  if (error instanceof TypeError) return error.message;
  return error instanceof Error ? error.name : "unknown";
}
