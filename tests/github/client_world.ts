/** Builders for the tests of the way to GitHub: a client over the double, or over answers of a test's own. */
import { AppCredential } from "../../src/github/app_credential.ts";
import { createTokenCredential, type Credential } from "../../src/github/credential.ts";
import { GitHubClient } from "../../src/github/github_client.ts";
import { createGuardedFetch, type GuardedFetch } from "../../src/github/guarded_fetch.ts";
import type { Fetch } from "../../src/github/redirect.ts";
import type { Logger } from "../../src/runtime/logger.ts";
import { NO_TRACER, type Tracer } from "../../src/runtime/tracer.ts";
import { type AppKey, createApp } from "../testing/github/app_world.ts";
import {
  createGitHubDouble,
  defaultToken,
  type GitHubDouble,
} from "../testing/github/github_double.ts";
import { ManualClock } from "../testing/manual_clock.ts";

/** Where all of that is. */
export const PLACE = { owner: "acme", repo: "inventory" } as const;
/** The registry's path in the double. */
export const FILE = "claims/registry.yaml";
/** A signal that nobody aborts. */
export const NEVER: AbortSignal = new AbortController().signal;

/** When tests begin. */
export function createTestClock(): ManualClock {
  return new ManualClock("2026-03-01T08:00:00Z");
}

/** How a client differs from the usual one. */
export interface ClientOptions {
  readonly clock?: ManualClock;
  readonly apiUrl?: string;
  readonly logger?: Logger;
  readonly readToken?: () => Promise<string>;
  readonly createCredential?: (guard: GuardedFetch) => Credential;
}

/** A client whose calls go to a function. */
export function createTestClient(fetch: Fetch, options: ClientOptions = {}): GitHubClient {
  const { clock = createTestClock(), apiUrl = "https://github.test" } = options;
  const guard = createGuardedFetch({ fetch, clock });
  const readToken = options.readToken ?? (() => Promise.resolve(defaultToken));
  const credential = options.createCredential?.(guard) ?? createTokenCredential(readToken);
  const callLog = options.logger && { logger: options.logger, clock };
  return new GitHubClient({ ...PLACE, apiUrl, guard, credential, callLog, userAgent: "test" });
}

/** A double with a registry, where an App may be installed. */
export function createTestDouble(
  { clock, key }: { readonly clock: ManualClock; readonly key?: AppKey },
): GitHubDouble {
  return createGitHubDouble({
    ...PLACE,
    files: { [FILE]: "claims: []\n" },
    now: () => new Date(clock.now()),
    ...(key === undefined ? {} : { app: createApp(key) }),
  });
}

/** A client of the double that signs in as its App, with a clock that may be wrong. */
export function createAppClient(
  github: GitHubDouble,
  { clock, readPrivateKey, fetch = github.fetch, ids = {}, tracer = NO_TRACER }: {
    readonly clock: ManualClock;
    readonly readPrivateKey: () => Promise<string>;
    readonly fetch?: Fetch;
    readonly tracer?: Tracer;
    readonly ids?: { readonly appId?: string; readonly installationId?: string };
  },
): GitHubClient {
  return createTestClient((url, init) => fetch(url, init), {
    clock,
    createCredential: (guard) =>
      new AppCredential({
        apiUrl: "https://github.test",
        guard,
        userAgent: "test",
        appId: "12",
        installationId: "34",
        ...ids,
        readPrivateKey,
        clock,
        tracer,
      }),
  });
}
