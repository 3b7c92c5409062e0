/** What Schemathesis did, read from its events: each request with its answer, and what was found. */
import { TextLineStream } from "../testing/text_line_stream.ts";

/** One request and its answer. */
export interface Exchange {
  /** The operation that was meant; several for a scenario of many steps. */
  readonly label: string;
  readonly method: string;
  readonly url: string;
  readonly body: Uint8Array;
  readonly status: number;
  readonly requestId: string;
  readonly answer: Uint8Array;
}

/** A whole run. */
export interface RunReport {
  readonly exchanges: readonly Exchange[];
  /** How often each check was made. */
  readonly checkCounts: ReadonlyMap<string, number>;
  /** What was found, in words. */
  readonly findings: readonly string[];
  /** Patterns of the description that could not be used. */
  readonly warnings: readonly unknown[];
  /** Requests that were not answered. */
  readonly unansweredCount: number;
}

/** Bytes as the events write them. */
interface Encoded {
  readonly $base64: string;
}

interface Recorder {
  readonly label: string;
  readonly checks?: Readonly<Record<string, readonly { name: string; status: string }[]>>;
  readonly interactions?: Readonly<
    Record<string, {
      readonly request: { readonly method: string; readonly uri: string; readonly body?: Encoded };
      readonly response?: {
        readonly status_code: number;
        readonly headers: Readonly<Record<string, readonly string[]>>;
        readonly content?: Encoded;
      };
    }>
  >;
}

interface Event {
  readonly SchemaAnalysisWarnings?: { readonly warnings: readonly unknown[] };
  readonly NonFatalError?: unknown;
  readonly FatalError?: unknown;
  readonly ScenarioFinished?: { readonly recorder: Recorder };
}

/** Reads the events of a run. */
export async function readRunReport(path: string): Promise<RunReport> {
  const exchanges: Exchange[] = [];
  const checkCounts = new Map<string, number>();
  const findings: string[] = [];
  const warnings: unknown[] = [];
  let unansweredCount = 0;
  const file = await Deno.open(path);
  const lines = file.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) {
    const event: Event = JSON.parse(line);
    warnings.push(...event.SchemaAnalysisWarnings?.warnings ?? []);
    const error = event.NonFatalError ?? event.FatalError;
    if (error !== undefined) findings.push(JSON.stringify(error));
    const recorder = event.ScenarioFinished?.recorder;
    if (recorder === undefined) continue;
    for (const { name, status } of Object.values(recorder.checks ?? {}).flat()) {
      checkCounts.set(name, (checkCounts.get(name) ?? 0) + 1);
      if (status === "failure") findings.push(`${name} of ${recorder.label}`);
    }
    for (const interaction of Object.values(recorder.interactions ?? {})) {
      const exchange = toExchange(recorder.label, interaction);
      if (exchange === undefined) unansweredCount += 1;
      else exchanges.push(exchange);
    }
  }
  return { exchanges, checkCounts, findings, warnings, unansweredCount };
}

function toExchange(
  label: string,
  { request, response }: NonNullable<Recorder["interactions"]>[string],
): Exchange | undefined {
  if (response === undefined || response === null) return undefined;
  return {
    label,
    method: request.method,
    url: request.uri,
    body: toBytes(request.body),
    status: response.status_code,
    requestId: response.headers["x-request-id"]?.[0] ?? "",
    answer: toBytes(response.content),
  };
}

function toBytes(encoded: Encoded | null | undefined): Uint8Array {
  return Uint8Array.fromBase64(encoded?.$base64 ?? "");
}
