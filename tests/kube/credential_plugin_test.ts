import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { UnavailableError } from "../../src/errors.ts";
import { createKubeAccess } from "../../src/kube/create_kube_access.ts";
import type { KubeAccess } from "../../src/kube/kube_access.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createCertificateAuthority, HAS_OPENSSL } from "./certificate_authority.ts";
import { createKubeconfigFolder, type KubeconfigFolder } from "./kubeconfig_folder.ts";
import { until } from "./watch_log.ts";

const API_VERSION = "client.authentication.k8s.io/v1";
const SECRET = "s3cr3tTOKENvalue";

/** A kubeconfig whose plugin is a script beside it. */
async function createPlugin(
  script: string,
  more: { readonly exec?: object; readonly cluster?: Record<string, unknown> } = {},
): Promise<KubeconfigFolder> {
  const exec = { apiVersion: API_VERSION, command: "./plugin", ...more.exec };
  const folder = await createKubeconfigFolder({ cluster: more.cluster ?? {}, user: { exec } });
  await folder.writeScript("plugin", script);
  return folder;
}

function testPlugin(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });
}

/** A script that prints such an answer. */
function print(answer: unknown): string {
  return `cat <<'END'\n${typeof answer === "string" ? answer : JSON.stringify(answer)}\nEND`;
}

function toCredential(status: unknown, more: object = {}): unknown {
  return { apiVersion: API_VERSION, kind: "ExecCredential", status, ...more };
}

/** The sentence of the failure, without the folder. */
async function readFailure(access: KubeAccess, folder: KubeconfigFolder): Promise<string> {
  const error = await access.readHeaders().then(() => null, (reason: unknown) => reason);
  assert.ok(error instanceof UnavailableError);
  return error.message.replaceAll(`${folder.path}/`, "");
}

const FAILURE = 'Cannot get the credentials of context "here": The credential plugin "plugin" ';

testPlugin("an answer serves until it expires", async () => {
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  await using folder = await createPlugin(
    `cd "$(dirname "$0")" && echo run >> runs && count=$(wc -l < runs | tr -d ' ')\n` +
      print({ status: { token: "TOKEN", expirationTimestamp: "2026-01-01T01:00:00Z" } })
        .replace("cat <<'END'", "sed s/TOKEN/token-$count/ <<'END'"),
  );
  const access = await folder.open(null, ["config"], { clock });
  const read = async () => (await access.readHeaders())["authorization"];
  assert.equal(await read(), "Bearer token-1");
  clock.advance(3_600_000);
  assert.equal(await read(), "Bearer token-1");
  clock.advance(1);
  assert.equal(await read(), "Bearer token-2");
});

const ANSWERS: readonly { readonly answer: unknown; readonly problem: string }[] = [
  { answer: SECRET, problem: "printed no JSON" },
  { answer: `{"status":{"token":"${SECRET}",}}`, problem: "printed no JSON" },
  { answer: `{"status":{"token":"a"}}${SECRET}`, problem: "printed no JSON" },
  {
    answer: { kind: SECRET, status: { token: "a" } },
    problem: "printed an object of another kind than ExecCredential",
  },
  {
    answer: toCredential({ token: "a" }, { apiVersion: `${API_VERSION}beta1` }),
    problem: `printed an ExecCredential of another API version than "${API_VERSION}"`,
  },
  { answer: toCredential(undefined), problem: "printed an ExecCredential without a status" },
  { answer: [], problem: "printed an ExecCredential without a status" },
  {
    answer: toCredential({ token: "" }),
    problem: "printed an ExecCredential without a token and without a certificate",
  },
  {
    answer: toCredential({ token: "a", clientCertificateData: SECRET }),
    problem: "printed an ExecCredential with a certificate but without its key",
  },
  {
    answer: toCredential({ clientKeyData: SECRET }),
    problem: "printed an ExecCredential with a key but without its certificate",
  },
  {
    answer: toCredential({ clientCertificateData: SECRET, clientKeyData: SECRET }),
    problem: "printed an ExecCredential whose certificate or key is no PEM text",
  },
  {
    answer: toCredential({ token: "a", expirationTimestamp: SECRET }),
    problem: "printed an ExecCredential whose expirationTimestamp is no time",
  },
  ...[`${SECRET}\nX-Evil: 1`, `${SECRET}\u0000`, `${SECRET}ä`, " ", 7].map((token) => ({
    answer: toCredential({ token }),
    problem: "printed an ExecCredential that holds no usable token: " +
      "expected one line of printable ASCII without spaces",
  })),
];

for (const { answer, problem } of ANSWERS) {
  testPlugin(
    `an answer that is of no use is told without it: ${JSON.stringify(answer)}`,
    async () => {
      await using folder = await createPlugin(print(answer));
      assert.equal(await readFailure(await folder.open(), folder), FAILURE + problem);
    },
  );
}

const ENDINGS: readonly { readonly script: string; readonly problem: string }[] = [
  { script: "echo please log in >&2; exit 3", problem: "failed with exit code 3: please log in" },
  { script: `echo ${SECRET}; exit 1`, problem: "failed with exit code 1" },
  { script: "kill -TERM $$", problem: "was ended by SIGTERM" },
  { script: "yes 0123456789", problem: "printed more than 1 MiB" },
  {
    script: "yes 0123456789 | head -c 3000000; exit 1",
    problem: "printed more than 1 MiB",
  },
  {
    script: "echo no network >&2; yes . | tr -d '\\n' | head -c 3000000 >&2; exit 1",
    problem: "failed with exit code 1: no network",
  },
  {
    script: `echo "id_token=${SECRET}, got $VALUE and ${SECRET}" >&2; exit 1`,
    problem: "failed with exit code 1: id_token=***, got *** and ***",
  },
];

for (const { script, problem } of ENDINGS) {
  testPlugin(`a plugin that fails is told in one sentence: ${script}`, async () => {
    const env = [{ name: "VALUE", value: "our own" }, { name: "VALUE", value: "our own value" }];
    await using folder = await createPlugin(script, { exec: { env } });
    assert.equal(await readFailure(await folder.open(), folder), FAILURE + problem);
  });
}

testPlugin("a plugin that is not there is told with the hint how to install it", async () => {
  const exec = { installHint: "Get it\n at https://example.org/plugin-1.2.tgz", command: "./no" };
  await using folder = await createPlugin("", { exec });
  assert.equal(
    await readFailure(await folder.open(), folder),
    'Cannot get the credentials of context "here": The credential plugin "no" was not found: ' +
      "Get it at https://example.org/plugin-1.2.tgz",
  );
  await folder.write("no", "#!/bin/sh\n");
  assert.match(
    await readFailure(await folder.open(), folder),
    /The credential plugin "no" cannot be started: PermissionDenied$/,
  );
});

testPlugin("a plugin that hangs is ended after 25 s, and asked again", async () => {
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  await using folder = await createPlugin(
    `cd "$(dirname "$0")"\n[ -e works ] && ${print(toCredential({ token: "good" }))}
if [ ! -e works ]; then echo waiting >&2; mkfifo forever; cat forever & echo $! > pid; wait; fi`,
  );
  const access = await folder.open(null, ["config"], { clock });
  const failures = [readFailure(access, folder), readFailure(access, folder)];
  const pid = await readPid(`${folder.path}/pid`);
  clock.advance(25_000);
  for (const failure of failures) {
    assert.equal(await failure, `${FAILURE}took longer than 25 s: waiting`);
  }
  await waitForEnd(pid);
  assert.equal(clock.sleeperCount, 0);
  await folder.write("works", "");
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer good" });
});

testPlugin("a plugin cannot wait for input, and what it leaves running does no harm", async () => {
  await using folder = await createPlugin(
    `read answer; cd "$(dirname "$0")"; sleep 60 >/dev/null & echo $! > pid\n` +
      print(toCredential({ token: "good" })),
  );
  const access = await folder.open();
  try {
    assert.deepEqual(await access.readHeaders(), { authorization: "Bearer good" });
  } finally {
    Deno.kill(await readPid(`${folder.path}/pid`), "SIGKILL");
  }
});

testPlugin("a plugin does not outlive us", async () => {
  await using folder = await createPlugin(`echo $$ > "$(dirname "$0")/pid"; exec sleep 60`);
  const source = new URL("../../src/kube/create_kube_access.ts", import.meta.url);
  await folder.write(
    "ask.ts",
    `import { createKubeAccess } from "${source}";
const access = await createKubeAccess({ kind: "kubeconfig", paths: [Deno.args[0]], context: null });
access.readHeaders();
for await (const bytes of Deno.stdin.readable) Deno.exit(bytes.length);`,
  );
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const us = new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-check --allow-all --config".split(" "),
      config,
      `${folder.path}/ask.ts`,
      `${folder.path}/config`,
    ],
    stdin: "piped",
  }).spawn();
  const pid = await readPid(`${folder.path}/pid`);
  const writer = us.stdin.getWriter();
  await writer.write(new Uint8Array(7));
  assert.equal((await us.status).code, 7);
  await writer.close().catch(() => {});
  await waitForEnd(pid);
});

testPlugin("a plugin of the working directory is run, not one that PATH knows", async () => {
  await using folder = await createPlugin(print(toCredential({ token: "mine" })), {
    exec: { command: "./sh" },
  });
  await Deno.rename(`${folder.path}/plugin`, `${folder.path}/sh`);
  const home = Deno.cwd();
  Deno.chdir(folder.path);
  try {
    const access = await createKubeAccess({ kind: "kubeconfig", paths: ["config"], context: null });
    assert.deepEqual(await access.readHeaders(), { authorization: "Bearer mine" });
  } finally {
    Deno.chdir(home);
  }
});

testPlugin(
  "a plugin of v1beta1 is told all about the cluster, an authority in a file too",
  async () => {
    const apiVersion = `${API_VERSION}beta1`;
    await using folder = await createPlugin(
      `cd "$(dirname "$0")"; echo "$KUBERNETES_EXEC_INFO" > asked\n` +
        print(toCredential({ token: "good" }, { apiVersion })),
      {
        exec: {
          apiVersion,
          provideClusterInfo: true,
          interactiveMode: "IfAvailable",
          env: [{ name: "KUBERNETES_EXEC_INFO", value: "wrong" }],
        },
        cluster: {
          "certificate-authority": "ca.pem",
          "proxy-url": "http://proxy.example.org:3128",
          extensions: [
            { name: "other", extension: 1 },
            { name: "client.authentication.k8s.io/exec", extension: { audience: "us" } },
          ],
        },
      },
    );
    const access = await folder.open();
    assert.match(
      await readFailure(access, folder),
      /^Cannot get the credentials of context "here": ENOENT.*ca.pem/,
    );
    await folder.write("ca.pem", "CA");
    assert.deepEqual(await access.readHeaders(), { authorization: "Bearer good" });
    assert.deepEqual(JSON.parse(await Deno.readTextFile(`${folder.path}/asked`)), {
      apiVersion,
      kind: "ExecCredential",
      spec: {
        interactive: false,
        cluster: {
          server: "https://kube.example.org:6443",
          "certificate-authority-data": btoa("CA"),
          "proxy-url": "http://proxy.example.org:3128",
          config: { audience: "us" },
        },
      },
    });
  },
);

Deno.test({
  name: "a plugin may give a certificate; one that the runtime does not take is not shown",
  ignore: Deno.build.os === "windows" || !HAS_OPENSSL,
  fn: async () => {
    await using authority = await createCertificateAuthority();
    const { cert, key } = authority.client;
    const toStatus = (clientKeyData: string) =>
      toCredential({ clientCertificateData: cert, clientKeyData });
    await using folder = await createPlugin(print(toStatus(key)));
    const access = await folder.open();
    assert.deepEqual(await access.readHeaders(), {});
    (await access.createHttpClient()).close();
    const broken = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`;
    await folder.writeScript("plugin", print(toStatus(broken)));
    access.forgetCredentials();
    await assert.rejects(access.createHttpClient(), (error: unknown) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(error.message, /^Cannot use the certificates of context "here": /);
      assert.ok(!error.message.includes(SECRET));
      return true;
    });
  },
});

/** The number in a file, once it is there. */
async function readPid(path: string): Promise<number> {
  const read = () => existsSync(path) ? Deno.readTextFileSync(path) : "";
  await until(() => read().endsWith("\n"));
  return Number(read());
}

/** Waits until there is no such process, or only what its parent has not noticed yet. */
async function waitForEnd(pid: number): Promise<void> {
  await until(() => {
    const args = ["-o", "stat=", "-p", String(pid)];
    const { stdout } = new Deno.Command("ps", { args }).outputSync();
    return /^(?:Z|$)/.test(new TextDecoder().decode(stdout).trim());
  });
}

testPlugin("what a plugin leaves running does not hold its answer back", async () => {
  const answer = print(toCredential({ token: "good" }));
  await using folder = await createPlugin(`sleep 20 &\n${answer}`);
  const access = await folder.open();
  assert.equal((await access.readHeaders())["authorization"], "Bearer good");
});

testPlugin("what a failed plugin leaves running does not hide its failure", async () => {
  await using folder = await createPlugin("sleep 20 &\nexit 3");
  assert.equal(await readFailure(await folder.open(), folder), `${FAILURE}failed with exit code 3`);
});

testPlugin("an answer that has expired when it comes serves for a moment", async () => {
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  const answer = print({
    status: { token: "good", expirationTimestamp: "2025-12-31T23:00:00Z" },
  });
  await using folder = await createPlugin(`cd "$(dirname "$0")" && echo run >> runs\n${answer}`);
  const access = await folder.open(null, ["config"], { clock });
  const countRuns = async () => (await Deno.readTextFile(`${folder.path}/runs`)).split("\n").length;
  await access.readHeaders();
  (await access.createHttpClient()).close();
  assert.equal(await countRuns(), 2, "one line and its end");
  clock.advance(5_001);
  await access.readHeaders();
  assert.equal(await countRuns(), 3);
});

testPlugin("what a plugin repeats of its arguments is not shown", async () => {
  const exec = { args: ["--pin", "correct-horse"] };
  await using folder = await createPlugin('echo "bad pin, got $2 there" >&2; exit 1', { exec });
  const failure = await readFailure(await folder.open(), folder);
  assert.equal(failure, `${FAILURE}failed with exit code 1: bad pin, got *** there`);
});
