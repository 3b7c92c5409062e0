/** Submits one batch, as a process of its own; prints what became of it. */
import { CollectorHttpClient } from "../../src/client/collector_http_client.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { BATCH, createTestConnect } from "./collector_stub.ts";

const [url = "", pem = ""] = Deno.args;
const client = new CollectorHttpClient({
  url,
  cluster: "lab",
  readToken: () => Promise.resolve(null),
  connect: createTestConnect(() => Promise.resolve(pem)).connect,
  clock: systemClock,
  userAgent: "test",
});
const delivery = await client.submit(BATCH, new AbortController().signal);
client.close();
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(delivery)));
