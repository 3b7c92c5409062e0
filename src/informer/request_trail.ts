/**
 * A client of the collector that leaves a line at `debug` for each request: what it held, by numbers,
 * what became of it, and how long that took. Nothing of any claim is in it.
 */
import type { BatchAnswer } from "../contract/batch.ts";
import type { LogFields, Logger } from "../runtime/logger.ts";
import type { Batch, CollectorClient, Delivery } from "./collector_client.ts";

/** What the lines are made with. */
export interface RequestTrailDeps {
  readonly client: CollectorClient;
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** The client, with lines. */
export function createLoggedClient({ client, time, logger }: RequestTrailDeps): CollectorClient {
  const log = async <Answer>(
    request: () => Promise<Delivery<Answer>>,
    describe: (delivery: Delivery<Answer>) => readonly [string, LogFields],
  ) => {
    const beganAt = time();
    const delivery = await request();
    const [message, fields] = describe(delivery);
    logger.debug(message, { ...fields, durationMs: time() - beganAt });
    return delivery;
  };
  return {
    submit: (batch, signal) =>
      log(() => client.submit(batch, signal), (delivery) => [
        "Batch sent",
        { ...describeBatch(batch), ...describeDelivery(delivery), ...describeAnswer(delivery) },
      ]),
    post: (status, signal) =>
      log(() => client.post(status, signal), (delivery) => [
        "Status posted",
        describeDelivery(delivery),
      ]),
    greet: (signal) =>
      log(() => client.greet(signal), (delivery) => [
        "Collector asked whether it is an older one",
        describeDelivery(delivery),
      ]),
  };
}

function describeBatch({ sequence, sync, silent, upserts, deletions }: Batch): LogFields {
  return {
    sequence,
    upserts: upserts.length,
    deletions: deletions.length,
    syncOf: sync?.scope.resource,
    syncPart: sync?.part,
    isSyncEnd: sync?.last,
    silentScopes: silent?.length,
  };
}

function describeDelivery(delivery: Delivery<unknown>): LogFields {
  const { kind: outcome } = delivery;
  switch (delivery.kind) {
    case "delivered":
      return { outcome };
    case "unacceptable":
      // What is said of content may repeat it.
      return { outcome, status: delivery.status };
    case "refused":
      return { outcome, status: delivery.status, why: delivery.message };
    case "unavailable":
      return { outcome, why: delivery.message };
  }
}

function describeAnswer(delivery: Delivery<BatchAnswer>): LogFields {
  if (delivery.kind !== "delivered") return {};
  const { rejected, resync, superseded } = delivery.answer;
  return { rejected: rejected.length, resync, superseded };
}
