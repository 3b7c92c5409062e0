/** The certificate that a server shows, with its key: checked before it is put to use. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/** A certificate with its key, both in PEM. */
export interface CertificatePair {
  /** The server's own certificate first, then those that lead to its authority. */
  readonly certificate: string;
  readonly key: string;
}

/** A pair that can be used. */
export interface ServerCertificate extends CertificatePair {
  /** Unix milliseconds before which clients refuse it. */
  readonly startsAt: number;
  /** Unix milliseconds after which clients refuse it. */
  readonly expiresAt: number;
}

/** What is wrong, and with which of the two; the message completes "the file ..." and tells no secret. */
export interface CertificateProblem {
  readonly part: keyof CertificatePair;
  readonly message: string;
}

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/** The pair as it is used, or everything that is wrong with it. */
export function checkCertificate(
  pair: CertificatePair,
): ServerCertificate | readonly CertificateProblem[] {
  const chain = attempt(() => parseChain(pair.certificate));
  const [certificate] = chain ?? [];
  const key = attempt(() => createPrivateKey(pair.key));
  const problems: CertificateProblem[] = [];
  if (certificate === undefined) {
    const message = "holds no certificates that can be read: expected PEM, the server's own first";
    problems.push({ part: "certificate", message });
  }
  if (key === undefined) {
    const message = "holds no private key: expected PEM without a passphrase";
    problems.push({ part: "key", message });
  }
  if (certificate === undefined || key === undefined) return problems;
  if (!isPair(certificate, key)) {
    return [{ part: "key", message: "holds another key than that of the first certificate" }];
  }
  return {
    ...pair,
    startsAt: Date.parse(certificate.validFrom),
    expiresAt: Date.parse(certificate.validTo),
  };
}

/** All certificates of a file; throws where one was cut or cannot be read. */
function parseChain(pem: string): readonly X509Certificate[] {
  const [, ...pieces] = pem.split(BEGIN);
  return pieces.map((piece) => {
    const end = piece.indexOf(END);
    if (end < 0) throw new Error("A certificate has no end");
    return new X509Certificate(BEGIN + piece.slice(0, end) + END);
  });
}

function isPair(certificate: X509Certificate, key: KeyObject): boolean {
  return attempt(() => certificate.checkPrivateKey(key)) ?? false;
}

/** The library's own words repeat what is in the files. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
