/** Reads a file of certificates again and again, as mounted ones are renewed while we run. */
import { ConfigError } from "../errors.ts";
import { quote } from "../runtime/visible_text.ts";
import { hasCertificate, NO_CERTIFICATE } from "./certificate_setting.ts";
import { describeFileProblem } from "./file_problem.ts";

/** How a file of certificates is reached. */
export interface CertificateReaderDeps {
  readonly path: string;
  /** The variable that named the file, for messages: `COLLECTOR_CA_FILE`. */
  readonly variable: string;
  readonly readTextFile: (path: string) => Promise<string>;
  /** Hears of each new problem while the old certificates still serve. */
  readonly onProblem: (message: string) => void;
}

/** Gives the certificates in PEM as they are now, or as they were when they could last be read. */
export function createCertificateReader(deps: CertificateReaderDeps): () => Promise<string> {
  const { path, variable } = deps;
  let known: string | undefined;
  let lastProblem: string | undefined;
  return async () => {
    const reading = await read(deps);
    if (reading.problem === undefined) {
      lastProblem = undefined;
      return known = reading.pem;
    }
    const message = `the file ${quote(path)} ${reading.problem}`;
    if (known === undefined) throw new ConfigError([{ variable, message }]);
    if (message !== lastProblem) deps.onProblem(`${variable}: ${message}`);
    lastProblem = message;
    return known;
  };
}

async function read(
  { path, readTextFile }: CertificateReaderDeps,
): Promise<
  | { readonly pem: string; readonly problem?: undefined }
  | { readonly problem: string }
> {
  try {
    const pem = await readTextFile(path);
    return hasCertificate(pem) ? { pem } : { problem: NO_CERTIFICATE };
  } catch (error) {
    return { problem: describeFileProblem(error) };
  }
}
