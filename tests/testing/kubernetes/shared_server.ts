/** One real API server for the tests of a file: starting takes longer than most of them. */
import { RealApiServer, type RealApiServerOptions } from "./real_api_server.ts";
import { testReal } from "./real_binaries.ts";

/** A test that is given the server, and a name that no other test of the file has. */
export type TestShared = (
  name: string,
  run: (server: RealApiServer, uniqueName: string) => Promise<void>,
) => void;

/** Makes the way to define such tests; call it once in a file. */
export function shareRealServer(options: RealApiServerOptions = {}): TestShared {
  let shared: Promise<RealApiServer> | undefined;
  let testCount = 0;
  Deno.test.afterAll(async () => {
    await (await shared)?.[Symbol.asyncDispose]();
  });
  return (name, run) =>
    testReal(name, async () => {
      const server = await (shared ??= RealApiServer.start(options));
      testCount += 1;
      await run(server, `test-${testCount}`);
    });
}
