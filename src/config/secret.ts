/**
 * Secrets: given as a value, or in a file that is read again when it changes, as mounted and
 * projected secrets do. No message here ever holds a secret.
 */
import { ConfigError } from "../errors.ts";
import { quote } from "../runtime/visible_text.ts";
import { describeFileProblem } from "./file_problem.ts";

/** Where a secret comes from. */
export type SecretSource =
  | { readonly kind: "value"; readonly value: string }
  | {
    readonly kind: "file";
    readonly path: string;
    /** The variable that named the file, for messages: `GITHUB_TOKEN_FILE`. */
    readonly variable: string;
  };

/** Gives the secret as it is now. */
export interface SecretReader {
  /** Throws `ConfigError` where there has never been a usable secret. */
  read(): Promise<string>;
}

/** What a secret may be made of, to complete "expected". */
export const SECRET_EXPECTED = "a secret of printable ASCII characters without spaces";

/** Longest secret; one that is longer is some other file. */
const SECRET_LENGTH_MAX = 16_384;

/** What tells one state of a file from the next. */
export interface FileStat {
  readonly mtime: Date | null;
  readonly size: number;
}

/** How a secret's file is reached. */
export interface SecretReaderDeps {
  readonly source: SecretSource;
  readonly readTextFile: (path: string) => Promise<string>;
  readonly stat: (path: string) => Promise<FileStat>;
  /** Hears of each new file that cannot be used while the old secret still serves. */
  readonly onProblem?: (message: string) => void;
}

/** A reader that asks for the file's state at each call, and for its text only after a change. */
export function createSecretReader(deps: SecretReaderDeps): SecretReader {
  const { source } = deps;
  if (source.kind === "value") return { read: () => Promise.resolve(source.value) };
  let known: { readonly state: string; readonly secret: string } | undefined;
  let lastProblem: string | undefined;

  const readFile = async (): Promise<string> => {
    const { mtime, size } = await deps.stat(source.path);
    const state = `${mtime?.getTime()} ${size}`;
    if (known?.state === state) return known.secret;
    const secret = withoutNewline(await deps.readTextFile(source.path));
    const problem = checkSecret(secret);
    if (problem !== undefined) throw new TypeError(problem);
    known = { state, secret };
    return secret;
  };

  return {
    read: async () => {
      try {
        const secret = await readFile();
        lastProblem = undefined;
        return secret;
      } catch (error) {
        const problem = `the file ${quote(source.path)} ${fileProblem(error)}`;
        if (known === undefined) {
          throw new ConfigError([{ variable: source.variable, message: problem }]);
        }
        if (problem !== lastProblem) deps.onProblem?.(`${source.variable}: ${problem}`);
        lastProblem = problem;
        return known.secret;
      }
    },
  };
}

/** Reads a secret's file once; the problem completes "the file ..." and does not name it. */
export function parseSecretFile(
  deps: { readonly path: string; readonly readTextFile: (path: string) => string },
):
  | { readonly isValid: true; readonly value: string }
  | { readonly isValid: false; readonly problem: string } {
  try {
    const value = withoutNewline(deps.readTextFile(deps.path));
    const problem = checkSecret(value);
    if (problem !== undefined) return { isValid: false, problem };
    return { isValid: true, value };
  } catch (error) {
    return { isValid: false, problem: fileProblem(error) };
  }
}

/** What is wrong with a secret, without telling it; `undefined` where nothing is. */
export function checkSecret(secret: string): string | undefined {
  if (secret === "") return `is empty: expected ${SECRET_EXPECTED}`;
  if (secret.length > SECRET_LENGTH_MAX) return `is longer than ${SECRET_LENGTH_MAX} characters`;
  if (/^[\x21-\x7e]+$/.test(secret)) return undefined;
  return `holds a space, a control character or a character beyond ASCII: expected ${SECRET_EXPECTED}`;
}

/** Editors and `echo` end a file with one newline that is not part of the secret. */
function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function fileProblem(error: unknown): string {
  return error instanceof TypeError ? error.message : describeFileProblem(error);
}
