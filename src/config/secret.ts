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
  /** What was wrong with the file at the last read, where an older secret serves on. */
  readonly problem: string | undefined;
}

/** What secrets of one sort look like. */
export interface SecretForm {
  /** Completes "expected". */
  readonly expected: string;
  /** The secret in a text that people gave, or what is wrong with it, without telling it. */
  parse(text: string): ParsedSecret;
}

/** A secret, or what is wrong with it, to complete "the file ...". */
export type ParsedSecret =
  | { readonly isValid: true; readonly value: string }
  | { readonly isValid: false; readonly problem: string };

/** Longest secret; one that is longer is some other file. */
export const SECRET_LENGTH_MAX = 16_384;

/** A secret on one line, as tokens are. */
export const TOKEN_FORM: SecretForm = {
  expected: "a secret of printable ASCII characters without spaces",
  parse: (value) => {
    const problem = checkToken(value);
    return problem === undefined ? { isValid: true, value } : { isValid: false, problem };
  },
};

/** What tells one state of a file from the next. */
export interface FileStat {
  readonly mtime: Date | null;
  readonly size: number;
}

/** How a secret's file is reached. */
export interface SecretReaderDeps {
  readonly source: SecretSource;
  /** Default: a token's. */
  readonly form?: SecretForm;
  readonly readTextFile: (path: string) => Promise<string>;
  readonly stat: (path: string) => Promise<FileStat>;
  /** Hears of each new file that cannot be used while the old secret still serves. */
  readonly onProblem?: (message: string) => void;
}

/** A reader that asks for the file's state at each call, and for its text only after a change. */
export function createSecretReader(deps: SecretReaderDeps): SecretReader {
  const { source, form = TOKEN_FORM } = deps;
  if (source.kind === "value") {
    return { read: () => Promise.resolve(source.value), problem: undefined };
  }
  let known: { readonly state: string; readonly secret: string } | undefined;
  let lastProblem: string | undefined;

  const readFile = async (): Promise<string> => {
    const { mtime, size } = await deps.stat(source.path);
    const state = `${mtime?.getTime()} ${size}`;
    if (known?.state === state) return known.secret;
    const secret = form.parse(withoutNewline(await deps.readTextFile(source.path)));
    if (!secret.isValid) throw new TypeError(secret.problem);
    known = { state, secret: secret.value };
    return secret.value;
  };

  return {
    get problem() {
      return lastProblem;
    },
    read: async () => {
      try {
        const secret = await readFile();
        lastProblem = undefined;
        return secret;
      } catch (error) {
        const message = `the file ${quote(source.path)} ${fileProblem(error)}`;
        if (known === undefined) {
          throw new ConfigError([{ variable: source.variable, message }]);
        }
        const problem = `${source.variable}: ${message}`;
        if (problem !== lastProblem) deps.onProblem?.(problem);
        lastProblem = problem;
        return known.secret;
      }
    },
  };
}

/** Reads a secret's file once; the problem completes "the file ..." and does not name it. */
export function parseSecretFile(
  deps: {
    readonly path: string;
    readonly form: SecretForm;
    readonly readTextFile: (path: string) => string;
  },
): ParsedSecret {
  try {
    return deps.form.parse(withoutNewline(deps.readTextFile(deps.path)));
  } catch (error) {
    return { isValid: false, problem: fileProblem(error) };
  }
}

function checkToken(secret: string): string | undefined {
  const { expected } = TOKEN_FORM;
  if (secret === "") return `is empty: expected ${expected}`;
  if (secret.length > SECRET_LENGTH_MAX) return `is longer than ${SECRET_LENGTH_MAX} characters`;
  if (/^[\x21-\x7e]+$/.test(secret)) return undefined;
  return `holds a space, a control character or a character beyond ASCII: expected ${expected}`;
}

/** Editors and `echo` end a file with one newline that is not part of the secret. */
function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function fileProblem(error: unknown): string {
  return error instanceof TypeError ? error.message : describeFileProblem(error);
}
