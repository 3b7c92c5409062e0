/** Listening, with a line in the log that says where, or why not. */
import { errorMessage } from "../errors.ts";
import { quote } from "../runtime/visible_text.ts";
import type { Logger } from "../runtime/logger.ts";

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** Serves; `undefined` where the address cannot be listened on, which has been logged then. */
export function listen(
  { host, port }: ListenAddress,
  deps: { readonly handler: Deno.ServeHandler<Deno.NetAddr>; readonly logger: Logger },
): Deno.HttpServer<Deno.NetAddr> | undefined {
  try {
    return Deno.serve({
      hostname: host,
      port,
      onListen: (address) =>
        deps.logger.info("Listening", { host: address.hostname, port: address.port }),
    }, deps.handler);
  } catch (error) {
    deps.logger.error(`Cannot listen on ${quote(host)} port ${port}: ${errorMessage(error)}`);
    return undefined;
  }
}
