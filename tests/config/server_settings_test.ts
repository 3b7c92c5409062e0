import assert from "node:assert/strict";
import fc from "fast-check";
import { toFlagName } from "../../src/config/parse_settings.ts";
import {
  parseServerSettings,
  SERVER_SETTINGS,
  type ServerSettings,
} from "../../src/config/server_settings.ts";
import { ConfigError, type ConfigProblem } from "../../src/errors.ts";

const REQUIRED = {
  GITHUB_TOKEN: "ghp_abc",
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "registry",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
};

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, string | boolean>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
}

function parse({ env = REQUIRED, flags = {}, files = {}, isTerminal = false }: Given = {}) {
  return parseServerSettings({
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

function parseWith(env: Readonly<Record<string, string>>): ServerSettings {
  return parse({ env: { ...REQUIRED, ...env } });
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

Deno.test("with what is required, everything else has its default", () => {
  assert.deepEqual(parse(), {
    port: 8080,
    host: "0.0.0.0",
    tokensFile: undefined,
    oidcFile: undefined,
    publicRead: false,
    tlsCertFile: undefined,
    tlsKeyFile: undefined,
    reconcileIntervalMs: 300_000,
    githubToken: { kind: "value", value: "ghp_abc" },
    githubApiUrl: "https://api.github.com",
    githubCaFile: undefined,
    githubAppId: undefined,
    githubAppInstallationId: undefined,
    githubAppPrivateKey: undefined,
    registryRepoOwner: "acme",
    registryRepoName: "registry",
    registryFilePath: "claims/registry.yaml",
    registryBaseBranch: "main",
    registryHeadBranch: undefined,
    registryDefaultCluster: undefined,
    registryWriteStatus: false,
    registryPrTitle: "chore(registry): update claim status",
    registrySettleMs: 0,
    registryMinUpdateIntervalMs: 0,
    registryPrLabels: [],
    registryPrReviewers: [],
    registryPrAutoMerge: false,
    registryPrMergeMethod: "squash",
    registryCommitSignoff: false,
    staleAfterMs: 900_000,
    requestsPerSecond: 1_000,
    bodyLimitBytes: 65_536,
    batchLimitBytes: 4_194_304,
    claimsPerClusterMax: 100_000,
    claimsMax: 250_000,
    memoryBudgetMb: 256,
    logLevel: "info",
    logFormat: "json",
  });
});

Deno.test("the settings cannot be changed", () => {
  const settings = parse();
  assert.ok(Object.isFrozen(settings));
  assert.ok(Object.isFrozen(settings.githubToken));
});

Deno.test("everything can be given by variables", () => {
  const settings = parse({
    env: {
      ...REQUIRED,
      COLLECTOR_PORT: "0",
      COLLECTOR_HOST: "::1",
      COLLECTOR_RECONCILE_INTERVAL: "1s",
      GITHUB_API_URL: "http://localhost:4000/api/v3//",
      REGISTRY_BASE_BRANCH: "trunk",
      REGISTRY_HEAD_BRANCH: "bot/status",
      REGISTRY_DEFAULT_CLUSTER: "eu-1",
      REGISTRY_WRITE_STATUS: "TRUE",
      REGISTRY_PR_TITLE: "Status ✓",
      REGISTRY_SETTLE: "24h",
      REGISTRY_MIN_UPDATE_INTERVAL: "168h",
      REGISTRY_PR_LABELS: "bot, area: registry ,grün",
      REGISTRY_PR_REVIEWERS: " mara,Acme/platform-team,kim_acme",
      REGISTRY_PR_AUTO_MERGE: "true",
      REGISTRY_PR_MERGE_METHOD: "Rebase",
      REGISTRY_COMMIT_SIGNOFF: "true",
      COLLECTOR_STALE_AFTER: "720h",
      COLLECTOR_REQUESTS_PER_SECOND: "0",
      COLLECTOR_BODY_LIMIT_BYTES: "1024",
      COLLECTOR_BATCH_LIMIT_BYTES: "67108864",
      COLLECTOR_CLAIMS_PER_CLUSTER_MAX: "1000000",
      COLLECTOR_CLAIMS_MAX: "1",
      COLLECTOR_MEMORY_BUDGET_MB: "8",
      LOG_LEVEL: "Debug",
      LOG_FORMAT: "text",
    },
  });
  assert.equal(settings.port, 0);
  assert.equal(settings.host, "::1");
  assert.equal(settings.reconcileIntervalMs, 1_000);
  assert.equal(settings.githubApiUrl, "http://localhost:4000/api/v3");
  assert.equal(settings.registryBaseBranch, "trunk");
  assert.equal(settings.registryHeadBranch, "bot/status");
  assert.equal(settings.registryDefaultCluster, "eu-1");
  assert.ok(settings.registryWriteStatus);
  assert.equal(settings.registryPrTitle, "Status ✓");
  assert.equal(settings.registrySettleMs, 86_400_000);
  assert.equal(settings.registryMinUpdateIntervalMs, 604_800_000);
  assert.deepEqual(settings.registryPrLabels, ["bot", "area: registry", "grün"]);
  assert.deepEqual(settings.registryPrReviewers, ["mara", "Acme/platform-team", "kim_acme"]);
  assert.ok(settings.registryPrAutoMerge);
  assert.equal(settings.registryPrMergeMethod, "rebase");
  assert.ok(settings.registryCommitSignoff);
  assert.equal(settings.staleAfterMs, 2_592_000_000);
  assert.equal(settings.requestsPerSecond, 0);
  assert.equal(settings.bodyLimitBytes, 1_024);
  assert.equal(settings.batchLimitBytes, 67_108_864);
  assert.equal(settings.claimsPerClusterMax, 1_000_000);
  assert.equal(settings.claimsMax, 1);
  assert.equal(settings.memoryBudgetMb, 8);
  assert.equal(settings.logLevel, "debug");
  assert.equal(settings.logFormat, "text");
});

Deno.test("a flag wins over its variable, and an empty one counts as not given", () => {
  const env = { ...REQUIRED, COLLECTOR_PORT: "1", LOG_LEVEL: "wrong" };
  assert.equal(parse({ env, flags: { port: "2", "log-level": "warn" } }).port, 2);
  assert.equal(parse({ env: { ...env, LOG_LEVEL: "" }, flags: { port: "" } }).port, 1);
  assert.ok(parse({ flags: { "registry-write-status": true } }).registryWriteStatus);
  const off = parse({
    env: { ...REQUIRED, REGISTRY_WRITE_STATUS: "true" },
    flags: { "registry-write-status": "false" },
  });
  assert.ok(!off.registryWriteStatus);
});

Deno.test("a secret is not taken from a flag", () => {
  const flags = { "github-token": "ghp_flag", "github-token-file": "a" };
  assert.deepEqual(parse({ flags }).githubToken, { kind: "value", value: "ghp_abc" });
});

Deno.test("logs are text on a terminal, unless something else is asked for", () => {
  assert.equal(parse({ isTerminal: true }).logFormat, "text");
  assert.equal(parse({ isTerminal: true, flags: { "log-format": "json" } }).logFormat, "json");
});

Deno.test("a variable's flag is named after it, without the mode's prefix", () => {
  const names = Object.values(SERVER_SETTINGS.settings).map(({ variable }) =>
    toFlagName(variable, SERVER_SETTINGS.ownPrefix)
  );
  assert.equal(new Set(names).size, names.length, "flags are unique");
  for (const name of ["port", "registry-file-path", "github-api-url", "log-level"]) {
    assert.ok(names.includes(name), name);
  }
});

Deno.test("all problems are told at once, each with what was expected", () => {
  const problems = findProblems({
    env: { COLLECTOR_PORT: "abc", REGISTRY_REPO_OWNER: "a/b", REGISTRY_BASE_BRANCH: "a..b" },
    flags: { "reconcile-interval": "0s" },
  });
  assert.deepEqual(problems, [
    {
      variable: "COLLECTOR_PORT",
      message: `expected a port from 1 to 65535, or 0 for any free one, got "abc"`,
    },
    {
      variable: "COLLECTOR_RECONCILE_INTERVAL",
      message:
        `expected a duration from 1s to 24h, such as 20s, 5m or 1h30m, got "0s" from --reconcile-interval`,
    },
    {
      variable: "REGISTRY_REPO_OWNER",
      message:
        `expected an owner's name of at most 39 letters, digits, hyphens and underscores, got "a/b"`,
    },
    {
      variable: "REGISTRY_REPO_NAME",
      message:
        "is required and not set: expected a repository's name of at most 100 letters, digits, dots, hyphens and underscores, without .git",
    },
    {
      variable: "REGISTRY_FILE_PATH",
      message:
        "is required and not set: expected a relative path with / and without empty, . and .. parts",
    },
    {
      variable: "REGISTRY_BASE_BRANCH",
      message: `expected a branch name as Git allows it, without refs/heads/, got "a..b"`,
    },
    {
      variable: "GITHUB_TOKEN",
      message:
        "is required and not set: expected a secret of printable ASCII characters without spaces, here or in a file named by GITHUB_TOKEN_FILE, or a GitHub App in GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID and GITHUB_APP_PRIVATE_KEY",
    },
  ]);
});

Deno.test("values beside the limits are refused", () => {
  const samples: Readonly<Record<string, readonly string[]>> = {
    COLLECTOR_PORT: ["65536", "-1", "80.5", " 80", "0x50", "1e3", "９"],
    COLLECTOR_HOST: ["[::1]", "a b", "a/b"],
    COLLECTOR_RECONCILE_INTERVAL: ["999ms", "24h1ms", "5", "-5m"],
    COLLECTOR_STALE_AFTER: ["0", "999ms", "721h"],
    COLLECTOR_REQUESTS_PER_SECOND: ["-1", "0.5", "100001", "10/s"],
    COLLECTOR_BODY_LIMIT_BYTES: ["1023", "10485761", "64KiB"],
    COLLECTOR_BATCH_LIMIT_BYTES: ["1048575", "67108865"],
    COLLECTOR_CLAIMS_PER_CLUSTER_MAX: ["0", "1000001", "1e3"],
    COLLECTOR_CLAIMS_MAX: ["0", "10000001", "many"],
    COLLECTOR_MEMORY_BUDGET_MB: ["7", "65537", "256MB"],
    GITHUB_API_URL: ["api.github.com", "ftp://a", "http://", "https://a?b", "https://a#b", "a b"],
    REGISTRY_REPO_NAME: ["acme/registry", "registry.git"],
    REGISTRY_FILE_PATH: ["/a", "a/../b", "a//b", "a/"],
    REGISTRY_HEAD_BRANCH: ["a b", "refs/heads/a"],
    REGISTRY_DEFAULT_CLUSTER: ["a\nb", " ", "a".repeat(254), "a\u202eb", "pro\u200bd", ".."],
    REGISTRY_WRITE_STATUS: ["yes", "1", "truee"],
    REGISTRY_SETTLE: ["24h1ms", "5"],
    REGISTRY_MIN_UPDATE_INTERVAL: ["168h1s", "-1s"],
    REGISTRY_PR_LABELS: [
      "a,,b",
      "a,",
      " ",
      "a,b,A",
      "a".repeat(51),
      "a\nb",
      Array.from({ length: 21 }, (_, index) => `l${index}`).join(","),
    ],
    REGISTRY_PR_REVIEWERS: [
      "a b",
      "acme/",
      "acme/a/b",
      "@mara",
      "mara,Mara",
      Array.from({ length: 16 }, (_, index) => `u${index}`).join(","),
    ],
    REGISTRY_PR_AUTO_MERGE: ["yes"],
    REGISTRY_PR_MERGE_METHOD: ["fast-forward"],
    REGISTRY_COMMIT_SIGNOFF: ["1"],
    REGISTRY_PR_TITLE: ["a\nb", " ", "a".repeat(257), "a\u2028b"],
    LOG_LEVEL: ["trace", "infoo"],
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

Deno.test("a wrong value is shown on one line and cut", () => {
  const message = findProblem({ COLLECTOR_PORT: `a\n\u001b[31m${"x".repeat(500)}` })?.message ?? "";
  assert.match(message, /got "a\\n\\u001b\[31mx+…"$/);
  assert.ok(message.length < 250);
});

Deno.test("the head branch must be able to exist beside the base branch", () => {
  for (const head of ["main", "main/status"]) {
    assert.deepEqual(findProblem({ REGISTRY_HEAD_BRANCH: head }), {
      variable: "REGISTRY_HEAD_BRANCH",
      message: `expected a branch that can exist beside the base branch "main", got "${head}"`,
    });
  }
  assert.equal(
    parseWith({ REGISTRY_HEAD_BRANCH: "main-status" }).registryHeadBranch,
    "main-status",
  );
});

Deno.test("a token comes from a file too, which is checked at the start", () => {
  const { GITHUB_TOKEN: _token, ...rest } = REQUIRED;
  const env = { ...rest, GITHUB_TOKEN_FILE: "/run/token" };
  assert.deepEqual(parse({ env, files: { "/run/token": "ghp_abc\n" } }).githubToken, {
    kind: "file",
    path: "/run/token",
    variable: "GITHUB_TOKEN_FILE",
  });
  const messageOf = (files: Readonly<Record<string, string>>) =>
    findProblems({ env, files }).map(({ message }) => message).join("\n");
  assert.equal(messageOf({}), "the file that GITHUB_TOKEN_FILE names does not exist");
  assert.match(messageOf({ "/run/token": "\n" }), /GITHUB_TOKEN_FILE names is empty/);
  assert.match(messageOf({ "/run/token": "hid den" }), /names holds a space/);
});

Deno.test("a token and a token's file together are refused", () => {
  assert.deepEqual(findProblem({ GITHUB_TOKEN_FILE: "/run/token" }), {
    variable: "GITHUB_TOKEN",
    message: "GITHUB_TOKEN and GITHUB_TOKEN_FILE are both set: expected only one of them",
  });
});

Deno.test("no problem ever shows a secret", () => {
  const { GITHUB_TOKEN: _token, ...rest } = REQUIRED;
  const secret = "ghp_hidden";
  const samples: readonly Given[] = [
    { env: { ...rest, GITHUB_TOKEN: `${secret} x` } },
    { env: { ...rest, GITHUB_TOKEN: `${secret}\n` } },
    { env: { ...rest, GITHUB_TOKEN: secret, GITHUB_TOKEN_FILE: secret } },
    // The token itself in place of its file's path.
    { env: { ...rest, GITHUB_TOKEN_FILE: secret } },
    { env: { ...rest, GITHUB_TOKEN_FILE: "a" }, files: { a: `${secret} x` } },
    { env: { ...REQUIRED, GITHUB_API_URL: `https://user:${secret}@a.example` } },
    { env: { ...REQUIRED, GITHUB_API_URL: `https://a.example?key=${secret}` } },
    { flags: { "github-api-url": `user:${secret}@a.example` } },
  ];
  for (const given of samples) {
    const problems = findProblems(given);
    assert.equal(problems.length, 1);
    assert.doesNotMatch(JSON.stringify(problems), /hidden/);
  }
});

Deno.test("whatever is given, settings come back or a ConfigError", () => {
  const variables = Object.values(SERVER_SETTINGS.settings).map(({ variable }) => variable);
  const env = fc.dictionary(fc.constantFrom(...variables), fc.string({ unit: "binary" }));
  fc.assert(fc.property(env, (given) => {
    findProblems({ env: given });
  }));
});
