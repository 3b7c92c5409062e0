/** Every address that somebody gives us: what is taken, and that nothing of a refused one is told. */
import assert from "node:assert/strict";
import { AccessListError } from "../../src/access/access_list.ts";
import { parseTrustList } from "../../src/access/trust_list.ts";
import { createUrlReader } from "../../src/access/url_reader.ts";
import { INFORMER_SETTINGS } from "../../src/config/informer_settings.ts";
import { PLAN_SETTINGS } from "../../src/config/plan_settings.ts";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import type { Setting } from "../../src/config/setting.ts";
import { ConfigError } from "../../src/errors.ts";
import { selectContext } from "../../src/kube/kubeconfig_context.ts";
import type { Kubeconfig } from "../../src/kube/kubeconfig_file.ts";

const SECRET = "s3cr3t-5520aa";

/** Refused everywhere; each holds a secret where people put them. */
const WRONG: readonly string[] = [
  `https://user:${SECRET}@a.example`,
  `https://${SECRET}@a.example/path`,
  `http://:${SECRET}@a.example`,
  `ftp://user:${SECRET}@a.example`,
  `ws://a.example/${SECRET}@x`,
];
/** No web addresses at all; where a path may stand, they are one. */
const NO_ADDRESS: readonly string[] = [
  "file:///etc/passwd",
  "data:application/json,{}",
  "javascript:alert(1)",
  "gopher://a.example",
  "unix:/run/a.sock",
  "//a.example",
  "https://",
  "http://a b",
];

/** Reads an address, or throws what a person is told. */
type Reader = (address: string) => unknown;

function settingReader(setting: Setting<unknown>): Reader {
  return (address) => {
    const result = setting.read({
      flag: undefined,
      isTerminal: false,
      variable: () => address,
      readTextFile: () => address,
    });
    if (!result.isValid) throw new ConfigError([{ variable: "A", message: result.problem }]);
    return result.value;
  };
}

function readServer(server: string): string {
  const config: Kubeconfig = {
    currentContext: "lab",
    contexts: new Map([["lab", { cluster: "lab", user: "lab" }]]),
    clusters: new Map([["lab", { server }]]),
    users: new Map([["lab", {}]]),
  };
  return selectContext(config, null).baseUrl;
}

function readKeyAddress(jwks: string): unknown {
  const trust = { issuer: "a", audience: "b", subject: "c", jwks };
  return parseTrustList(JSON.stringify({ prod: trust }))[0]?.keys;
}

const READERS: Readonly<Record<string, { readonly read: Reader; readonly takesPaths?: true }>> = {
  "COLLECTOR_URL of an informer": {
    read: settingReader(INFORMER_SETTINGS.settings.collectorUrl),
  },
  "COLLECTOR_URL of a plan": { read: settingReader(PLAN_SETTINGS.settings.collectorUrl) },
  "GITHUB_API_URL": { read: settingReader(SERVER_SETTINGS.settings.githubApiUrl) },
  "the server of a kubeconfig": { read: readServer },
  "the keys of an issuer": { read: readKeyAddress, takesPaths: true },
};

for (const [name, { read, takesPaths = false }] of Object.entries(READERS)) {
  Deno.test(`${name} is an address of http or https without a user, or refused without its secret`, () => {
    for (const address of ["http://a.example", "https://a.example:8443/base"]) {
      assert.doesNotThrow(() => read(address), address);
    }
    for (const address of [...WRONG, ...(takesPaths ? [] : NO_ADDRESS)]) {
      assert.throws(() => read(address), (error) => {
        assert.ok(error instanceof ConfigError || error instanceof AccessListError, address);
        assert.ok(!error.message.includes(SECRET), error.message);
        return true;
      }, address);
    }
  });
}

Deno.test("the address of keys is told without its query, which may hold a key", () => {
  const reader = createUrlReader(`https://a.example/keys?code=${SECRET}#x`, fetch);
  assert.equal(reader.name, '"https://a.example/keys"');
});
