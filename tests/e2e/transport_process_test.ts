/** The collector's sockets as the network has them: half-open connections, HTTPS, files that change. */
import assert from "node:assert/strict";
import { createLocalAuthority, type LocalAuthority } from "../../demo/kubernetes/certificate.ts";
import { memoryOf } from "../bench/resident_memory.ts";
import { RawSocket } from "../testing/raw_socket.ts";
import { ServerProcess } from "../testing/server_process.ts";

const NO_GITHUB = { GITHUB_API_URL: "http://127.0.0.1:9", GITHUB_TOKEN: "token" };
const HALF_OPEN_COUNT = 2_000;
const MEMORY_MB_MAX = 100;
const STATUS = { cluster: "lab", claimRef: "team/db", statusMessage: "Ready: True" };

Deno.test("2,000 half-open connections are all closed, cost little, and hold nobody up", async () => {
  await using server = await ServerProcess.start({ env: NO_GITHUB });
  await server.post("team/before", "Ready: True");
  const before = await memoryOf(server.pid);
  const port = Number(new URL(server.url).port);
  const starts = ["", "POST /api/v1/status HTTP/1.1\r\nhost: x\r\n"];
  const body = "content-type: application/json\r\ncontent-length: 999\r\n\r\n{";
  const sockets: RawSocket[] = [];
  for (let index = 0; index < HALF_OPEN_COUNT; index++) {
    const socket = await RawSocket.connect(port);
    await socket.send([...starts, `${starts[1]}${body}`][index % 3] ?? "");
    sockets.push(socket);
  }
  let openCount = sockets.length;
  const closed = sockets.map((socket) => socket.readToEnd().finally(() => openCount -= 1));
  await server.post("team/beside", "Ready: True");
  const cost = await memoryOf(server.pid) - before;
  assert.ok(openCount > HALF_OPEN_COUNT / 2, "they were open meanwhile");
  await Promise.all(closed);
  for (const socket of sockets) socket[Symbol.dispose]();
  assert.ok(cost < MEMORY_MB_MAX, `${cost} MB`);
  await server.post("team/after", "Ready: True");
  const rows: readonly { readonly claimRef: string }[] =
    await (await fetch(`${server.url}/api/v1/status`)).json();
  assert.deepEqual(rows.map(({ claimRef }) => claimRef), [
    "team/after",
    "team/before",
    "team/beside",
  ]);
});

/** Files of a certificate, and how to replace them. */
async function createFiles() {
  const folder = await Deno.makeTempDir();
  const paths = { cert: `${folder}/tls.crt`, key: `${folder}/tls.key` };
  return {
    env: {
      ...NO_GITHUB,
      COLLECTOR_TLS_CERT_FILE: paths.cert,
      COLLECTOR_TLS_KEY_FILE: paths.key,
    },
    write: async (authority: LocalAuthority) => {
      const { cert, key } = await authority.issue({ name: "collector" });
      await Deno.writeTextFile(paths.cert, cert);
      await Deno.writeTextFile(paths.key, key);
    },
    paths,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function readCodes(url: string, client: Deno.HttpClient): Promise<readonly string[]> {
  const { reasons } = await (await fetch(`${url}/readyz`, { client })).json();
  return reasons.map(({ code }: { readonly code: string }) => code);
}

Deno.test("HTTPS is served, and a renewed certificate without a restart", async () => {
  await using files = await createFiles();
  const [old, young] = [await createLocalAuthority(), await createLocalAuthority()];
  await files.write(old);
  await using server = await ServerProcess.start({ env: files.env });
  const post = async ({ ca }: LocalAuthority) => {
    using client = Deno.createHttpClient({ caCerts: [ca] });
    const response = await fetch(`${server.url}/api/v1/status`, {
      client,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(STATUS),
    });
    return (await response.json()).status;
  };
  assert.equal(new URL(server.url).protocol, "https:");
  assert.equal(await post(old), "created");
  await Deno.writeTextFile(files.paths.key, "junk");
  await server.waitForLog("COLLECTOR_TLS_KEY_FILE");
  assert.equal(await post(old), "created");
  using client = Deno.createHttpClient({ caCerts: [old.ca] });
  assert.ok((await readCodes(server.url, client)).includes("certificate-outdated"));
  await files.write(young);
  await server.waitForLog(({ message }) => message === "Files of settings were read again");
  assert.equal(await post(young), "created");
  await assert.rejects(post(old), TypeError);
  using next = Deno.createHttpClient({ caCerts: [young.ca] });
  assert.ok(!(await readCodes(server.url, next)).includes("certificate-outdated"));
  assert.deepEqual(server.noise, []);
});

Deno.test("files that make no certificate end the start, all told at once", async () => {
  await using files = await createFiles();
  await Deno.writeTextFile(files.paths.cert, "junk");
  const server = ServerProcess.run({
    env: { ...files.env, COLLECTOR_TOKENS_FILE: "/nowhere", COLLECTOR_OIDC_FILE: "/nowhere" },
  });
  assert.equal((await server.ended).code, 2);
  const said = server.noise.join("\n");
  assert.match(said, /COLLECTOR_TOKENS_FILE: the file "[^"]+" does not exist/);
  assert.match(said, /COLLECTOR_OIDC_FILE: the file "[^"]+" does not exist/);
  assert.match(said, /COLLECTOR_TLS_KEY_FILE: the file "[^"]+" does not exist/);
  const half = ServerProcess.run({ env: { ...files.env, COLLECTOR_TLS_KEY_FILE: "" } });
  assert.equal((await half.ended).code, 2);
  assert.match(
    half.noise.join("\n"),
    /COLLECTOR_TLS_KEY_FILE: required, since COLLECTOR_TLS_CERT_FILE is given/,
  );
});
