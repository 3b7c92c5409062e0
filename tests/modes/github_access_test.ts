import assert from "node:assert/strict";
import {
  createLocalCertificate,
  type LocalCertificate,
} from "../../demo/kubernetes/certificate.ts";
import { ConfigError } from "../../src/errors.ts";
import { createGitHubClient } from "../../src/modes/create_github_client.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { serveProxy } from "../client/proxy_stub.ts";
import { createAppKey } from "../testing/github/app_world.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { readRepository } from "./github_reader.ts";

/** A GitHub of one answer over TLS, with the paths that it was asked for. */
function serveGitHub({ cert, key }: LocalCertificate) {
  const seen: string[] = [];
  const options = { hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} };
  const server = Deno.serve(options, (request) => {
    seen.push(new URL(request.url).pathname);
    return Response.json({ name: "inventory" });
  });
  return {
    url: `https://127.0.0.1:${server.addr.port}/api/v3`,
    seen,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The environment's proxies are read once in a process, so each case has its own. */
async function readInProcess(
  given: {
    readonly url: string;
    readonly caFile: string;
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const script = new URL("github_process.ts", import.meta.url);
  // The names in lower case count too, and may be set where the tests run.
  const names = Object.entries(given.env).flatMap(([name, value]) => [
    [name, value],
    [name.toLowerCase(), value],
  ]);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", "--allow-read", "--quiet", script.href]
      .concat(given.url, given.caFile),
    env: { ...Object.fromEntries(names), DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("GitHub is reached through a proxy and with a private authority, unless NO_PROXY says so", async () => {
  const certificate = await createLocalCertificate();
  const caFile = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(caFile, certificate.ca);
  await using github = serveGitHub(certificate);
  try {
    for (const noProxy of ["", "127.0.0.1"]) {
      await using proxy = serveProxy();
      const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: noProxy };
      assert.equal(await readInProcess({ url: github.url, caFile, env }), "inventory");
      const tunnel = `CONNECT ${new URL(github.url).host} HTTP/1.1`;
      assert.deepEqual(proxy.seen, noProxy === "" ? [tunnel] : []);
    }
    assert.deepEqual(github.seen, Array(2).fill("/api/v3/repos/acme/inventory"));
    const env = { HTTPS_PROXY: "", HTTP_PROXY: "", NO_PROXY: "127.0.0.1" };
    const message = await readInProcess({ url: github.url, caFile: "", env });
    assert.match(
      message,
      /^Cannot read it: connection failed \(.*UnknownIssuer\), expected .* \(GITHUB_CA_FILE\)$/,
    );
  } finally {
    await Deno.remove(caFile);
  }
});

function createClient(settings: Partial<Parameters<typeof createGitHubClient>[0]["settings"]>) {
  return createGitHubClient({
    settings: {
      githubApiUrl: "http://127.0.0.1:9",
      githubCaFile: undefined,
      githubToken: { kind: "value", value: "t" },
      githubAppId: undefined,
      githubAppInstallationId: undefined,
      githubAppPrivateKey: undefined,
      registryRepoOwner: "acme",
      registryRepoName: "inventory",
      ...settings,
    },
    clock: systemClock,
    logger: createMemoryLogger(),
    userAgent: "test",
  });
}

Deno.test("a private authority that is replaced is read again after a failure", async () => {
  const old = await createLocalCertificate();
  const renewed = await createLocalCertificate();
  const caFile = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(caFile, old.ca);
  const github = serveGitHub(renewed);
  try {
    const client = await createClient({ githubApiUrl: github.url, githubCaFile: caFile });
    await assert.rejects(readRepository(client), /connection failed/);
    await Deno.writeTextFile(caFile, renewed.ca);
    assert.equal(await readRepository(client), "inventory");
  } finally {
    await github[Symbol.asyncDispose]();
    await Deno.remove(caFile);
  }
});

Deno.test("an authority, or a key, that cannot be used is said at the start", async () => {
  const caFile = await Deno.makeTempFile({ suffix: ".pem" });
  const broken = (label: string) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
  await Deno.writeTextFile(caFile, broken("CERTIFICATE"));
  const { pem } = createAppKey();
  const app = { githubToken: undefined, githubAppId: "12", githubAppInstallationId: "34" };
  try {
    await assert.rejects(createClient({ githubCaFile: caFile }), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^GITHUB_CA_FILE: the file ".*" cannot be used/);
      return true;
    });
    const value = broken("RSA PRIVATE KEY");
    const key = { githubAppPrivateKey: { kind: "value", value } } as const;
    await assert.rejects(createClient({ ...app, ...key }), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(
        error.message,
        "GITHUB_APP_PRIVATE_KEY: cannot be used to sign: expected an unencrypted RSA private key in PEM",
      );
      return true;
    });
    await createClient({ ...app, githubAppPrivateKey: { kind: "value", value: pem } });
  } finally {
    await Deno.remove(caFile);
  }
});
