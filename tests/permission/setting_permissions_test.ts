import assert from "node:assert/strict";
import { listInformerPermissions } from "../../src/permission/informer_permissions.ts";
import { toPermissionFlags } from "../../src/permission/permissions.ts";
import { listServerPermissions } from "../../src/permission/server_permissions.ts";
import { listStatusPermissions } from "../../src/permission/status_permissions.ts";
import { INFORMER_SETTINGS, parseInformerSettings } from "../../src/config/informer_settings.ts";
import { parseServerSettings, SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { parseStatusSettings, STATUS_SETTINGS } from "../../src/config/status_settings.ts";

const SERVER_ENV: Readonly<Record<string, string>> = {
  GITHUB_TOKEN_FILE: "/secrets/a,b/token",
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "inventory",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
};

/** A path in the repository, and paths that the informer takes apart. */
const OTHER_PATHS: readonly string[] = ["REGISTRY_FILE_PATH", "KUBECONFIG"];

Deno.test("settings that name files and servers are known by their names", () => {
  const settings = [SERVER_SETTINGS, INFORMER_SETTINGS, STATUS_SETTINGS]
    .flatMap((table) => Object.values(table.settings));
  let count = 0;
  for (const { variable, flag } of settings) {
    if (flag === null || OTHER_PATHS.includes(variable)) continue;
    const ending = /^paths?$/.test(flag.placeholder)
      ? "_FILE"
      : flag.placeholder === "url"
      ? "_URL"
      : null;
    if (ending === null) continue;
    count += 1;
    assert.ok(variable.endsWith(ending), variable);
  }
  assert.ok(count >= 6, `only ${count} settings were looked at`);
});

Deno.test("a collector may listen and go where its settings say, and read their files", () => {
  const env = { ...SERVER_ENV, COLLECTOR_HOST: "::1", GITHUB_API_URL: "http://[::2]/api/v3" };
  const settings = parseServerSettings({
    env: (name) => (env as Record<string, string>)[name],
    flags: {},
    readTextFile: () => "token",
  });
  const readTextFile = () => "";
  const permissions = listServerPermissions(settings, { sources: ["main.ts"], readTextFile });
  assert.deepEqual(permissions.net, ["[::2]:80", "[::1]:8080"]);
  assert.deepEqual(permissions.read, ["/secrets/a,b/token", "main.ts"]);
  assert.deepEqual(permissions.run, []);
  const flags = toPermissionFlags(permissions);
  assert.ok(flags.includes("--allow-read=/secrets/a,,b/token,main.ts"), flags.join(" "));
  assert.ok(!flags.some((flag) => flag.startsWith("--allow-run")));
});

Deno.test("an informer in a pod may read its service account and reach its API server", async () => {
  const env: Readonly<Record<string, string>> = {
    CLUSTER_NAME: "lab",
    COLLECTOR_URL: "https://collector.example.com/prefix",
    CLAIM_GROUP: "storage.example.org",
    CLAIM_RESOURCE: "volumeclaims",
  };
  const settings = parseInformerSettings({
    env: (name) => env[name],
    flags: {},
    readTextFile: () => "",
  });
  const choice = { kind: "in-cluster", host: "10.0.0.1", port: "443", folder: "/account" } as const;
  const { net, read, run } = await listInformerPermissions(settings, choice);
  assert.deepEqual(net, ["collector.example.com:443", "0.0.0.0:8081", "10.0.0.1:443"]);
  assert.deepEqual(read, [
    "/var/run/secrets/kubernetes.io/serviceaccount/token",
    "/account/token",
    "/account/ca.crt",
  ]);
  assert.deepEqual(run, []);
});

Deno.test("a status may reach its collector and read its own files, and nothing else", () => {
  const env: Readonly<Record<string, string>> = {
    COLLECTOR_URL: "https://collector.example.com/prefix",
    COLLECTOR_TOKEN_FILE: "/secrets/token",
    COLLECTOR_CA_FILE: "/secrets/ca",
  };
  const settings = parseStatusSettings({
    env: (name) => env[name],
    flags: {},
    readTextFile: (path) => path.endsWith("ca") ? "-----BEGIN CERTIFICATE-----" : "token",
  });
  const { net, read, run } = listStatusPermissions(settings);
  assert.deepEqual(net, ["collector.example.com:443"]);
  assert.deepEqual(read, ["/secrets/token", "/secrets/ca"]);
  assert.deepEqual(run, []);
});
