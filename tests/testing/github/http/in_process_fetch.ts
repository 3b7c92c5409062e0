/** The double as a `fetch` function: no socket, the same faults, and the client's abort signal. */
import type { Outcome } from "./exchange.ts";
import { truncateResponse } from "./lost_connection.ts";
import { createEndlessResponse } from "./strange_body.ts";

/** Makes a function to give to Octokit as `request.fetch`. It answers for every host. */
export function createInProcessFetch(
  exchange: (request: Request) => Promise<Outcome>,
): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort);
    try {
      const outcome = await Promise.race([exchange(request), aborted.promise]);
      if (outcome.kind === "answer") return outcome.response;
      if (outcome.kind === "truncate") return await truncateResponse(outcome.response);
      if (outcome.kind === "endless") return createEndlessResponse(signal);
      if (outcome.kind === "hang") return await aborted.promise;
      throw new TypeError("error sending request: connection closed before message completed");
    } finally {
      signal.removeEventListener("abort", abort);
    }
  };
}
