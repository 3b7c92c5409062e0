import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { ConfigError, UnavailableError } from "../../src/errors.ts";
import { createKubeClaimWatcher } from "../../src/kube/kube_claim_watcher.ts";
import { createCertificateAuthority, HAS_OPENSSL } from "./certificate_authority.ts";
import {
  createKubeconfigFolder,
  type KubeconfigParts,
  readVersion,
  startMirror,
} from "./kubeconfig_folder.ts";
import { CLAIM_TARGET } from "./scripted_api_server.ts";
import { WatchLog } from "./watch_log.ts";
import { startWatchedStandIn, toWidget } from "./watched_stand_in.ts";

async function readAuthorization(user: Readonly<Record<string, unknown>>): Promise<unknown> {
  await using server = startMirror();
  await using folder = await createKubeconfigFolder({ cluster: { server: server.url }, user });
  return await readVersion(await folder.open());
}

Deno.test("a token, basic auth and the name of somebody else are sent as headers", async () => {
  const path = "/version";
  assert.deepEqual(await readAuthorization({ token: "secret" }), {
    path,
    authorization: "Bearer secret",
    as: null,
  });
  assert.deepEqual(await readAuthorization({ username: "mia", password: "ü" }), {
    path,
    authorization: `Basic ${new TextEncoder().encode("mia:ü").toBase64()}`,
    as: null,
  });
  assert.deepEqual(await readAuthorization({ token: "secret", as: "someone" }), {
    path,
    authorization: "Bearer secret",
    as: "someone",
  });
  assert.deepEqual(await readAuthorization({}), { path, authorization: null, as: null });
});

Deno.test("a token file is found beside the kubeconfig, wins, and is read again after a 401", async () => {
  await using server = startMirror();
  await using folder = await createKubeconfigFolder({
    cluster: { server: server.url },
    user: { token: "old", tokenFile: "token" },
  });
  await folder.write("token", "first\n");
  const access = await folder.open();
  const readSent = async () =>
    (await readVersion(access) as { authorization: string }).authorization;
  assert.equal(await readSent(), "Bearer first");
  await folder.write("token", "second\n");
  access.forgetCredentials();
  assert.equal(await readSent(), "Bearer second");
});

Deno.test("after a 401 the kubeconfig itself is read again", async () => {
  await using folder = await createKubeconfigFolder({ user: { token: "before" } });
  const access = await folder.open();
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer before" });
  const text = await Deno.readTextFile(`${folder.path}/config`);
  await folder.write("config", text.replace("before", "after"));
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer before" });
  access.forgetCredentials();
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer after" });
});

Deno.test("a watch whose token was replaced in the kubeconfig goes on without trouble", async () => {
  await using world = startWatchedStandIn({ token: "before" });
  await using folder = await createKubeconfigFolder({
    cluster: { server: world.api.url },
    user: { token: "before" },
  });
  const access = await folder.open();
  const watcher = createKubeClaimWatcher({ access, clock: world.clock, random: () => 0 });
  await using log = new WatchLog(watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  const text = await Deno.readTextFile(`${folder.path}/config`);
  await folder.write("config", text.replace("before", "after"));
  world.api.setToken("after");
  const { length } = world.api.requests;
  world.api.endWatches();
  await world.api.until(() => world.api.requests.length > length);
  world.api.apply(toWidget("a"));
  await log.waitForWords("applied a");
  assert.deepEqual(log.words, [
    "resolved widgets Widget namespaced",
    "listing",
    "listed",
    "applied a",
  ]);
});

Deno.test({
  name: "a credential plugin is asked once, told what for, and asked again after a 401",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using server = startMirror();
    await using folder = await createKubeconfigFolder({
      cluster: { server: server.url },
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "./plugin",
          args: ["mia"],
          env: [{ name: "SUFFIX", value: "end" }],
          provideClusterInfo: true,
        },
      },
    });
    await folder.write(
      "plugin",
      `#!/bin/sh
cd "$(dirname "$0")" && echo "$KUBERNETES_EXEC_INFO" >> asked
count=$(wc -l < asked | tr -d ' ')
echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"$1-$count-$SUFFIX\\"}}"
`,
    );
    await Deno.chmod(`${folder.path}/plugin`, 0o755);
    const access = await folder.open();
    const read = async () => (await access.readHeaders())["authorization"];
    assert.deepEqual(await Promise.all([read(), read()]), ["Bearer mia-1-end", "Bearer mia-1-end"]);
    assert.equal(await read(), "Bearer mia-1-end");
    access.forgetCredentials();
    assert.equal(await read(), "Bearer mia-2-end");
    const [asked = ""] = (await Deno.readTextFile(`${folder.path}/asked`)).split("\n");
    assert.deepEqual(JSON.parse(asked), {
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      spec: { interactive: false, cluster: { server: server.url } },
    });
  },
});

Deno.test({
  name: "a credential plugin that fails is told in its own words, and tried again",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using folder = await createKubeconfigFolder({ user: { exec: { command: "./plugin" } } });
    const access = await folder.open();
    await assert.rejects(access.readHeaders(), UnavailableError);
    await folder.write("plugin", "#!/bin/sh\necho 'please log in' >&2\nexit 1\n");
    await Deno.chmod(`${folder.path}/plugin`, 0o755);
    await assert.rejects(
      access.readHeaders(),
      /Cannot get the credentials of context "here": The credential plugin ".*plugin" failed with exit code 1: please log in$/,
    );
  },
});

Deno.test({
  name: "a client certificate and a private CA serve, as data and as files beside the kubeconfig",
  ignore: !HAS_OPENSSL,
  fn: async () => {
    await using authority = await createCertificateAuthority();
    const { server: { cert, key }, client } = authority;
    const options = { cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
    const server = createServer(options, (_request, response) => {
      response.setHeader("content-type", "application/json").end('{"major":"1"}');
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const toData = (text: string) => new TextEncoder().encode(text).toBase64();
      await using byData = await createKubeconfigFolder({
        cluster: { server: url, "certificate-authority-data": toData(authority.cert) },
        user: {
          "client-certificate-data": toData(client.cert),
          "client-key-data": toData(client.key),
          "client-key": "/wrong: data wins",
        },
      });
      assert.deepEqual(await readVersion(await byData.open()), { major: "1" });

      await using byFile = await createKubeconfigFolder({
        cluster: { server: url, "certificate-authority": "ca.pem" },
        user: { "client-certificate": "me.pem", "client-key": "me.key" },
      });
      await byFile.write("ca.pem", authority.cert);
      await byFile.write("me.pem", client.cert);
      await byFile.write("me.key", client.key);
      const access = await byFile.open();
      assert.deepEqual(await readVersion(access), { major: "1" });

      await byFile.write("me.key", authority.server.key);
      await assert.rejects(readVersion(access), /Cannot use the certificates of context "here"/);
      await byFile.write("ca.pem", "no certificate");
      await assert.rejects(readVersion(access), /it holds no certificate/);

      await using without = await createKubeconfigFolder({
        cluster: { server: url, "certificate-authority-data": toData(authority.cert) },
      });
      await assert.rejects(readVersion(await without.open()), /failed: .*[Cc]ertificate/);
    } finally {
      server.close();
      await once(server, "close");
    }
  },
});

Deno.test("a context may be chosen; without a user nothing is said of who asks", async () => {
  await using folder = await createKubeconfigFolder({ user: { token: "secret" } });
  const here = await folder.open("here");
  assert.equal(here.baseUrl, "https://kube.example.org:6443");
  assert.equal(here.description, 'context "here"');
  const there = await folder.open("there");
  assert.equal(there.baseUrl, "https://two.example.org/prefix");
  assert.deepEqual(await there.readHeaders(), {});
});

Deno.test("of several files the first to say something wins, and missing ones are passed over", async () => {
  await using folder = await createKubeconfigFolder({ user: { token: "first" } });
  await folder.write("more", {
    "current-context": "third",
    clusters: [{ name: "one", cluster: { server: "https://other.example.org" } }],
    users: [{ name: "mia", user: { token: "second" } }],
    contexts: [{ name: "third", context: { cluster: "two", user: "mia" } }],
  });
  const access = await folder.open(null, ["missing", "config", "more"]);
  assert.equal(access.baseUrl, "https://kube.example.org:6443");
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer first" });
  assert.equal((await folder.open(null, ["more", "config"])).description, 'context "third"');
});

Deno.test("a proxy of the kubeconfig is used", async () => {
  await using proxy = startMirror();
  await using folder = await createKubeconfigFolder({
    cluster: { server: "http://kube.invalid", "proxy-url": proxy.url },
  });
  assert.deepEqual(await readVersion(await folder.open()), {
    path: "/version",
    authorization: null,
    as: null,
  });
  assert.equal(proxy.requests.length, 1);
});

const REFUSED: readonly { readonly parts: KubeconfigParts; readonly message: RegExp }[] = [
  {
    parts: { more: { "current-context": "nowhere" } },
    message: /no context "nowhere": expected one of "here", "there"/,
  },
  {
    parts: { more: { "current-context": null } },
    message: /no current context: expected one of its contexts \("here", "there"\)/,
  },
  { parts: { more: { contexts: [] } }, message: /no context "here": expected one of none/ },
  { parts: { more: { clusters: [] } }, message: /"here" names no cluster that exists/ },
  { parts: { more: { users: null } }, message: /"here" names no user that exists/ },
  {
    parts: { cluster: { server: "kube:6443" } },
    message: /"here" has no "server" that is an HTTP address/,
  },
  {
    parts: { cluster: { "insecure-skip-tls-verify": true } },
    message: /"insecure-skip-tls-verify", which is not supported/,
  },
  {
    parts: { cluster: { "tls-server-name": "kube" } },
    message: /"tls-server-name", which is not supported/,
  },
  {
    parts: { cluster: { "proxy-url": "ftp://proxy" } },
    message: /"proxy-url" of context "here" cannot be used/,
  },
  { parts: { user: { "as-groups": ["admins"] } }, message: /"as-groups", which is not supported/ },
  {
    parts: { user: { exec: { command: "x", interactiveMode: "Always" } } },
    message: /needs a terminal/,
  },
  {
    parts: { user: { exec: { args: ["x"] } } },
    message: /asks for a credential plugin without a "command"/,
  },
  {
    parts: {
      user: { exec: { command: "x", apiVersion: "client.authentication.k8s.io/v1alpha1" } },
    },
    message:
      /another "apiVersion": expected "client.authentication.k8s.io\/v1" or "client.authentication.k8s.io\/v1beta1"/,
  },
  {
    parts: { user: { "auth-provider": { name: "gcp" } } },
    message: /asks for an "auth-provider", which is not supported: expected an "exec" plugin/,
  },
  {
    parts: { cluster: { "proxy-url": "http://mia:s3cr3t%zz@proxy" } },
    message:
      /"proxy-url" of context "here" has a user or a password that cannot be decoded: expected "%25"/,
  },
];

for (const { parts, message } of REFUSED) {
  Deno.test(`a kubeconfig is refused with a sentence: ${message.source}`, async () => {
    await using folder = await createKubeconfigFolder(parts);
    await assert.rejects(folder.open(), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /s3cr3t/);
      return true;
    });
  });
}

for (const token of ["s3cr3t\nX-Evil: 1", "s3cr3t\u0000", "s3cr3tä", " ", "s3cr3t two", 12345678]) {
  Deno.test(`a token that cannot be sent is refused at once: ${JSON.stringify(token)}`, async () => {
    await using folder = await createKubeconfigFolder({ user: { token } });
    await assert.rejects(folder.open(), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(
        error.message,
        'KUBE_CONTEXT: the user of context "here" holds no usable token: ' +
          "expected one line of printable ASCII without spaces",
      );
      return true;
    });
  });
}

Deno.test("white space around a token is dropped, and an empty one is none", async () => {
  const read = async (token: string) => {
    await using folder = await createKubeconfigFolder({ user: { token } });
    return await (await folder.open()).readHeaders();
  };
  assert.deepEqual(await read(" secret\n"), { authorization: "Bearer secret" });
  assert.deepEqual(await read(""), {});
});

Deno.test("a kubeconfig that comes to name another server sends it nothing, and the old one neither", async () => {
  await using before = startMirror();
  await using after = startMirror();
  await using folder = await createKubeconfigFolder({
    cluster: { server: before.url },
    user: { token: "old" },
  });
  const access = await folder.open();
  await readVersion(access);
  await folder.rewrite({ cluster: { server: after.url }, user: { token: "new" } });
  access.forgetCredentials();
  const problem = `Cannot get the credentials of context "here": ` +
    `it names another API server now, "${after.url}": restart the informer to go there`;
  for (const ask of [() => access.readHeaders(), () => access.createHttpClient()]) {
    await assert.rejects(ask, (error: unknown) => {
      assert.ok(error instanceof UnavailableError);
      assert.equal(error.message, problem);
      return true;
    });
  }
  await assert.rejects(readVersion(access));
  assert.equal(before.requests.length, 1);
  assert.equal(after.requests.length, 0);
  await folder.rewrite({ cluster: { server: before.url }, user: { token: "new" } });
  assert.deepEqual(await readVersion(access), {
    path: "/version",
    authorization: "Bearer new",
    as: null,
  });
});

Deno.test("a proxy is told without its password, one of a later reading as well", async () => {
  const cluster = { "proxy-url": "http://mia:s3cr3t@proxy.example.org:3128" };
  await using folder = await createKubeconfigFolder({ cluster });
  const access = await folder.open();
  assert.equal(
    access.description,
    'context "here" through the proxy "http://proxy.example.org:3128"',
  );
  assert.equal(access.via, 'the proxy at "http://proxy.example.org:3128"');
  await folder.rewrite({});
  access.forgetCredentials();
  await access.readHeaders();
  assert.equal(access.description, 'context "here"');
  assert.equal(access.via, null);
});

Deno.test("files that are missing or no YAML are refused without showing what is in them", async () => {
  await using folder = await createKubeconfigFolder();
  await assert.rejects(
    folder.open(null, ["missing"]),
    /KUBECONFIG: expected a kubeconfig at ".*missing"/,
  );
  await folder.write("broken", "users:\n  - token: secret\n bad: [");
  await assert.rejects(folder.open(null, ["broken"]), (error: unknown) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /broken" is not YAML/);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
  for (
    const [value, reason] of [
      ["*s3cr3t", "unidentified alias (line 2, column 21)"],
      ["!s3cr3t x", "unknown scalar tag (line 2, column 20)"],
      ["!<s3cr3t", "unexpected end of the stream within a verbatim tag (line 3, column 1)"],
      ["!s3cr3t!x y", "undeclared tag handle (line 2, column 29)"],
    ] as const
  ) {
    await folder.write("broken", `users:\n  - user: { token: ${value} }\n`);
    await assert.rejects(folder.open(null, ["broken"]), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(
        error.message.replace(folder.path, ""),
        `KUBECONFIG: the file "/broken" is not YAML: ${reason}`,
      );
      return true;
    });
  }
  await folder.write("list", "- 1");
  await assert.rejects(folder.open(null, ["list"]), ConfigError);
  await assert.rejects(folder.open(null, ["."]), /cannot be read/);
});
