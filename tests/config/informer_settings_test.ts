import assert from "node:assert/strict";
import fc from "fast-check";
import {
  INFORMER_SETTINGS,
  type InformerSettings,
  parseInformerSettings,
} from "../../src/config/informer_settings.ts";
import { toFlagName } from "../../src/config/parse_settings.ts";
import { clusterSchema } from "../../src/contract/status_post.ts";
import { ConfigError, type ConfigProblem } from "../../src/errors.ts";

const REQUIRED = {
  CLUSTER_NAME: "production-eu",
  COLLECTOR_URL: "https://collector.example.org",
  CLAIM_GROUP: "storage.example.org",
  CLAIM_RESOURCE: "volumeclaims",
};

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, string | boolean>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
}

function parse({ env = REQUIRED, flags = {}, files = {}, isTerminal = false }: Given = {}) {
  return parseInformerSettings({
    env: (name) => env[name],
    flags,
    isTerminal,
    readTextFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Deno.errors.NotFound(`No such file: readfile '${path}'`);
      return text;
    },
  });
}

function parseWith(env: Readonly<Record<string, string>>): InformerSettings {
  return parse({ env: { ...REQUIRED, ...env } });
}

function readResources({ claims }: InformerSettings) {
  assert.ok(claims.kind === "named");
  return claims.resources;
}

function findProblems(given: Given): readonly ConfigProblem[] {
  try {
    parse(given);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

function findProblem(env: Readonly<Record<string, string>>): ConfigProblem | undefined {
  const problems = findProblems({ env: { ...REQUIRED, ...env } });
  assert.ok(problems.length <= 1);
  return problems[0];
}

Deno.test("with what is required, everything else of the informer has its default", () => {
  assert.deepEqual(parse(), {
    clusterName: "production-eu",
    collectorUrl: "https://collector.example.org",
    collectorToken: undefined,
    collectorCaFile: undefined,
    claims: {
      kind: "named",
      resources: [{ group: "storage.example.org", version: "v1alpha1", resource: "volumeclaims" }],
    },
    claimNamespace: undefined,
    kubeconfig: undefined,
    kubeContext: undefined,
    composites: true,
    heartbeatMs: 15_000,
    port: 8081,
    logLevel: "info",
    logFormat: "json",
  });
});

Deno.test("the informer's settings cannot be changed", () => {
  const settings = parseWith({ COLLECTOR_TOKEN: "abc" });
  const resources = readResources(settings);
  const parts = [settings, settings.claims, resources, resources[0], settings.collectorToken];
  for (const part of parts) assert.ok(Object.isFrozen(part));
});

Deno.test("everything of the informer can be given by variables", () => {
  const settings = parse({
    env: {
      CLUSTER_NAME: "Küche 1",
      COLLECTOR_URL: "http://localhost:8080/collector//",
      CLAIM_GROUP: "example.org",
      CLAIM_VERSION: "v1",
      CLAIM_RESOURCE: "apps",
      CLAIM_NAMESPACE: "team-a",
      KUBECONFIG: "/a/config:~/b",
      KUBE_CONTEXT: "admin@prod",
      COLLECTOR_TOKEN_FILE: "/run/token",
      COLLECTOR_CA_FILE: "/run/ca.pem",
      INFORMER_COMPOSITES: "false",
      INFORMER_HEARTBEAT: "1s",
      INFORMER_PORT: "0",
      LOG_LEVEL: "warn",
      LOG_FORMAT: "text",
    },
    files: { "/run/token": "abc\n", "/run/ca.pem": CERTIFICATE },
  });
  assert.deepEqual(settings, {
    clusterName: "Küche 1",
    collectorUrl: "http://localhost:8080/collector",
    collectorToken: { kind: "file", path: "/run/token", variable: "COLLECTOR_TOKEN_FILE" },
    collectorCaFile: "/run/ca.pem",
    claims: {
      kind: "named",
      resources: [{ group: "example.org", version: "v1", resource: "apps" }],
    },
    claimNamespace: "team-a",
    kubeconfig: "/a/config:~/b",
    kubeContext: "admin@prod",
    composites: false,
    heartbeatMs: 1_000,
    port: 0,
    logLevel: "warn",
    logFormat: "text",
  });
});

Deno.test("the informer's flags are named after its variables, without its prefix", () => {
  const names = Object.values(INFORMER_SETTINGS.settings).map(({ variable }) =>
    toFlagName(variable, INFORMER_SETTINGS.ownPrefix)
  );
  assert.deepEqual(
    names.join(" "),
    "cluster-name collector-url collector-token collector-ca-file claim-group claim-version " +
      "claim-resource claim-namespace kubeconfig kube-context composites heartbeat port " +
      "log-level log-format",
  );
  const flags = { "port": "9", "collector-url": "http://b", "composites": "false" };
  const { port, collectorUrl, composites } = parse({
    env: { ...REQUIRED, INFORMER_PORT: "8" },
    flags,
  });
  assert.deepEqual([port, collectorUrl, composites], [9, "http://b", false]);
});

Deno.test("what is meant for the collector does not disturb the informer", () => {
  const env = {
    ...REQUIRED,
    COLLECTOR_PORT: "tcp://10.0.0.7:8080",
    COLLECTOR_HOST: "[::1]",
    COLLECTOR_TOKENS_FILE: "/nowhere",
    REGISTRY_FILE_PATH: "/",
    GITHUB_TOKEN: "a b",
  };
  assert.deepEqual(parse({ env }), parse());
});

Deno.test("resources may bring a group and a version of their own", () => {
  const resourcesOf = (text: string) => readResources(parseWith({ CLAIM_RESOURCE: text }));
  const group = "storage.example.org";
  const version = "v1alpha1";
  assert.deepEqual(resourcesOf("buckets,volumeclaims"), [
    { group, version, resource: "buckets" },
    { group, version, resource: "volumeclaims" },
  ]);
  assert.deepEqual(resourcesOf(" buckets , projects.registry.example.org,  vms.hci/v1beta2 "), [
    { group, version, resource: "buckets" },
    { group: "registry.example.org", version, resource: "projects" },
    { group: "hci", version: "v1beta2", resource: "vms" },
  ]);
  const hundred = Array.from({ length: 100 }, (_, index) => `r${index}`);
  assert.equal(resourcesOf(hundred.join()).length, 100);
  assert.match(
    findProblem({ CLAIM_RESOURCE: [...hundred, "more"].join() })?.message ?? "",
    /^expected a plural name, a comma list of at most 100 plural\[\.group\[\/version\]\], or \* .*, got/,
  );
});

Deno.test("a resource that stands twice is refused, be it with another version", () => {
  const lists = {
    "buckets,buckets": "buckets.storage.example.org",
    "buckets,volumeclaims,buckets.storage.example.org/v1": "buckets.storage.example.org",
    "a.example.org/v1,b,a.example.org/v2,a.example.org": "a.example.org",
  };
  for (const [list, name] of Object.entries(lists)) {
    assert.deepEqual(findProblem({ CLAIM_RESOURCE: list }), {
      variable: "CLAIM_RESOURCE",
      message: `expected each resource once, got "${name}" more than once`,
    });
  }
  const names = readResources(
    parseWith({ CLAIM_RESOURCE: "buckets,buckets.other.example.org" }),
  );
  assert.equal(names.length, 2, "of two groups they are two");
});

Deno.test("a star finds the claims of a group, or of all groups", () => {
  const choiceOf = (env: Readonly<Record<string, string>>) => parseWith(env).claims;
  assert.deepEqual(choiceOf({ CLAIM_RESOURCE: "*" }), {
    kind: "discovered",
    group: "storage.example.org",
  });
  assert.deepEqual(choiceOf({ CLAIM_RESOURCE: " * ", CLAIM_GROUP: "*", CLAIM_VERSION: "v7" }), {
    kind: "discovered",
    group: null,
  });
});

Deno.test("a star beside names is refused, as resource and as group; all problems are told", () => {
  const message =
    `expected an API group: "*" stands for every group only where CLAIM_RESOURCE is ` +
    `"*", too`;
  assert.deepEqual(findProblem({ CLAIM_GROUP: "*" }), { variable: "CLAIM_GROUP", message });
  assert.deepEqual(
    findProblems({ env: { ...REQUIRED, CLAIM_GROUP: "*", CLAIM_RESOURCE: "a.b,a.b/v1" } }),
    [
      { variable: "CLAIM_GROUP", message },
      {
        variable: "CLAIM_RESOURCE",
        message: `expected each resource once, got "a.b" more than once`,
      },
    ],
  );
  for (const list of ["buckets,*", "*, buckets", "*,*"]) {
    assert.deepEqual(findProblem({ CLAIM_RESOURCE: list }), {
      variable: "CLAIM_RESOURCE",
      message: `expected "*" to stand alone, got "${list}"`,
    });
  }
});

Deno.test("all problems of the informer are told at once, each with what was expected", () => {
  const problems = findProblems({
    env: { COLLECTOR_URL: "collector:8080", CLAIM_NAMESPACE: "Team", INFORMER_PORT: "x" },
    flags: { heartbeat: "0s" },
  });
  assert.deepEqual(problems, [
    {
      variable: "CLUSTER_NAME",
      message:
        "is required and not set: expected a cluster's name on one line, at most 253 characters, other than . and ..",
    },
    {
      variable: "COLLECTOR_URL",
      message:
        `expected an http or https URL without credentials, query and fragment, got "collector:8080"`,
    },
    {
      variable: "CLAIM_GROUP",
      message:
        "is required and not set: expected an API group, which is a DNS name in lower case of at most 253 characters, or * for every group",
    },
    {
      variable: "CLAIM_RESOURCE",
      message:
        "is required and not set: expected a plural name, a comma list of at most 100 plural[.group[/version]], or * for every claim of the group",
    },
    {
      variable: "CLAIM_NAMESPACE",
      message: `expected a namespace: a DNS label of at most 63 characters, got "Team"`,
    },
    {
      variable: "INFORMER_HEARTBEAT",
      message: `expected a duration from 1s to 1m, such as 20s, got "0s" from --heartbeat`,
    },
    {
      variable: "INFORMER_PORT",
      message: `expected a port from 1 to 65535, or 0 to listen on none, got "x"`,
    },
  ]);
});

Deno.test("values of the informer beside the limits are refused", () => {
  const samples: Readonly<Record<string, readonly string[]>> = {
    CLUSTER_NAME: ["a\nb", " ", "a".repeat(254), ".", "..", "a\u202eb", "pro\u200bd", "\ud800"],
    COLLECTOR_URL: ["ftp://a", "https://a?b", "https://u:p@a", "a b", "//a"],
    CLAIM_GROUP: [
      "*.example.org",
      "**",
      "Storage.example.org",
      "a..b",
      ".a",
      "a.",
      "-a.b",
      "a_b",
      "a/b",
      "a b",
    ],
    CLAIM_VERSION: ["V1", "1", "v1.2", "v1/x", "-v1", "v".repeat(64)],
    CLAIM_RESOURCE: [
      "**",
      "buckets.*",
      ",",
      "a,",
      "a,,b",
      "A",
      "1a",
      "a/v1",
      "a.",
      "a.b/",
      "a.b/c/d",
      "a.B",
      "a b",
    ],
    CLAIM_NAMESPACE: ["a.b", "a_b", "a".repeat(64), "-a", "a-", "a,b"],
    KUBECONFIG: [" ", "a\nb", "a".repeat(32_769)],
    KUBE_CONTEXT: ["a\nb", " ", "a".repeat(254)],
    COLLECTOR_CA_FILE: ["a\0b", "a".repeat(4_097)],
    INFORMER_COMPOSITES: ["yes", "1"],
    INFORMER_HEARTBEAT: ["999ms", "60001ms", "2m", "15"],
    INFORMER_PORT: ["65536", "-1", "off"],
    LOG_LEVEL: ["trace"],
    LOG_FORMAT: ["xml"],
  };
  for (const [variable, texts] of Object.entries(samples)) {
    for (const text of texts) {
      const problem = findProblem({ [variable]: text });
      assert.equal(problem?.variable, variable, `${variable}=${text}`);
      assert.match(problem.message, /^expected .*, got /s);
    }
  }
});

Deno.test("a cluster's name that is accepted is one that the collector accepts, and a URL holds", () => {
  const name = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc.constantFrom("..", ".", "...", " ", "a/../b", "%2e", "a".repeat(254), "é".repeat(253)),
  );
  fc.assert(fc.property(name, (text) => {
    const isAccepted = findProblem({ CLUSTER_NAME: text }) === undefined;
    const isDots = text === "." || text === "..";
    assert.equal(isAccepted, clusterSchema.safeParse(text).success && !isDots);
    if (!isAccepted) return;
    const { pathname } = new URL(`http://a/x/${encodeURIComponent(text)}/y`);
    assert.deepEqual(pathname.split("/").map(decodeURIComponent), ["", "x", text, "y"]);
  }));
});

Deno.test("the collector's token is not needed, and comes from a variable or a file", () => {
  assert.deepEqual(parseWith({ COLLECTOR_TOKEN: "abc" }).collectorToken, {
    kind: "value",
    value: "abc",
  });
  assert.deepEqual(findProblem({ COLLECTOR_TOKEN: "a", COLLECTOR_TOKEN_FILE: "/b" }), {
    variable: "COLLECTOR_TOKEN",
    message: "COLLECTOR_TOKEN and COLLECTOR_TOKEN_FILE are both set: expected only one of them",
  });
  assert.deepEqual(findProblem({ COLLECTOR_TOKEN_FILE: "/b" }), {
    variable: "COLLECTOR_TOKEN",
    message: "the file that COLLECTOR_TOKEN_FILE names does not exist",
  });
  assert.match(findProblem({ COLLECTOR_TOKEN: "hid den" })?.message ?? "", /^holds a space/);
  assert.deepEqual(parse({ flags: { "collector-token": "abc" } }).collectorToken, undefined);
});

Deno.test("the file of a private authority is looked at when the informer starts", () => {
  const env = { ...REQUIRED, COLLECTOR_CA_FILE: "/ca.pem" };
  const messageOf = (files: Readonly<Record<string, string>>) =>
    findProblems({ env, files }).map(({ variable, message }) => `${variable}: ${message}`).join();
  assert.equal(messageOf({ "/ca.pem": `Some comment\r\n${CERTIFICATE}` }), "");
  assert.equal(messageOf({}), `COLLECTOR_CA_FILE: the file "/ca.pem" does not exist`);
  for (const text of ["", "garbage", CERTIFICATE.replaceAll("CERTIFICATE", "PRIVATE KEY")]) {
    assert.match(messageOf({ "/ca.pem": text }), /"\/ca.pem" holds no certificate: expected -----/);
  }
});

Deno.test("no problem of the informer ever shows a secret", () => {
  const samples: readonly Readonly<Record<string, string>>[] = [
    { COLLECTOR_TOKEN: "hidden x" },
    { COLLECTOR_TOKEN: "hidden", COLLECTOR_TOKEN_FILE: "hidden" },
    { COLLECTOR_TOKEN_FILE: "hidden" },
    { COLLECTOR_URL: "https://user:hidden@a.example" },
    { COLLECTOR_URL: "https://a.example?key=hidden" },
  ];
  for (const env of samples) {
    assert.doesNotMatch(JSON.stringify(findProblem(env)), /hidden/);
  }
});

Deno.test("whatever is given, informer settings come back or a ConfigError", () => {
  const variables = Object.values(INFORMER_SETTINGS.settings).map(({ variable }) => variable);
  const env = fc.dictionary(fc.constantFrom(...variables), fc.string({ unit: "binary" }));
  fc.assert(fc.property(env, (given) => {
    findProblems({ env: given });
  }));
});
