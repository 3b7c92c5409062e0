import { deepEqual, equal, rejects } from "node:assert/strict";
import { createLocalCertificate } from "../../../demo/kubernetes/certificate.ts";
import { ask, CLAIMS, startWithClaims, toClaim, toNames, watchClaims } from "./stand_in_client.ts";

Deno.test("HTTPS is trusted by whoever trusts the authority, and by nobody else", async () => {
  const tls = await createLocalCertificate();
  await using standIn = startWithClaims(["a"], { tls });
  using client = Deno.createHttpClient({ caCerts: [tls.ca] });
  equal(new URL(standIn.url).protocol, "https:");
  deepEqual(toNames(await ask(standIn, CLAIMS, { client })), ["a"]);
  await rejects(ask(standIn, CLAIMS), TypeError);
});

Deno.test("over HTTP/2 a lost connection takes all its requests with it, and a new client recovers", async () => {
  const tls = await createLocalCertificate();
  await using standIn = startWithClaims([], { tls });
  using client = Deno.createHttpClient({ caCerts: [tls.ca] });
  await using watch = await watchClaims(standIn, "", { client });
  await ask(standIn, CLAIMS, { client });
  standIn.dropWatchesSilently();
  const told = watch.next();
  const listed = ask(standIn, CLAIMS, { client });
  standIn.apply(toClaim("a"));
  using other = Deno.createHttpClient({ caCerts: [tls.ca] });
  deepEqual(toNames(await ask(standIn, CLAIMS, { client: other })), ["a"]);
  const lost = "lost";
  deepEqual(await Promise.race([told, listed, Promise.resolve(lost)]), lost);
  standIn.cutConnections();
  await Promise.all([rejects(told), rejects(listed)]);
});
