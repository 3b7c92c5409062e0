/** A certificate authority of a test, made with `openssl` in a folder of its own. */
import assert from "node:assert/strict";

/** A key and the certificate for it, in PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly certPath: string;
  readonly keyPath: string;
}

/** Signs servers and clients. */
export interface CertificateAuthority extends AsyncDisposable {
  readonly folder: string;
  readonly cert: string;
  readonly certPath: string;
  /** For 127.0.0.1. */
  readonly server: Identity;
  readonly client: Identity;
}

const KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split(" ");

/** Whether there is an `openssl` to make certificates with; tests that need it are ignored otherwise. */
export const HAS_OPENSSL = await isInstalled();

/** Makes an authority and its keys. */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const folder = await Deno.makeTempDir();
  const path = (name: string) => `${folder}/${name}`;
  await openssl(
    "req",
    "-x509",
    ...KEY,
    "-subj",
    "/CN=authority",
    "-keyout",
    path("ca.key"),
    "-out",
    path("ca.crt"),
  );
  const sign = async (name: string, extension: string): Promise<Identity> => {
    const signing = ["-CA", path("ca.crt"), "-CAkey", path("ca.key"), "-addext", extension];
    const [certPath, keyPath] = [path(`${name}.crt`), path(`${name}.key`)];
    await openssl(
      "req",
      "-x509",
      ...KEY,
      "-subj",
      `/CN=${name}`,
      ...signing,
      "-addext",
      "basicConstraints=critical,CA:FALSE",
      "-keyout",
      keyPath,
      "-out",
      certPath,
    );
    return {
      certPath,
      keyPath,
      cert: await Deno.readTextFile(certPath),
      key: await Deno.readTextFile(keyPath),
    };
  };
  return {
    folder,
    cert: await Deno.readTextFile(path("ca.crt")),
    certPath: path("ca.crt"),
    server: await sign("server", "subjectAltName=IP:127.0.0.1"),
    client: await sign("client", "extendedKeyUsage=clientAuth"),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function openssl(...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args: [...args] }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

async function isInstalled(): Promise<boolean> {
  try {
    return (await new Deno.Command("openssl", { args: ["version"] }).output()).success;
  } catch {
    return false;
  }
}
