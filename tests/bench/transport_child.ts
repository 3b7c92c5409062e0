/** The app in a process of its own, served by `node` or by `deno`, as the first argument says. */
import { StatusStore } from "../../src/collector/status_store.ts";
import { UNLIMITED } from "../../src/collector/store_limits.ts";
import { listenHttp } from "../../src/transport/http_listener.ts";
import { createTestApp } from "../http/test_app.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

const silent = () => {};
const quiet = { ...createMemoryLogger(), debug: silent, info: silent };
const store = new StatusStore({
  now: () => Date.now(),
  staleAfterMs: 900_000,
  limits: UNLIMITED,
  logger: quiet,
});
const { app } = createTestApp({ store, logger: quiet, requestsPerSecond: 0 });
const address = { host: "127.0.0.1", port: 0 };
const tell = (port: number) => Deno.stdout.writeSync(new TextEncoder().encode(`${port}\n`));

if (Deno.args[0] === "node") {
  const listener = await listenHttp({
    ...address,
    certificate: null,
    handler: (request, origin) => app.fetch(request, origin),
    logger: quiet,
    createRequestId: () => crypto.randomUUID(),
  });
  tell(listener.port);
} else {
  Deno.serve(
    { hostname: address.host, port: address.port, onListen: ({ port }) => void tell(port) },
    (request) => app.fetch(request),
  );
}
