/** Credentials of a real collector: files that change, an informer with a token, and tokens of a pod. */
import assert from "node:assert/strict";
import { RealClaims } from "../informer/real/real_claims.ts";
import { RealResourceBuilder } from "../testing/kubernetes/real_resource_builder.ts";
import { shareRealServer } from "../testing/kubernetes/shared_server.ts";
import { ProgramProcess } from "../testing/program_process.ts";
import { ServerProcess } from "../testing/server_process.ts";
import { toTokenDigest } from "../access/token_digest.ts";

const POST = { cluster: "prod", claimRef: "team/db", statusMessage: "Ready: True, Synced: True" };
const DEADLINE_MS = 60_000;
const AUDIENCE = "machinery-status-collector";

/** A collector whose files of credentials are in a folder. */
class GuardedCollector implements AsyncDisposable {
  readonly folder: string;
  readonly server: ServerProcess;

  private constructor(folder: string, server: ServerProcess) {
    this.folder = folder;
    this.server = server;
  }

  static async start(files: Readonly<Record<string, string>>): Promise<GuardedCollector> {
    const folder = await Deno.makeTempDir();
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const server = await ServerProcess.start({
      env: {
        GITHUB_API_URL: "http://127.0.0.1:9",
        GITHUB_TOKEN: "token",
        COLLECTOR_RECONCILE_INTERVAL: "1h",
        LOG_LEVEL: "debug",
        ...("tokens.yaml" in files ? { COLLECTOR_TOKENS_FILE: `${folder}/tokens.yaml` } : {}),
        ...("oidc.yaml" in files ? { COLLECTOR_OIDC_FILE: `${folder}/oidc.yaml` } : {}),
      },
    });
    return new GuardedCollector(folder, server);
  }

  /** Puts a new file in the place of the old one, as a mounted secret does. */
  async replace(name: string, text: string): Promise<void> {
    await Deno.writeTextFile(`${this.folder}/next`, text);
    await Deno.rename(`${this.folder}/next`, `${this.folder}/${name}`);
  }

  async post(token: string | null, body: unknown = POST): Promise<number> {
    const response = await fetch(`${this.server.url}/api/v1/status`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    return response.status;
  }

  async read(path: string, token: string): Promise<Response> {
    const headers = { authorization: `Bearer ${token}` };
    return await fetch(`${this.server.url}${path}`, { headers });
  }

  async readyz(): Promise<string> {
    return await (await fetch(`${this.server.url}/readyz`)).text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!await isTrue()) {
    assert.ok(performance.now() < deadline, `What was waited for did not come: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test("tokens are replaced while the collector runs, and a broken file changes nothing", async () => {
  await using collector = await GuardedCollector.start({
    "tokens.yaml": `prod: ${await toTokenDigest("one")}\n"*": ${await toTokenDigest("admin")}\n`,
  });
  assert.deepEqual(
    [await collector.post("one"), await collector.post("two"), await collector.post(null)],
    [201, 401, 401],
  );
  assert.equal(await collector.post("one", { ...POST, cluster: "lab" }), 403);
  await collector.replace("tokens.yaml", `prod: ${await toTokenDigest("two")}\n`);
  await until(async () => await collector.post("two") === 201);
  assert.equal(await collector.post("one"), 401);
  await collector.replace("tokens.yaml", "prod: s3cr3t-in-clear\n");
  await until(async () => (await collector.readyz()).includes("credentials-outdated"));
  assert.equal(await collector.post("two"), 201);
  await collector.server.waitForLog(({ message }) =>
    String(message).includes('names "prod" without a digest')
  );
  const written = JSON.stringify(collector.server.records);
  for (const secret of ["s3cr3t-in-clear", "Bearer"]) assert.ok(!written.includes(secret), secret);
  await collector.replace("tokens.yaml", `prod: ${await toTokenDigest("one")}\n`);
  await until(async () => await collector.post("one") === 201);
  assert.doesNotMatch(await collector.readyz(), /credentials-outdated/);
});

Deno.test("a file of credentials that cannot be used ends the start with exit code 2", async () => {
  const server = ServerProcess.run({
    env: { GITHUB_TOKEN: "token", COLLECTOR_TOKENS_FILE: "/nowhere/tokens.yaml" },
  });
  assert.equal((await server.ended).code, 2);
  const said = server.noise.join("\n");
  assert.match(said, /COLLECTOR_TOKENS_FILE: the file "\/nowhere\/tokens.yaml" does not exist/);
});

shareRealServer()(
  "an informer is let in by the token that a real API server gives its pod, also by the next one",
  async (api, account) => {
    const builder = new RealResourceBuilder(api.client);
    const claims = new RealClaims(api.client, `${account}.example.org`);
    await builder.define(claims.definition);
    await builder.addAccount(account);
    await builder.grant(claims.resource, { account });
    await claims.create("a");
    const jwks = JSON.stringify(await api.client.ask("GET", "/openid/v1/jwks"));
    const trust = {
      issuer: "https://kubernetes.default.svc",
      audience: AUDIENCE,
      subject: `system:serviceaccount:default:${account}`,
      jwks: "prod.json",
    };
    await using collector = await GuardedCollector.start({
      "tokens.yaml": `"*": ${await toTokenDigest("admin")}\n`,
      "oidc.yaml": JSON.stringify({ prod: trust }),
      "prod.json": jwks,
    });
    const project = async () => {
      const token = await builder.createToken(account, { audiences: [AUDIENCE] });
      await Deno.writeTextFile(`${api.folder}/projected`, token);
      return token;
    };
    const first = await project();
    const kubeconfig = `${api.folder}/kubeconfig`;
    await Deno.writeTextFile(kubeconfig, api.toKubeconfig());
    const settings = {
      COLLECTOR_URL: collector.server.url,
      COLLECTOR_TOKEN_FILE: `${api.folder}/projected`,
      ...claims.settings,
      INFORMER_PORT: "0",
      INFORMER_HEARTBEAT: "1s",
      KUBECONFIG: kubeconfig,
    };
    await using informer = new ProgramProcess({
      args: ["informer"],
      env: { ...settings, CLUSTER_NAME: "prod" },
    });
    const readClaims = async () =>
      JSON.stringify(await (await collector.read("/api/v1/status/prod", "admin")).json());
    await until(async () => (await readClaims()).includes("default/a"));
    const second = await project();
    assert.notEqual(second, first);
    await claims.create("b");
    await until(async () => (await readClaims()).includes("default/b"));

    // It speaks for its own cluster, and only for that; a token for somebody else counts nothing.
    assert.equal((await collector.read("/api/v1/status/prod", second)).status, 200);
    assert.equal((await collector.read("/api/v1/status/lab", second)).status, 403);
    const other = await builder.createToken(account);
    assert.equal((await collector.read("/api/v1/status/prod", other)).status, 401);
    await using stranger = new ProgramProcess({
      args: ["informer"],
      env: { ...settings, CLUSTER_NAME: "lab" },
    });
    await stranger.waitForLog(({ message }) => String(message).includes("it answered 403"));
    const written = JSON.stringify(
      [collector.server, informer, stranger].map((one) => one.records),
    );
    for (const token of [first, second, other]) {
      assert.ok(!written.includes(token.split(".")[2] ?? ""), "no log holds a token");
    }
  },
);
