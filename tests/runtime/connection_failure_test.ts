/** What the runtime says of connections that fail for a setting, and what to do about it. */
import assert from "node:assert/strict";
import {
  createLocalCertificate,
  type LocalCertificate,
} from "../../demo/kubernetes/certificate.ts";
import { adviseOnConnection } from "../../src/runtime/connection_failure.ts";

/** A server of one answer, with TLS or without. */
function serve(identity: Pick<LocalCertificate, "cert" | "key"> | undefined) {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const handler = () => new Response("hello");
  const server = identity === undefined
    ? Deno.serve(options, handler)
    : Deno.serve({ ...options, ...identity }, handler);
  return {
    host: `127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The advice for a connection that fails; with an authority, or the system's only. */
async function adviceFor(url: string, ca?: string): Promise<string> {
  using client = Deno.createHttpClient(ca === undefined ? {} : { caCerts: [ca] });
  const error: unknown = await fetch(url, { client }).then(
    () => assert.fail("It was reached"),
    (thrown: unknown) => thrown,
  );
  return adviseOnConnection(error, { authority: "SOME_CA_FILE" });
}

Deno.test("a certificate that nobody here trusts asks for its authority", async () => {
  const { cert, key } = await createLocalCertificate();
  await using server = serve({ cert, key });
  const expected = ", expected a certificate that is trusted here (SOME_CA_FILE)";
  assert.equal(await adviceFor(`https://${server.host}`), expected);
  const { ca } = await createLocalCertificate();
  assert.equal(await adviceFor(`https://${server.host}`, ca), expected);
});

Deno.test("a server of the other scheme asks whether the address is right", async () => {
  const { cert, key } = await createLocalCertificate();
  await using secure = serve({ cert, key });
  await using plain = serve(undefined);
  assert.equal(
    await adviceFor(`http://${secure.host}`),
    ", expected HTTP/1.1: is the address https://...?",
  );
  assert.equal(
    await adviceFor(`https://${plain.host}`),
    ", expected TLS: is the address http://...?",
  );
});

Deno.test("another failure says enough by itself", async () => {
  const server = serve(undefined);
  await server[Symbol.asyncDispose]();
  assert.equal(await adviceFor(`http://${server.host}`), "");
});
