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
  /** Unix milliseconds after which clients refuse it. */
  readonly expiresAt: number;
}

/** What is wrong, and with which of the two; the message completes "the file ..." and tells no secret. */
export interface CertificateProblem {
  readonly part: keyof CertificatePair;
  readonly message: string;
}

/** The pair as it is used, or everything that is wrong with it. */
export function checkCertificate(
  pair: CertificatePair,
): ServerCertificate | readonly CertificateProblem[] {
  const certificate = attempt(() => new X509Certificate(pair.certificate));
  const key = attempt(() => createPrivateKey(pair.key));
  const problems = [
    ...certificate === undefined
      ? [problem("certificate", "holds no certificate: expected PEM, the server's own first")]
      : [],
    ...key === undefined
      ? [problem("key", "holds no private key: expected PEM without a passphrase")]
      : [],
  ];
  if (certificate === undefined || key === undefined) return problems;
  if (!belong(certificate, key)) {
    return [problem("key", "holds another key than that of the first certificate")];
  }
  return { ...pair, expiresAt: Date.parse(certificate.validTo) };
}

function belong(certificate: X509Certificate, key: KeyObject): boolean {
  return attempt(() => certificate.checkPrivateKey(key)) ?? false;
}

function problem(part: CertificateProblem["part"], message: string): CertificateProblem {
  return { part, message };
}

/** The library's own words repeat what is in the files. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
