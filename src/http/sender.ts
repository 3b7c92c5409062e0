/** Who counts as one where requests and bytes are counted: a credential, else a network. */
import type { Context } from "@hono/hono";
import { ANYBODY, type Caller } from "../collector/caller.ts";
import type { AppEnv } from "./app_deps.ts";
import { toNetwork } from "./remote_network.ts";

/** Whose share it is, and what the log calls its owner. */
export interface Sender {
  readonly key: string;
  readonly name: string;
}

/** The sender of a request; `null` stands for a refused credential. */
export function toSender(c: Context<AppEnv>, caller: Caller | null): Sender {
  if (caller !== null && caller !== ANYBODY) {
    return { key: `credential ${caller.id}`, name: caller.name };
  }
  // The app's own tests and tools ask it without a connection, and then without this.
  const address = c.env?.remoteAddress;
  const network = address === undefined ? "unknown" : toNetwork(address);
  return { key: `address ${network}`, name: network };
}
