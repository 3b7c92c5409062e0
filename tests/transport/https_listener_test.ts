/** HTTPS on real sockets, with certificates that change. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { createLocalAuthority, type LocalAuthority } from "../../demo/kubernetes/certificate.ts";
import {
  type CertificateProblem,
  checkCertificate,
  type ServerCertificate,
} from "../../src/transport/certificate.ts";
import { exchange } from "../testing/raw_socket.ts";
import { startListening } from "./listening.ts";

async function issue(authority: LocalAuthority, name: string): Promise<ServerCertificate> {
  const { cert, key } = await authority.issue({ name });
  const checked = checkCertificate({ certificate: cert, key });
  assert.ok("expiresAt" in checked, JSON.stringify(checked));
  return checked;
}

async function connect(port: number, { ca }: LocalAuthority): Promise<Deno.TlsConn> {
  const connection = await Deno.connectTls({ hostname: "127.0.0.1", port, caCerts: [ca] });
  await connection.handshake();
  return connection;
}

async function ask(connection: Deno.TlsConn): Promise<string> {
  await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
  const buffer = new Uint8Array(10_000);
  const count = await connection.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
}

Deno.test("a new certificate serves new connections, and those that stand go on", async () => {
  const [old, young] = [await createLocalAuthority(), await createLocalAuthority()];
  await using world = await startListening({
    certificate: await issue(old, "old"),
    handler: (request) => new Response(new URL(request.url).protocol),
  });
  using standing = await connect(world.port, old);
  assert.match(await ask(standing), /^HTTP\/1\.1 200 OK[^]*https:$/);
  await assert.rejects(connect(world.port, young), Deno.errors.InvalidData);
  world.listener.setCertificate(await issue(young, "young"));
  using fresh = await connect(world.port, young);
  assert.match(await ask(fresh), /^HTTP\/1\.1 200 OK/);
  await assert.rejects(connect(world.port, old), Deno.errors.InvalidData);
  assert.match(await ask(standing), /^HTTP\/1\.1 200 OK/);
});

for (
  const [name, bytes] of [["nothing", new Uint8Array()], [
    "half a greeting",
    new Uint8Array([22, 3, 1, 2, 0, 1]),
  ]] as const
) {
  Deno.test(`whoever sends ${name} instead of a handshake is cut off`, async () => {
    const authority = await createLocalAuthority();
    await using world = await startListening({ certificate: await issue(authority, "a") });
    assert.equal(await exchange(world.port, bytes), "");
    assert.deepEqual(world.requests, []);
  });
}

Deno.test("whoever speaks no TLS reaches nothing", async () => {
  const authority = await createLocalAuthority();
  await using world = await startListening({ certificate: await issue(authority, "a") });
  await exchange(world.port, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  assert.deepEqual(world.requests, []);
  using good = await connect(world.port, authority);
  assert.match(await ask(good), /^HTTP\/1\.1 200 OK/);
});

Deno.test("a pair that cannot serve is told, each file for itself", async () => {
  const authority = await createLocalAuthority();
  const [one, two] = [
    await authority.issue({ name: "one" }),
    await authority.issue({ name: "two" }),
  ];
  const check = (certificate: string, key: string): readonly string[] => {
    const checked = checkCertificate({ certificate, key });
    assert.ok(!("expiresAt" in checked));
    return checked.map(({ part, message }: CertificateProblem) => `${part} ${message}`);
  };
  const noCertificate =
    "certificate holds no certificates that can be read: expected PEM, the server's own first";
  const noKey = "key holds no private key: expected PEM without a passphrase";
  assert.deepEqual(check("", "junk"), [noCertificate, noKey]);
  assert.deepEqual(check(one.key, one.key), [noCertificate]);
  assert.deepEqual(check(one.cert, one.cert), [noKey]);
  assert.deepEqual(check(one.cert, two.key), [
    "key holds another key than that of the first certificate",
  ]);
  assert.deepEqual(check(`${authority.ca}\n${one.cert}`, one.key), [
    "key holds another key than that of the first certificate",
  ]);
  const cut = `${one.cert}\n${authority.ca.slice(0, 200)}`;
  assert.deepEqual(check(cut, one.key), [noCertificate]);
  const broken = `${one.cert}\n${authority.ca.replace("MII", "MIX")}`;
  assert.deepEqual(check(broken, one.key), [noCertificate]);
  assert.ok(
    "expiresAt" in checkCertificate({ certificate: `${one.cert}\n${authority.ca}`, key: one.key }),
  );
});

Deno.test("a key that clients do not take is refused before any of them fails", async () => {
  const authority = await createLocalAuthority();
  const { cert } = await authority.issue({ name: "one" });
  const keys = [
    generateKeyPairSync("rsa", { modulusLength: 1_024 }),
    generateKeyPairSync("ec", { namedCurve: "secp256k1" }),
    generateKeyPairSync("ec", { namedCurve: "P-224" }),
  ];
  for (const { privateKey } of keys) {
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const checked = checkCertificate({ certificate: cert, key });
    assert.match(JSON.stringify(checked), /"key".*another kind than expected: RSA of 2048 bits/);
  }
  const long = `${cert}\n`.repeat(21);
  assert.match(JSON.stringify(checkCertificate({ certificate: long, key: cert })), /can be read/);
});
