/** How the tests talk to the stand-in: plain `fetch`, answers as JSON, watches line by line. */
import {
  type KubernetesObject,
  type KubernetesStandIn,
  type KubernetesStandInOptions,
  startKubernetesStandIn,
} from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import { PLATFORM_DEFINITIONS } from "../../../demo/kubernetes/platform_resources.ts";

/** Path of the claims that most tests use. */
export const CLAIMS = "/apis/platform.example.org/v1alpha1/volumeclaims";

/** How long a test waits for what must come. */
const PATIENCE_MS = 20_000;

/** What the bodies of answers have, each of them some of it. */
export interface ApiBody {
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly continue: string;
    readonly remainingItemCount?: number;
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly items: readonly KubernetesObject[];
  readonly spec: unknown;
  readonly status: unknown;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details: {
    readonly retryAfterSeconds?: number;
    readonly causes: readonly { readonly reason: string }[];
  };
  readonly columnDefinitions: readonly { readonly name: string }[] | null;
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: unknown }[];
}

/** An answer that has been read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed text; an empty object where it is no JSON. */
  readonly body: ApiBody;
}

/** What a request may have beside its path. */
export type AskInit = RequestInit & { readonly client?: Deno.HttpClient };

/** A watch event. */
export interface WatchEvent {
  readonly type: string;
  readonly object: ApiBody;
}

/** A stand-in that serves the platform's resources and holds these claims. */
export function startWithClaims(
  names: readonly string[],
  options: KubernetesStandInOptions = {},
): KubernetesStandIn {
  const standIn = startKubernetesStandIn(options);
  for (const definition of PLATFORM_DEFINITIONS) standIn.defineResource(definition);
  standIn.load(names.map((name) => toClaim(name)));
  return standIn;
}

/** A small claim; `team/name` is in the namespace `team`. */
export function toClaim(ref: string, spec: unknown = { size: 1 }): KubernetesObject {
  const [namespace = "", name = ""] = ref.includes("/") ? ref.split("/") : ["shop", ref];
  return {
    apiVersion: "platform.example.org/v1alpha1",
    kind: "VolumeClaim",
    metadata: { namespace, name },
    spec,
  };
}

/** Sends a request and reads the answer. */
export async function ask(
  standIn: KubernetesStandIn,
  path: string,
  init: AskInit = {},
): Promise<Answer> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(standIn.url + path, { signal, ...init });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const body: ApiBody = JSON.parse(isJson ? text : "{}");
  return { status: response.status, headers: response.headers, text, body };
}

/** The names in a list's answer. */
export function toNames({ body }: Answer): readonly string[] {
  return body.items.map(({ metadata }) => metadata.name);
}

/** A watch that is read event by event. */
export class WatchReader implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #abort: AbortController;
  #rest = "";

  constructor(response: Response, abort: AbortController) {
    if (response.body === null) throw new Error("The watch has no body");
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    this.#abort = abort;
  }

  /** What came after the last complete line. */
  get rest(): string {
    return this.#rest;
  }

  /** The next event; `undefined` at the end. Throws when the connection is lost. */
  async next(): Promise<WatchEvent | undefined> {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end !== -1) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 1);
        return JSON.parse(line);
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#rest += value;
    }
  }

  /** The next events, each as `TYPE name`. */
  async take(count: number): Promise<readonly string[]> {
    const told: string[] = [];
    while (told.length < count) {
      const event = await this.next();
      if (event === undefined) break;
      told.push(`${event.type} ${event.object.metadata.name ?? ""}`.trim());
    }
    return told;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#reader.cancel().catch(() => {});
  }
}

/** Waits until a condition holds, but not for ever. */
export async function until(standIn: KubernetesStandIn, condition: () => boolean): Promise<void> {
  await standIn.until(condition, AbortSignal.timeout(PATIENCE_MS));
}

/** Opens a watch of the claims. */
export async function watchClaims(
  standIn: KubernetesStandIn,
  query: string,
  init: AskInit = {},
): Promise<WatchReader> {
  const abort = new AbortController();
  const url = `${standIn.url}${CLAIMS}?watch=true&${query}`;
  const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(PATIENCE_MS)]);
  return new WatchReader(await fetch(url, { ...init, signal }), abort);
}
