import assert from "node:assert/strict";
import { parsePlanSettings, type PlanSettings } from "../../src/config/plan_settings.ts";
import { toRepositoryFilePath } from "../../src/config/plan_source.ts";
import { ConfigError } from "../../src/errors.ts";

type Texts = Readonly<Record<string, string>>;

function parse(flags: Texts, env: Texts = {}): PlanSettings {
  return parsePlanSettings({ env: (name) => env[name], flags, readTextFile: () => "secret" });
}

function problemsOf(flags: Texts, env: Texts = {}): readonly string[] {
  try {
    parse(flags, env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ variable, message }) => `${variable}: ${message}`);
  }
  return [];
}

const FILES = { statuses: "s.json", registry: "claims/registry.yaml" };

Deno.test("a collector is asked with its address, token and authority", () => {
  const { source, output, logLevel } = parse({ "collector-url": "https://c.test/base/" }, {
    COLLECTOR_TOKEN: "t0ken",
    REGISTRY_FILE_PATH: "of/the/server.yaml",
  });
  assert.deepEqual([output, logLevel], ["text", "info"]);
  assert.deepEqual(source, {
    kind: "collector",
    collectorUrl: "https://c.test/base",
    collectorToken: { kind: "value", value: "t0ken" },
    collectorCaFile: undefined,
  });
});

Deno.test("a plan from files needs nothing else, and takes what the server has", () => {
  assert.deepEqual(parse(FILES).source, {
    kind: "files",
    statusesPath: "s.json",
    registryPath: "claims/registry.yaml",
    manifestsPath: undefined,
    filePath: "claims/registry.yaml",
    repository: "",
    defaultCluster: null,
    writesStatus: false,
    title: "chore(registry): update claim status",
  });
  const env = {
    PLAN_STATUSES: "s",
    PLAN_REGISTRY: "/x/r.yaml",
    PLAN_MANIFESTS: "/x",
    REGISTRY_FILE_PATH: "a/b.yaml",
    REGISTRY_REPO_OWNER: "acme",
    REGISTRY_REPO_NAME: "inventory",
    REGISTRY_DEFAULT_CLUSTER: "lab",
    REGISTRY_WRITE_STATUS: "true",
    REGISTRY_PR_TITLE: "Title",
  };
  assert.deepEqual(parse({ output: "json" }, env), {
    logLevel: "info",
    logFormat: "json",
    output: "json",
    source: {
      kind: "files",
      statusesPath: "s",
      registryPath: "/x/r.yaml",
      manifestsPath: "/x",
      filePath: "a/b.yaml",
      repository: "acme/inventory",
      defaultCluster: "lab",
      writesStatus: true,
      title: "Title",
    },
  });
});

Deno.test("flags win over variables, also about what the plan is made from", () => {
  const url = { "collector-url": "http://c.test" };
  assert.equal(parse(FILES, { COLLECTOR_URL: "http://c.test" }).source.kind, "files");
  const variables = { PLAN_STATUSES: "s", PLAN_REGISTRY: "r" };
  assert.equal(parse(url, variables).source.kind, "collector");
  assert.equal(
    parse({ registry: "r" }, { ...variables, COLLECTOR_URL: "http://c" }).source.kind,
    "files",
  );
});

Deno.test("wrong combinations are all told at once", () => {
  const url = { "collector-url": "http://c.test" };
  const own = "is a setting of the collector itself: expected only with --statuses and --registry";
  const either = "expected either a running collector or files";
  const samples: readonly (readonly [Texts, Texts, readonly string[]])[] = [
    [{}, {}, [
      "COLLECTOR_URL: is required and not set: expected the base address of a running collector, " +
      "or --statuses and --registry for a plan without one",
    ]],
    [{ ...url, ...FILES }, {}, [
      `COLLECTOR_URL: is given together with PLAN_STATUSES and PLAN_REGISTRY: ${either}`,
    ]],
    [{}, { COLLECTOR_URL: "http://c.test", PLAN_REGISTRY: "r" }, [
      `COLLECTOR_URL: is given together with PLAN_REGISTRY: ${either}`,
    ]],
    [{ manifests: "m", "collector-ca-file": "", "registry-repo-name": "x" }, {}, [
      "PLAN_STATUSES: is required for a plan without a collector: expected the path of a file of statuses",
      "PLAN_REGISTRY: is required for a plan without a collector: expected the path of the registry file",
      "REGISTRY_REPO_OWNER: is required together with REGISTRY_REPO_NAME: expected both or neither",
    ]],
    [{ ...FILES, output: "xml" }, { REGISTRY_REPO_OWNER: "acme" }, [
      'PLAN_OUTPUT: expected text or json, got "xml" from --output',
      "REGISTRY_REPO_NAME: is required together with REGISTRY_REPO_OWNER: expected both or neither",
    ]],
    [{ ...url, "registry-default-cluster": "lab", "registry-pr-title": "x" }, {}, [
      `REGISTRY_DEFAULT_CLUSTER: ${own}`,
      `REGISTRY_PR_TITLE: ${own}`,
    ]],
  ];
  for (const [flags, env, expected] of samples) assert.deepEqual(problemsOf(flags, env), expected);
  const [problem] = problemsOf({ ...FILES, "collector-ca-file": "/ca" });
  assert.match(problem ?? "", /^COLLECTOR_CA_FILE: /);
});

Deno.test("the path in the repository is told by the path of the file, as far as it can be", () => {
  const samples: readonly (readonly [string, string | undefined, string])[] = [
    ["claims/registry.yaml", undefined, "claims/registry.yaml"],
    ["./claims//registry.yaml", undefined, "claims/registry.yaml"],
    ["../claims/registry.yaml", undefined, "registry.yaml"],
    ["/x/claims/r.yaml", undefined, "r.yaml"],
    ["/x/claims/r.yaml", "/x", "claims/r.yaml"],
    ["/x/claims/r.yaml", "/x/", "claims/r.yaml"],
    ["/x/claims/r.yaml", "/y", "r.yaml"],
    ["claims/r.yaml", ".", "claims/r.yaml"],
    ["../other/claims/r.yaml", "../other", "claims/r.yaml"],
    ["C:\\work\\r.yaml", undefined, "r.yaml"],
    ["a\nb", undefined, "registry.yaml"],
  ];
  for (const [registry, root, expected] of samples) {
    assert.equal(toRepositoryFilePath(registry, root), expected, registry);
  }
});
