/** The certificate that a server shows, with its key: checked before it is put to use. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";

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

const RSA_BITS_MIN = 2_048;
const CURVES: ReadonlySet<string> = new Set(["prime256v1", "secp384r1", "secp521r1"]);
const UNKNOWN_KIND = "holds a key of another kind than expected: RSA of 2048 bits or more, ECDSA " +
  "with P-256, P-384 or P-521, or Ed25519";
/** Longest chain of certificates. */
const CHAIN_LENGTH_MAX = 20;

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
  if (!isKnownKind(key)) return [{ part: "key", message: UNKNOWN_KIND }];
  if (!isPair(certificate, key)) {
    return [{ part: "key", message: "holds another key than that of the first certificate" }];
  }
  const { certificate: cert } = pair;
  if (attempt(() => createSecureContext({ cert, key: pair.key })) === undefined) {
    return [{ part: "certificate", message: "holds certificates that TLS refuses to serve" }];
  }
  return {
    ...pair,
    startsAt: Date.parse(certificate.validFrom),
    expiresAt: Date.parse(certificate.validTo),
  };
}

/** Kinds that clients of today take, and the library serves. */
function isKnownKind(
  { asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject,
): boolean {
  if (type === "rsa") return (details?.modulusLength ?? 0) >= RSA_BITS_MIN;
  return type === "ed25519" || (type === "ec" && CURVES.has(details?.namedCurve ?? ""));
}

/** All certificates of a file; throws where one was cut or cannot be read. */
function parseChain(pem: string): readonly X509Certificate[] {
  const [, ...pieces] = pem.split(BEGIN);
  if (pieces.length > CHAIN_LENGTH_MAX) throw new Error("The chain is too long");
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
