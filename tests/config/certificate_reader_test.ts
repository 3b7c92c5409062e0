import assert from "node:assert/strict";
import { createCertificateReader } from "../../src/config/certificate_reader.ts";
import { ConfigError } from "../../src/errors.ts";

const OLD = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const NEW = OLD.replace("AAAA", "BBBB");

/** A reader over a file that the test changes. */
function createReader(file: { text: string | undefined }) {
  const problems: string[] = [];
  const read = createCertificateReader({
    path: "/run/ca.pem",
    variable: "COLLECTOR_CA_FILE",
    readTextFile: () =>
      file.text === undefined
        ? Promise.reject(new Deno.errors.NotFound("/run/ca.pem"))
        : Promise.resolve(file.text),
    onProblem: (problem) => problems.push(problem),
  });
  return { read, problems };
}

Deno.test("renewed certificates are those of the next reading", async () => {
  const file = { text: OLD };
  const { read, problems } = createReader(file);
  assert.equal(await read(), OLD);
  file.text = NEW;
  assert.equal(await read(), NEW);
  assert.deepEqual(problems, []);
});

Deno.test("certificates that were never there are a wrong setting", async () => {
  const samples = {
    "does not exist": undefined,
    "holds no certificate: expected -----BEGIN CERTIFICATE-----": "garbage",
  };
  for (const [problem, text] of Object.entries(samples)) {
    await assert.rejects(createReader({ text }).read(), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.message, `COLLECTOR_CA_FILE: the file "/run/ca.pem" ${problem}`);
      return true;
    });
  }
});

Deno.test("certificates that cannot be read any more still serve, and that is told once", async () => {
  const file: { text: string | undefined } = { text: OLD };
  const { read, problems } = createReader(file);
  await read();
  file.text = undefined;
  assert.equal(await read(), OLD);
  assert.equal(await read(), OLD);
  assert.deepEqual(problems, [`COLLECTOR_CA_FILE: the file "/run/ca.pem" does not exist`]);
  file.text = "";
  assert.equal(await read(), OLD);
  assert.equal(problems.length, 2, "another problem is news");
  file.text = NEW;
  assert.equal(await read(), NEW);
  file.text = "";
  assert.equal(await read(), NEW);
  assert.equal(problems.length, 3, "after a recovery the same problem is news");
});
