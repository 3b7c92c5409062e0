/** The files of the certificate that the collector shows: followed while it runs. */
import { describeFileProblem } from "../config/file_problem.ts";
import type { ServerSettings } from "../config/server_settings.ts";
import { ConfigError, type ConfigProblem } from "../errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { FollowedFiles } from "../runtime/followed_files.ts";
import type { Logger } from "../runtime/logger.ts";
import { quote } from "../runtime/visible_text.ts";
import {
  type CertificatePair,
  checkCertificate,
  type ServerCertificate,
} from "../transport/certificate.ts";
import { readSettingsFile } from "./read_settings_file.ts";

const VARIABLES: Readonly<Record<keyof CertificatePair, string>> = {
  certificate: "COLLECTOR_TLS_CERT_FILE",
  key: "COLLECTOR_TLS_KEY_FILE",
};

/** The newest usable certificate. */
export interface TlsFiles {
  readonly certificate: ServerCertificate;
  /** What is wrong with the files, or with the certificate's time, each a sentence. */
  readonly problems: readonly string[];
  /** Follows the files until the signal is aborted. */
  follow(signal: AbortSignal, onChange: (certificate: ServerCertificate) => void): Promise<void>;
}

/** Reads the files for the first time; `undefined` for HTTP without TLS. Throws `ConfigError`. */
export async function openTlsFiles(
  parts: {
    readonly settings: Pick<ServerSettings, "tlsCertFile" | "tlsKeyFile">;
    readonly clock: Clock;
    readonly logger: Logger;
  },
): Promise<TlsFiles | undefined> {
  const { settings: { tlsCertFile: certificate, tlsKeyFile: key }, clock, logger } = parts;
  if (certificate === undefined || key === undefined) return undefined;
  const files = await FollowedFiles.open({
    paths: [certificate, key],
    read: () => readPair({ certificate, key }),
    stat: Deno.stat,
    clock,
    logger,
  });
  return {
    get certificate() {
      return files.value;
    },
    get problems() {
      const time = describeTime(files.value, clock.now());
      return [files.problem, time].flatMap((problem) => problem ?? []);
    },
    follow: (signal, onChange) => files.follow(signal, onChange),
  };
}

async function readPair(paths: CertificatePair): Promise<ServerCertificate> {
  const problems: ConfigProblem[] = [];
  const note = (part: keyof CertificatePair, message: string) =>
    problems.push({
      variable: VARIABLES[part],
      message: `the file ${quote(paths[part])} ${message}`,
    });
  const read = (part: keyof CertificatePair) =>
    readSettingsFile(paths[part]).catch((error) => {
      note(part, describeFileProblem(error));
      return undefined;
    });
  const [certificate, key] = [await read("certificate"), await read("key")];
  if (certificate !== undefined && key !== undefined) {
    const checked = checkCertificate({ certificate, key });
    if ("expiresAt" in checked) return checked;
    for (const { part, message } of checked) note(part, message);
  }
  throw new ConfigError(problems);
}

function describeTime({ startsAt, expiresAt }: ServerCertificate, now: number): string | null {
  const tell = (what: string, at: number) =>
    `${VARIABLES.certificate}: the certificate ${what} at ${new Date(at).toISOString()}`;
  if (now < startsAt) return tell("becomes valid only", startsAt);
  return now < expiresAt ? null : tell("has expired", expiresAt);
}
