/** Makes the way to GitHub from the settings: connection, guard, credential and client. */
import { PRIVATE_KEY_FORM } from "../config/private_key.ts";
import {
  createSecretReader,
  type SecretForm,
  type SecretReader,
  type SecretSource,
} from "../config/secret.ts";
import type { ServerSettings } from "../config/server_settings.ts";
import { ConfigError } from "../errors.ts";
import { AppCredential } from "../github/app_credential.ts";
import { signAppJwt } from "../github/app_jwt.ts";
import { createTokenCredential, type Credential } from "../github/credential.ts";
import { GitHubClient } from "../github/github_client.ts";
import { GitHubConnection } from "../github/github_connection.ts";
import { createGuardedFetch, type GuardedFetch } from "../github/guarded_fetch.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { NO_TRACER, type Tracer } from "../runtime/tracer.ts";
import { createCheckedConnect } from "./create_checked_connect.ts";

/** What the client is made of. */
export interface GitHubClientParts {
  readonly settings: GitHubAccessSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tracer?: Tracer;
  readonly userAgent: string;
}

/** The settings that are used. */
export type GitHubAccessSettings = Pick<
  ServerSettings,
  | "githubApiUrl"
  | "githubCaFile"
  | "githubToken"
  | "githubAppId"
  | "githubAppInstallationId"
  | "githubAppPrivateKey"
  | "registryRepoOwner"
  | "registryRepoName"
>;

const KEY_VARIABLE = "GITHUB_APP_PRIVATE_KEY";

/** Makes the client; throws `ConfigError` for an authority or a key that cannot be used. */
export async function createGitHubClient(parts: GitHubClientParts): Promise<GitHubClient> {
  const { settings, clock, logger, tracer = NO_TRACER, userAgent } = parts;
  const { githubApiUrl: url, githubCaFile: path } = settings;
  const connect = await createCheckedConnect({ url, path, variable: "GITHUB_CA_FILE", logger });
  const connection = new GitHubConnection(connect);
  const guard = createGuardedFetch({
    fetch: (url, init) => connection.fetch(url, init),
    onConnectionLost: () => connection.drop(),
    clock,
    limitsBelongTo: settings.githubToken === undefined ? "account" : "token",
  });
  return new GitHubClient({
    apiUrl: url,
    owner: settings.registryRepoOwner,
    repo: settings.registryRepoName,
    credential: await createCredential(parts, guard),
    guard,
    userAgent,
    tracer,
    callLog: { logger, clock },
  });
}

async function createCredential(
  parts: GitHubClientParts,
  guard: GuardedFetch,
): Promise<Credential> {
  const { settings, clock, logger, tracer = NO_TRACER, userAgent } = parts;
  const { githubToken, githubAppId, githubAppInstallationId, githubAppPrivateKey } = settings;
  if (githubToken !== undefined) {
    const token = createReader(parts, { source: githubToken, what: "token" });
    return createTokenCredential(() => token.read(), () => token.problem);
  }
  const isApp = githubAppId !== undefined && githubAppInstallationId !== undefined &&
    githubAppPrivateKey !== undefined;
  if (!isApp) {
    const message = "expected a token or a GitHub App";
    throw new ConfigError([{ variable: "GITHUB_TOKEN", message }]);
  }
  const key = { source: githubAppPrivateKey, what: "private key", form: PRIVATE_KEY_FORM };
  const reader = createReader(parts, key);
  const readPrivateKey = () => reader.read();
  await checkPrivateKey({ appId: githubAppId, readPrivateKey });
  return new AppCredential({
    apiUrl: settings.githubApiUrl,
    guard,
    userAgent,
    appId: githubAppId,
    installationId: githubAppInstallationId,
    readPrivateKey,
    clock,
    tracer,
    callLog: { logger, clock },
  });
}

function createReader(
  { logger }: GitHubClientParts,
  { what, ...secret }: {
    readonly source: SecretSource;
    readonly what: string;
    readonly form?: SecretForm;
  },
): SecretReader {
  return createSecretReader({
    ...secret,
    readTextFile: (path) => Deno.readTextFile(path),
    stat: (path) => Deno.stat(path),
    onProblem: (message) => logger.warn(`Keeping the old ${what}`, { problem: message }),
  });
}

/** A first signature, which nobody gets to see, shows whether the key is one. */
async function checkPrivateKey(
  { appId, readPrivateKey }: {
    readonly appId: string;
    readonly readPrivateKey: () => Promise<string>;
  },
): Promise<void> {
  const privateKey = await readPrivateKey();
  try {
    signAppJwt({ appId, privateKey, now: 0 });
  } catch {
    const message = "cannot be used to sign: expected an unencrypted RSA private key in PEM";
    throw new ConfigError([{ variable: KEY_VARIABLE, message }]);
  }
}
