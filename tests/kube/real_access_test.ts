/** The ways to an API server that a kubeconfig and a pod's mount describe, tried on a real one. */
import assert from "node:assert/strict";
import type { WatchTarget } from "../../src/informer/claim_watcher.ts";
import { createKubeAccess } from "../../src/kube/create_kube_access.ts";
import type { KubeAccess } from "../../src/kube/kube_access.ts";
import { createKubeClaimWatcher } from "../../src/kube/kube_claim_watcher.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import type { RealResource } from "../testing/kubernetes/real_api_client.ts";
import type { RealApiServer } from "../testing/kubernetes/real_api_server.ts";
import { GUEST } from "../testing/kubernetes/real_identity.ts";
import { RealResourceBuilder } from "../testing/kubernetes/real_resource_builder.ts";
import { shareRealServer } from "../testing/kubernetes/shared_server.ts";
import { recoverWatch, WatchLog } from "./watch_log.ts";

const testShared = shareRealServer();

/** A server with one claim, and a folder for files of the client. */
class RealPlace implements AsyncDisposable {
  readonly server: RealApiServer;
  readonly folder: string;
  readonly account: string;
  readonly builder: RealResourceBuilder;
  readonly claims: RealResource;
  readonly clock = new ManualClock("2026-01-01T00:00:00Z");

  private constructor(parts: {
    readonly server: RealApiServer;
    readonly folder: string;
    readonly account: string;
    readonly claims: RealResource;
  }) {
    this.server = parts.server;
    this.folder = parts.folder;
    this.account = parts.account;
    this.claims = parts.claims;
    this.builder = new RealResourceBuilder(parts.server.client);
  }

  static async create(server: RealApiServer, account: string): Promise<RealPlace> {
    const builder = new RealResourceBuilder(server.client);
    const group = `${account}.example.org`;
    const claims = await builder.define({ group, plural: "claims", kind: "Claim" });
    await builder.addAccount(account);
    await builder.grant(claims, { account });
    const place = new RealPlace({ server, folder: await Deno.makeTempDir(), account, claims });
    await place.add("a");
    return place;
  }

  /** Creates a claim. */
  async add(name: string): Promise<void> {
    const { group, version } = this.claims;
    await this.server.client.create(this.claims, {
      apiVersion: `${group}/${version}`,
      kind: "Claim",
      metadata: { name, namespace: "default" },
    });
  }

  /** Access by a kubeconfig of the server, with these users beside its own. */
  async open(context: string | null, users: Record<string, unknown> = {}): Promise<KubeAccess> {
    const path = `${this.folder}/kubeconfig`;
    await Deno.writeTextFile(path, this.server.toKubeconfig(users));
    return await createKubeAccess({ kind: "kubeconfig", paths: [path], context });
  }

  /** Puts a new token of the service account where clients look for it. */
  async mountToken(): Promise<void> {
    const token = await this.builder.createToken(this.account);
    await Deno.writeTextFile(`${this.folder}/token`, token);
  }

  /** Makes the tokens of the service account worthless, also for a server that remembers them. */
  async revokeTokens(): Promise<void> {
    await this.builder.removeAccount(this.account);
    await this.builder.addAccount(this.account);
    await this.server.kill();
    await this.server.start();
  }

  watch(access: KubeAccess): WatchLog {
    const { group, version, plural } = this.claims;
    const target: WatchTarget = { group, version, by: { resource: plural }, namespace: null };
    const watcher = createKubeClaimWatcher({ access, clock: this.clock, random: () => 0 });
    return new WatchLog(watcher, target);
  }

  /** Lets waits after troubles pass: a server that has just started has some of its own. */
  async recover(log: WatchLog, isWanted: (log: WatchLog) => boolean): Promise<void> {
    await recoverWatch(log, { clock: this.clock, isWanted });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

function testPlace(name: string, run: (place: RealPlace) => Promise<void>): void {
  testShared(name, async (server, account) => {
    await using place = await RealPlace.create(server, account);
    await run(place);
  });
}

for (const context of [null, "admin", "token"]) {
  testPlace(
    `a real API server lets the context ${context ?? "that is current"} watch`,
    async (place) => {
      await using log = place.watch(await place.open(context));
      await log.waitForWords("listed");
      await place.add("b");
      await log.waitFor(({ names }) => names.join() === "a,b");
      assert.deepEqual(log.words.filter((word) => word.startsWith("trouble")), []);
    },
  );
}

testPlace(
  "a real API server tells a context without rights by name what it may not do",
  async (place) => {
    await using log = place.watch(await place.open("guest"));
    await log.waitForWords("trouble refused 403");
    const [trouble] = log.events.filter((event) => event.type === "trouble");
    assert.match(
      trouble?.problem.message ?? "",
      new RegExp(
        `User "${GUEST}" cannot watch resource "claims" in API group "${place.claims.group}"`,
      ),
    );
    await place.builder.grant(place.claims, { user: GUEST });
    await place.recover(log, ({ words }) => words.includes("listed"));
  },
);

testPlace("a real API server refuses who has no credentials that it knows", async (place) => {
  await using log = place.watch(await place.open("stranger", { stranger: { token: "unknown" } }));
  await log.waitForWords("trouble refused 401");
});

testPlace(
  "a credential plugin is asked again when a real API server refuses its token",
  async (place) => {
    await place.mountToken();
    const script =
      `printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",` +
      `"status":{"token":"%s"}}' "$(cat ${place.folder}/token)"`;
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "sh",
      args: ["-c", script],
      interactiveMode: "Never",
    };
    await using log = place.watch(await place.open("plugin", { plugin: { exec } }));
    await log.waitForWords("listed");
    await place.revokeTokens();
    await place.mountToken();
    await place.add("b");
    await place.recover(log, ({ names }) => names.includes("b"));
    assert.deepEqual(log.words.filter((word) => word.startsWith("trouble refused")), []);
  },
);

testPlace(
  "a pod's token that rotates is read again, and a real API server's CA is trusted",
  async (place) => {
    const { identity: { ca }, port } = place.server;
    await place.mountToken();
    await Deno.writeTextFile(`${place.folder}/ca.crt`, ca);
    const access = await createKubeAccess({
      kind: "in-cluster",
      host: "127.0.0.1",
      port: String(port),
      folder: place.folder,
    });
    await using log = place.watch(access);
    await log.waitForWords("listed");
    await place.revokeTokens();
    await place.mountToken();
    await place.add("b");
    await place.recover(log, ({ names }) => names.includes("b"));
    assert.deepEqual(log.words.filter((word) => word.startsWith("trouble refused")), []);
  },
);
