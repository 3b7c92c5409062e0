/** The certificate's own time, by a clock that a test turns. */
import assert from "node:assert/strict";
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { openTlsFiles } from "../../src/modes/tls_files.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

Deno.test("a certificate that is not valid now is told, and one that is valid is not", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { cert, key } = await createLocalCertificate();
    const settings = { tlsCertFile: `${folder}/tls.crt`, tlsKeyFile: `${folder}/tls.key` };
    await Deno.writeTextFile(settings.tlsCertFile, cert);
    await Deno.writeTextFile(settings.tlsKeyFile, key);
    const tellAt = async (time: string) => {
      const clock = new ManualClock(time);
      return (await openTlsFiles({ settings, clock, logger: createMemoryLogger() }))?.problems;
    };
    const name = "COLLECTOR_TLS_CERT_FILE: the certificate";
    assert.deepEqual(await tellAt("2019-12-31T00:00:00Z"), [
      `${name} becomes valid only at 2020-01-01T00:00:00.000Z`,
    ]);
    assert.deepEqual(await tellAt("2026-01-01T00:00:00Z"), []);
    assert.deepEqual(await tellAt("2050-01-01T00:00:00Z"), [
      `${name} has expired at 2049-12-31T23:59:59.000Z`,
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
