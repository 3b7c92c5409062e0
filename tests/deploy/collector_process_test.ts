/** The collector with what its manifests give it, before and after somebody has put in what is theirs. */
import assert from "node:assert/strict";
import { toTokenDigest } from "../access/token_digest.ts";
import { createAppKey } from "../testing/github/app_world.ts";
import { testTools } from "../testing/tools/check_tool.ts";
import { buildManifests, findContainer, findManifest, type Manifest } from "./built_manifests.ts";
import { DeployedCollector } from "./deployed_collector.ts";

const CLUSTER = "production-eu";
const TOKENS = "/etc/machinery-status/tokens";
const NAMES = { kind: "ConfigMap", name: "machinery-status-collector-tokens" };
const PARTS = {
  secrets: {
    "machinery-status-collector-github": { token: "t", "private-key.pem": createAppKey().pem },
  },
};

testTools("what an overlay must say is asked for at the start, all of it at once", async () => {
  const fail = async (folder: Parameters<typeof buildManifests>[0]) => {
    const { code, said } = await DeployedCollector.fail(await buildManifests(folder), PARTS);
    assert.equal(code, 2);
    return said;
  };
  const [base, tokens] = await Promise.all([fail("collector"), fail("overlays/tokens")]);
  for (const variable of ["REPO_OWNER", "REPO_NAME", "FILE_PATH"]) {
    assert.match(base, new RegExp(`REGISTRY_${variable}: is required`));
  }
  assert.match(tokens, /COLLECTOR_TOKENS_FILE: .* names "production-eu" without a digest/);
});

testTools(
  "without the keys of a cluster the collector runs, says so, and lets nobody in",
  async () => {
    const built = await buildManifests("overlays/app-and-oidc");
    await using collector = await DeployedCollector.start(built, PARTS);
    assert.ok(
      collector.process.records.some(({ message }) =>
        /production-eu\.json" holds no usable keys/.test(String(message))
      ),
    );
    assert.equal(await collector.post(CLUSTER, null), 401);
  },
);

testTools(
  "the collector of the overlay lets the informer's token in, and the next one",
  async () => {
    const built = await buildManifests("overlays/tokens");
    const list = async (token: string) => ({
      "tokens.yaml": `${CLUSTER}: ${await toTokenDigest(token)}`,
    });
    const tokens: Manifest = { ...findManifest(built, NAMES), data: await list("one") };
    const others = built.filter(({ metadata }) => metadata.name !== NAMES.name);
    await using collector = await DeployedCollector.start([...others, tokens], PARTS);
    assert.deepEqual(
      [await collector.post(CLUSTER, "one"), await collector.post(CLUSTER, "two")],
      [201, 401],
    );
    const deployment = findManifest(built, {
      kind: "Deployment",
      name: "machinery-status-collector",
    });
    const { livenessProbe, readinessProbe } = findContainer(deployment);
    for (const { httpGet } of [livenessProbe, readinessProbe]) {
      assert.equal((await collector.read(httpGet.path, null)).status, 200);
    }
    await collector.program.write(TOKENS, await list("two"));
    await collector.process.waitForLog("Files of settings were read again");
    assert.deepEqual(
      [await collector.post(CLUSTER, "one"), await collector.post(CLUSTER, "two")],
      [401, 201],
    );
    collector.process.kill("SIGTERM");
    assert.equal((await collector.process.ended).code, 0);
  },
);
