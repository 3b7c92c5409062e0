import assert from "node:assert/strict";
import { toNetwork } from "../../src/http/remote_network.ts";

const CASES: Readonly<Record<string, string>> = {
  "192.0.2.7": "192.0.2.7",
  "::ffff:192.0.2.7": "192.0.2.7",
  "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
  "2001:DB8:1:2::1": "2001:db8:1:2::/64",
  "2001:0db8:0001:0002::1": "2001:db8:1:2::/64",
  "2001:db8::1": "2001:db8:0:0::/64",
  "2001:db8:0:0:1::": "2001:db8:0:0::/64",
  "::1": "0:0:0:0::/64",
  "::": "0:0:0:0::/64",
  "fe80::1%eth0": "fe80:0:0:0::/64",
  "64:ff9b::192.0.2.7": "64:ff9b:0:0::/64",
  "no address": "no address",
};

for (const [address, network] of Object.entries(CASES)) {
  Deno.test(`"${address}" is counted as "${network}"`, () => {
    assert.equal(toNetwork(address), network);
  });
}

Deno.test("addresses of one network are counted as one, those of the next are not", () => {
  assert.equal(toNetwork("2001:db8:1:2::1"), toNetwork("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  assert.notEqual(toNetwork("2001:db8:1:2::1"), toNetwork("2001:db8:1:3::1"));
});
