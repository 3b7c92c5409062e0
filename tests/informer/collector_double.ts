/** A collector in the hands of a test: records what it is sent and answers as it is told to. */
import type {
  Batch,
  CollectorClient,
  Delivery,
  SinglePost,
} from "../../src/informer/collector_client.ts";
import type { BatchAnswer } from "../../src/contract/batch.ts";
import type { CollectorModel, CollectorState } from "./collector_model.ts";

/** Answers of a collector that does not take what it is sent. */
export const FAILURES = {
  lost: {
    kind: "unavailable",
    message: "The connection was lost",
    retryAfterMs: null,
    isConnectionLost: true,
  },
  busy: {
    kind: "unavailable",
    message: "The collector answered 503",
    retryAfterMs: null,
    isConnectionLost: false,
  },
  forbidden: { kind: "refused", status: 403, message: "The collector answered 403" },
  notFound: { kind: "refused", status: 404, message: "The collector answered 404" },
  tooLarge: { kind: "unacceptable", status: 413, message: "The collector answered 413" },
  bad: { kind: "unacceptable", status: 400, message: "The collector answered 400" },
} satisfies Readonly<Record<string, Delivery<never>>>;

/** What a test lets become of a request; `apply` does what a server does. */
export type Reaction<Request, Answer> = (
  request: Request,
  apply: () => Delivery<Answer>,
) => Delivery<Answer> | Promise<Delivery<Answer>>;

/** Takes everything until a test says otherwise. */
export class CollectorDouble<State extends CollectorState = CollectorModel>
  implements CollectorClient {
  readonly batches: Batch[] = [];
  readonly posts: SinglePost[] = [];
  model: State;
  readonly #createState: (instance: string) => State;
  onBatch: Reaction<Batch, BatchAnswer> = (_batch, apply) => apply();
  onPost: Reaction<SinglePost, null> = () => FAILURES.notFound;
  /** Whether a question for the cluster's own statuses is answered. */
  isGreeted = false;
  #runningCount = 0;

  constructor(createState: (instance: string) => State) {
    this.#createState = createState;
    this.model = createState("instance-1");
  }

  async submit(batch: Batch, signal: AbortSignal): Promise<Delivery<BatchAnswer>> {
    this.batches.push(batch);
    const apply = () => ({ kind: "delivered", answer: this.model.apply(batch) } as const);
    return await this.#alone(() => this.onBatch(batch, apply), signal);
  }

  async post(status: SinglePost, signal: AbortSignal): Promise<Delivery<null>> {
    this.posts.push(status);
    const apply = () => {
      this.model.post(status);
      return { kind: "delivered", answer: null } as const;
    };
    return await this.#alone(() => this.onPost(status, apply), signal);
  }

  async greet(signal: AbortSignal): Promise<Delivery<null>> {
    const answer = () =>
      this.isGreeted ? { kind: "delivered", answer: null } as const : FAILURES.notFound;
    return await this.#alone<null>(answer, signal);
  }

  /** Another process answers from now on; it knows nothing. */
  restart(): void {
    const [, number = "0"] = this.model.instance.split("-");
    const { onMissing } = this.model;
    this.model = this.#createState(`instance-${Number(number) + 1}`);
    this.model.onMissing = onMissing;
  }

  /** From now on an older collector answers, without batches. */
  becomeOld(): void {
    this.restart();
    this.onBatch = () => FAILURES.notFound;
    this.onPost = (_status, apply) => apply();
    this.isGreeted = true;
  }

  /** From now on, everything is taken. */
  recover(): void {
    this.onBatch = (_batch, apply) => apply();
    this.onPost = () => FAILURES.notFound;
  }

  /** Forgets what was recorded. */
  clear(): void {
    this.batches.length = 0;
    this.posts.length = 0;
  }

  async #alone<Answer>(
    react: () => Delivery<Answer> | Promise<Delivery<Answer>>,
    signal: AbortSignal,
  ): Promise<Delivery<Answer>> {
    this.#runningCount += 1;
    if (this.#runningCount > 1) throw new Error("Two requests at a time");
    const cut = Promise.withResolvers<Delivery<Answer>>();
    const onAbort = () => cut.resolve(FAILURES.lost);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    try {
      return await Promise.race([cut.promise, react()]);
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#runningCount -= 1;
    }
  }
}
