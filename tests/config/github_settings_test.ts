import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { createSecretReader } from "../../src/config/secret.ts";
import { PRIVATE_KEY_FORM } from "../../src/config/private_key.ts";
import { parseServerSettings, type ServerSettings } from "../../src/config/server_settings.ts";
import { ConfigError, type ConfigProblem } from "../../src/errors.ts";

const PLACE = {
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "registry",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
};

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const PKCS1 = String(privateKey.export({ type: "pkcs1", format: "pem" }));
const PKCS8 = String(privateKey.export({ type: "pkcs8", format: "pem" }));

const APP = {
  GITHUB_APP_ID: "12",
  GITHUB_APP_INSTALLATION_ID: "34",
  GITHUB_APP_PRIVATE_KEY: PKCS1,
};

type Texts = Readonly<Record<string, string>>;

function parse(env: Texts, files: Texts = {}): ServerSettings {
  return parseServerSettings({
    env: (name) => ({ ...PLACE, ...env })[name],
    flags: {},
    readTextFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Deno.errors.NotFound(path);
      return text;
    },
  });
}

function findProblems(env: Texts, files: Texts = {}): readonly ConfigProblem[] {
  try {
    parse(env, files);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

Deno.test("a GitHub App stands in for a token", () => {
  const settings = parse(APP);
  assert.equal(settings.githubToken, undefined);
  assert.equal(settings.githubAppId, "12");
  assert.equal(settings.githubAppInstallationId, "34");
  assert.deepEqual(settings.githubAppPrivateKey, { kind: "value", value: PKCS1 });
  assert.equal(parse({ ...APP, GITHUB_APP_ID: "Iv23liABCdef" }).githubAppId, "Iv23liABCdef");
});

Deno.test("a private key is taken in both forms, on one line, with CRLF and indented", () => {
  const forms: readonly (readonly [string, string])[] = [
    [PKCS1, PKCS1],
    [PKCS8, PKCS8],
    [PKCS1.replaceAll("\n", "\\n"), PKCS1],
    [PKCS8.trimEnd().replaceAll("\n", "\\r\\n"), PKCS8],
    [PKCS1.replaceAll("\n", "\r\n"), PKCS1],
    [`\n  ${PKCS8.replaceAll("\n", "\n  ")}\n`, PKCS8],
  ];
  for (const [given, value] of forms) {
    const settings = parse({ ...APP, GITHUB_APP_PRIVATE_KEY: given });
    assert.deepEqual(settings.githubAppPrivateKey, { kind: "value", value });
  }
});

Deno.test("what is no private key is refused with the reason, and never shown", () => {
  const samples: readonly (readonly [string, RegExp])[] = [
    ["hidden", /^is not such a key: expected an RSA private key in PEM/],
    [PKCS1.replace("\n", "\nhid den"), /^is not such a key/],
    [PKCS1.replace(/-----END.*/, ""), /^is not such a key/],
    [`${PKCS1}${PKCS8}`, /^is not such a key/],
    [PKCS8.replaceAll("PRIVATE", "ENCRYPTED PRIVATE"), /^is encrypted/],
    [PKCS1.replace("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: A,B\n\n"), /^is encrypted/],
    [PKCS8.replaceAll("PRIVATE KEY", "PUBLIC KEY"), /^holds no private key/],
    ["\\n", /^is empty/],
    [PKCS1.replace("\n", `\n${"hid".repeat(9_000)}`), /^is longer than 16384 characters/],
  ];
  for (const [given, expected] of samples) {
    const [problem, ...more] = findProblems({ ...APP, GITHUB_APP_PRIVATE_KEY: given });
    assert.equal(problem?.variable, "GITHUB_APP_PRIVATE_KEY");
    assert.match(problem.message, expected);
    assert.doesNotMatch(problem.message, /hid|MII/);
    assert.deepEqual(more, []);
  }
});

Deno.test("a private key comes from a file too, which is checked at the start", () => {
  const { GITHUB_APP_PRIVATE_KEY: _key, ...rest } = APP;
  const env = { ...rest, GITHUB_APP_PRIVATE_KEY_FILE: "/run/key.pem" };
  assert.deepEqual(parse(env, { "/run/key.pem": PKCS8 }).githubAppPrivateKey, {
    kind: "file",
    path: "/run/key.pem",
    variable: "GITHUB_APP_PRIVATE_KEY_FILE",
  });
  assert.deepEqual(findProblems(env, { "/run/key.pem": "ghp_hidden" }), [{
    variable: "GITHUB_APP_PRIVATE_KEY",
    message: "the file that GITHUB_APP_PRIVATE_KEY_FILE names is not such a key: expected an " +
      "RSA private key in PEM, from -----BEGIN to -----END-----",
  }]);
});

Deno.test("a private key's file is read in the form of one", async () => {
  const reader = createSecretReader({
    source: { kind: "file", path: "/run/key.pem", variable: "GITHUB_APP_PRIVATE_KEY_FILE" },
    form: PRIVATE_KEY_FORM,
    stat: () => Promise.resolve({ mtime: null, size: 1 }),
    readTextFile: () => Promise.resolve(PKCS1),
  });
  assert.equal(await reader.read(), PKCS1);
});

Deno.test("half an App lacks the other half, each part by name", () => {
  assert.deepEqual(findProblems({ GITHUB_APP_ID: "12" }), [{
    variable: "GITHUB_APP_INSTALLATION_ID",
    message: "is not set, as a GitHub App needs it: expected an installation's id in digits",
  }, {
    variable: "GITHUB_APP_PRIVATE_KEY",
    message: "is not set, as a GitHub App needs it: expected an RSA private key in PEM, from " +
      "-----BEGIN to -----END-----, here or in a file named by GITHUB_APP_PRIVATE_KEY_FILE",
  }]);
});

Deno.test("one that is malformed is told once, beside those that are missing", () => {
  const problems = findProblems({ GITHUB_APP_ID: "my app", GITHUB_APP_INSTALLATION_ID: "34" });
  assert.deepEqual(problems.map(({ variable }) => variable), [
    "GITHUB_APP_ID",
    "GITHUB_APP_PRIVATE_KEY",
  ]);
  assert.match(problems[0]?.message ?? "", /^expected a GitHub App's id in digits.*got "my app"$/);
});

Deno.test("a token and an App together are refused, half an App too", () => {
  const token = { GITHUB_TOKEN: "ghp_abc" };
  const problem = (names: string) => [{
    variable: "GITHUB_TOKEN",
    message: `is set together with ${names}: expected either a token or a GitHub App`,
  }];
  assert.deepEqual(
    findProblems({ ...token, ...APP }),
    problem("GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID, GITHUB_APP_PRIVATE_KEY"),
  );
  assert.deepEqual(findProblems({ ...token, GITHUB_APP_ID: "1" }), problem("GITHUB_APP_ID"));
});

Deno.test("a malformed token is not called missing", () => {
  assert.deepEqual(
    findProblems({ GITHUB_TOKEN: "a b" }).map(({ message }) => /required/.test(message)),
    [false],
  );
});

Deno.test("the ids of App and installation are digits without a sign or a zero in front", () => {
  for (const variable of ["GITHUB_APP_ID", "GITHUB_APP_INSTALLATION_ID"]) {
    for (const text of ["0", "012", "-1", "1.5", "1".repeat(16), "../1", "a"]) {
      const [problem] = findProblems({ ...APP, [variable]: text });
      assert.equal(problem?.variable, variable, text);
    }
  }
});

Deno.test("GitHub's private authority is a file with certificates", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const env = { GITHUB_TOKEN: "t", GITHUB_CA_FILE: "/ca.pem" };
  assert.equal(parse(env, { "/ca.pem": pem }).githubCaFile, "/ca.pem");
  assert.match(findProblems(env)[0]?.message ?? "", /the file "\/ca.pem" does not exist/);
});

Deno.test("teams that review are those of the repository's owner", () => {
  const env = { GITHUB_TOKEN: "t", REGISTRY_PR_REVIEWERS: "ACME/team,other/team,mara" };
  assert.deepEqual(findProblems(env), [{
    variable: "REGISTRY_PR_REVIEWERS",
    message: `expected teams of "acme", which owns the repository, got "other/team"`,
  }]);
});

Deno.test("a name that a list has twice is told", () => {
  assert.deepEqual(findProblems({ GITHUB_TOKEN: "t", REGISTRY_PR_LABELS: "bot, Bot" }), [{
    variable: "REGISTRY_PR_LABELS",
    message: `expected each name once, got "Bot" twice`,
  }]);
});
