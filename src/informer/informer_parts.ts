/** Puts the parts of an informer together; see each for what it does. */
import { createDigester } from "../claim/digester.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { Backlog } from "./backlog.ts";
import { BatchCourier } from "./batch_courier.ts";
import { BatchSession } from "./batch_session.ts";
import { ClaimTeller } from "./claim_teller.ts";
import type { StartWatch } from "./claim_watcher.ts";
import { CollectorAnswers } from "./collector_answers.ts";
import type { CollectorClient } from "./collector_client.ts";
import { CollectorDelivery } from "./collector_delivery.ts";
import { CompositeMirror } from "./composite_mirror.ts";
import { DigestPool } from "./digest_pool.ts";
import { EventCounter } from "./event_counts.ts";
import { ItemRefusals } from "./item_refusals.ts";
import { PostCourier } from "./post_courier.ts";
import { RequestPace } from "./request_pace.ts";
import { createLoggedClient } from "./request_trail.ts";
import { ScopeMirror } from "./scope_mirror.ts";
import { SharedWatches } from "./shared_watches.ts";
import { createSteadyClock } from "./steady_clock.ts";
import { Synchronisation } from "./synchronisation.ts";
import { TargetBoard } from "./target_board.ts";
import type { TargetSource } from "./target_source.ts";

/** What the parts are made with. */
export interface AssemblyDeps {
  /** Tells what to watch. */
  readonly targets: TargetSource;
  /** Whether the composites of the claims are watched, too. */
  readonly composites: boolean;
  readonly client: CollectorClient;
  readonly clock: Clock;
  /** Gives a number from 0 up to, but not including, 1. */
  readonly random: () => number;
  /** Gives a new random id. */
  readonly createId: () => string;
  readonly logger: Logger;
  /** Longest silence towards the collector, in milliseconds. */
  readonly heartbeatMs: number;
}

/** The parts that others look at. */
export type InformerParts = Memory & Couriers & { readonly events: EventCounter };

type Memory = ReturnType<typeof createMemory>;
type Couriers = ReturnType<typeof createCouriers>;

/** Makes the parts; nothing runs yet. */
export function assembleInformer(deps: AssemblyDeps, start: StartWatch): InformerParts {
  const memory = createMemory(deps, new SharedWatches(start).watch);
  return { ...memory, ...createCouriers(deps, memory), events: new EventCounter() };
}

/** What is known of claims, and what of it is not told yet. */
function createMemory(deps: AssemblyDeps, watch: StartWatch) {
  const { clock, logger, createId } = deps;
  const steadyClock = createSteadyClock(clock);
  const time = () => steadyClock.now();
  const { digestObject, joinDigests } = createDigester();
  const backlog = new Backlog({ time });
  const refusals = new ItemRefusals({ time, logger });
  const teller = new ClaimTeller({
    joinDigests,
    clock,
    time,
    onChange: (claim) => backlog.update(claim),
    onForget: (claim) => {
      backlog.drop(claim);
      refusals.drop(claim);
    },
  });
  const common = { digestObject, digests: new DigestPool(), time, logger };
  const composites = deps.composites
    ? new CompositeMirror({ ...common, watch, refresh: (claim) => teller.refresh(claim) })
    : null;
  const synchronisation = new Synchronisation({
    backlog,
    isSettledFor: (scope) => composites?.isSettledFor(scope) ?? true,
    createId,
    time,
    logger,
  });
  const parts = { ...common, teller, backlog, composites, synchronisation };
  const board = new TargetBoard({
    ...parts,
    source: deps.targets,
    createMirror: (target) => new ScopeMirror({ ...parts, target }),
    watch,
  });
  return { steadyClock, time, backlog, refusals, teller, composites, synchronisation, board };
}

/** What tells the collector. */
function createCouriers(deps: AssemblyDeps, memory: Memory) {
  const { clock, createId, logger } = deps;
  const { time, board, teller, backlog, composites, synchronisation } = memory;
  const client = createLoggedClient({ client: deps.client, time, logger });
  const listScopes = () => board.mirrors.flatMap(({ scope }) => scope ?? []);
  const listAwaited = () => board.mirrors.flatMap((mirror) => mirror.awaited ?? []);
  const identity = { id: createId(), startedAt: clock.now() };
  const session = new BatchSession({ ...identity, listScopes, listAwaited, time });
  const answers = new CollectorAnswers({ ...memory, listScopes, logger });
  const pace = new RequestPace({ ...deps, time });
  const batches = new BatchCourier({ ...memory, session, answers });
  const isKnown = () => board.isKnown && listAwaited().length === 0;
  const post = { client, batches, answers, pace, listScopes, isKnown, logger };
  const posts = new PostCourier({ ...memory, ...post });
  const timed = [
    teller,
    backlog,
    answers,
    synchronisation,
    board,
    ...(composites ? [composites] : []),
  ];
  const advance = () => {
    for (const part of timed) part.advance();
    return Math.min(...timed.map((part) => part.nextDueAt));
  };
  const delivery = new CollectorDelivery({
    ...memory,
    client,
    batches,
    posts,
    pace,
    advance,
    clock: memory.steadyClock,
  });
  return { session, answers, pace, batches, posts, delivery };
}
