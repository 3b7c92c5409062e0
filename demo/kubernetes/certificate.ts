/** A certificate for 127.0.0.1 and the private authority behind it, made anew for each run. */
import type { TlsIdentity } from "./api_server.ts";
import {
  type Der,
  toBitString,
  toInteger,
  toObjectId,
  toOctetString,
  toSequence,
  toSet,
  toTagged,
  toTrue,
  toUtcTime,
  toUtf8,
} from "./der.ts";

/** What a server shows, and what its clients trust, in PEM. */
export interface LocalCertificate extends TlsIdentity {
  readonly ca: string;
}

const KEY_TYPE = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;
const VALIDITY = toSequence(toUtcTime("200101000000Z"), toUtcTime("491231235959Z"));

/** Identifiers of algorithms, names and extensions, by their encoded form. */
const ID = {
  ecdsaWithSha256: "2a8648ce3d040302",
  commonName: "550403",
  organization: "55040a",
  basicConstraints: "551d13",
  subjectAltName: "551d11",
  extendedKeyUsage: "551d25",
  serverAuth: "2b06010505070301",
  clientAuth: "2b06010505070302",
} as const;

interface Issued {
  readonly certificate: Der;
  readonly key: CryptoKey;
}

/** Whom a certificate names. */
export interface Subject {
  readonly name: string;
  /** What an API server takes for the group of a client. */
  readonly organization?: string;
}

/** A private authority; what it issues serves for servers on 127.0.0.1 and for clients. */
export interface LocalAuthority {
  /** Its own certificate, in PEM. */
  readonly ca: string;
  issue(subject: Subject): Promise<TlsIdentity>;
}

/** Makes an authority. */
export async function createLocalAuthority(): Promise<LocalAuthority> {
  const name = "Local test authority";
  const authority = await issue({ subject: { name }, extensions: [AUTHORITY] });
  return {
    ca: toPem("CERTIFICATE", authority.certificate),
    issue: async (subject) => {
      const leaf = await issue({
        subject,
        extensions: [LOCAL_NAMES, USAGE],
        issuer: { name, key: authority.key },
      });
      const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", leaf.key));
      return {
        cert: toPem("CERTIFICATE", leaf.certificate),
        key: toPem("PRIVATE KEY", key),
      };
    },
  };
}

/** Makes an authority, and a certificate of it that serves for servers and for clients. */
export async function createLocalCertificate(): Promise<LocalCertificate> {
  const { ca, issue } = await createLocalAuthority();
  return { ca, ...await issue({ name: "127.0.0.1" }) };
}

const AUTHORITY = toSequence(
  toObjectId(ID.basicConstraints),
  toTrue(),
  toOctetString(toSequence(toTrue())),
);
const LOCAL_NAMES = toSequence(
  toObjectId(ID.subjectAltName),
  toOctetString(toSequence(
    toTagged(0x82, new TextEncoder().encode("localhost")),
    toTagged(0x87, Uint8Array.of(127, 0, 0, 1)),
  )),
);
const USAGE = toSequence(
  toObjectId(ID.extendedKeyUsage),
  toOctetString(toSequence(toObjectId(ID.serverAuth), toObjectId(ID.clientAuth))),
);

/** Issues a certificate for a new key; one without an issuer is signed by itself. */
async function issue(
  { subject, extensions, issuer }: {
    readonly subject: Subject;
    readonly extensions: readonly Der[];
    readonly issuer?: { readonly name: string; readonly key: CryptoKey };
  },
): Promise<Issued> {
  const isExtractable = true;
  const pair = await crypto.subtle.generateKey(KEY_TYPE, isExtractable, ["sign", "verify"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const algorithm = toSequence(toObjectId(ID.ecdsaWithSha256));
  const body = toSequence(
    // Version 3, the one with extensions.
    toTagged(0xa0, toInteger(Uint8Array.of(2))),
    toInteger(crypto.getRandomValues(new Uint8Array(8))),
    algorithm,
    toName(issuer ?? subject),
    VALIDITY,
    toName(subject),
    publicKey,
    toTagged(0xa3, toSequence(...extensions)),
  );
  const signature = await sign(issuer?.key ?? pair.privateKey, body);
  const certificate = toSequence(body, algorithm, toBitString(signature));
  return { certificate, key: pair.privateKey };
}

async function sign(key: CryptoKey, body: Der): Promise<Der> {
  const signature = new Uint8Array(await crypto.subtle.sign(SIGNATURE, key, body));
  return toSequence(toInteger(signature.subarray(0, 32)), toInteger(signature.subarray(32)));
}

function toName({ name, organization }: Subject): Der {
  const parts = [[ID.organization, organization], [ID.commonName, name]] as const;
  return toSequence(
    ...parts.flatMap(([id, text]) =>
      text === undefined ? [] : [toSet(toSequence(toObjectId(id), toUtf8(text)))]
    ),
  );
}

/** A DER value as PEM text. */
export function toPem(label: string, der: Der): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
