/**
 * The npm package `emulate`: GitHub's REST API in memory, for Git objects, contents and pull
 * requests. Reached through one function; `github_stand_in.ts` puts the rest around it.
 */
import { createEmulator } from "emulate";
import { z } from "zod";
import { PLACE } from "./place.ts";

/** A request to the emulator; the path starts with a slash and may have a query. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
}

/** The emulator, running. */
export interface EmulatedApi {
  /** Forwards a request as it is. */
  forward(request: ApiRequest): Promise<Response>;
  /** Makes a call that must succeed, and checks its answer. */
  call<Schema extends z.ZodType>(
    request: { readonly method: string; readonly path: string; readonly body?: unknown },
    answer: Schema,
  ): Promise<z.infer<Schema>>;
  close(): Promise<void>;
}

/** The emulator allows 5,000 requests an hour for each token, but takes any token. */
const REQUESTS_PER_TOKEN = 4_000;
const TOKEN_COUNT = 100;

/** Starts the emulator with one empty repository; `publicUrl` is where it says that it is. */
export async function startEmulatedApi(publicUrl: string): Promise<EmulatedApi> {
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      github: {
        users: [{ login: PLACE.owner }],
        repos: [{ owner: PLACE.owner, name: PLACE.repo, auto_init: true }],
      },
    },
  });
  const ownUrl = emulator.url;
  const { port } = new URL(ownUrl);
  let requestCount = 0;
  const forward = async ({ method, path, body }: ApiRequest) => {
    const token = `demo-${Math.floor(requestCount++ / REQUESTS_PER_TOKEN) % TOKEN_COUNT}`;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body }),
    });
    const text = (await response.text()).replaceAll(ownUrl, publicUrl);
    const { status } = response;
    const headers = { "content-type": response.headers.get("content-type") ?? "text/plain" };
    return new Response(status === 204 ? null : text, { status, headers });
  };
  return {
    forward,
    call: async ({ method, path, body }, answer) => {
      const response = await forward({ method, path, body: toJson(body) });
      const text = await response.text();
      if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}: ${text}`);
      return answer.parse(text === "" ? undefined : JSON.parse(text));
    },
    close: () => emulator.close(),
  };
}

function toJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
