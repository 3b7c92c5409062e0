/** Access by files of credentials: who is in them, their keys, and what is wrong with them. */
import { AccessListError } from "../access/access_list.ts";
import { Authenticator } from "../access/authenticator.ts";
import { createFileReader } from "../access/file_reader.ts";
import { IssuerKeys } from "../access/issuer_keys.ts";
import type { KeyReader } from "../access/key_source.ts";
import { parseTokenList } from "../access/token_list.ts";
import { type KeyPlace, parseTrustList, resolveKeyPath } from "../access/trust_list.ts";
import { createUrlReader } from "../access/url_reader.ts";
import { describeFileProblem } from "../config/file_problem.ts";
import { ConfigError } from "../errors.ts";
import { FollowedFiles } from "../runtime/followed_files.ts";
import { createOutboundFetch } from "../runtime/outbound.ts";
import { repeat } from "../runtime/repeat.ts";
import { quote } from "../runtime/visible_text.ts";
import { gatherProblems } from "./gather_problems.ts";
import type { AccessParts, ServerAccess } from "./server_access.ts";
import { readSettingsFile } from "./read_settings_file.ts";

/** Keys of a new list, and keys that are old, are asked for at this pace. */
const REFRESH_MS = 1_000;

/** Reads the files for the first time; throws `ConfigError` where one cannot be used. */
export async function createGuardedAccess(parts: AccessParts): Promise<ServerAccess> {
  const { settings, clock, logger } = parts;
  const now = () => clock.now();
  const [tokens, list] = await gatherProblems([
    open(parts, {
      variable: "COLLECTOR_TOKENS_FILE",
      path: settings.tokensFile,
      parse: parseTokenList,
    }),
    open(parts, {
      variable: "COLLECTOR_OIDC_FILE",
      path: settings.oidcFile,
      parse: parseTrustList,
    }),
  ]);
  const keys = list === null ? null : new IssuerKeys({
    list,
    now,
    logger,
    createReader: (place) => createReader(place, settings.oidcFile ?? ""),
  });
  await keys?.refresh();
  const authenticator = new Authenticator({ tokens, issuers: keys, now });
  return {
    isRestricted: true,
    isReadingPublic: settings.publicRead,
    authenticate: (authorization) => authenticator.authenticate(authorization),
    get problems() {
      return [tokens?.problem, list?.problem, ...keys?.problems ?? []]
        .flatMap((problem) => problem ?? []);
    },
    follow: async (signal) => {
      await Promise.all([
        tokens?.follow(signal),
        list?.follow(signal),
        keys === null
          ? undefined
          : repeat(() => keys.refresh(), { clock, everyMs: REFRESH_MS, signal }),
      ]);
    },
  };
}

async function open<T>(
  { clock, logger }: AccessParts,
  file: {
    readonly variable: string;
    readonly path: string | undefined;
    readonly parse: (text: string) => T;
  },
): Promise<FollowedFiles<T> | null> {
  const { variable, path, parse } = file;
  if (path === undefined) return null;
  const read = async () => {
    try {
      return parse(await readSettingsFile(path));
    } catch (error) {
      const message = `the file ${quote(path)} ${describeProblem(error)}`;
      throw new ConfigError([{ variable, message }]);
    }
  };
  return await FollowedFiles.open({ paths: [path], read, stat: Deno.stat, clock, logger });
}

function createReader(place: KeyPlace, listPath: string): KeyReader {
  if (place.kind === "url") return createUrlReader(place.url, createOutboundFetch(place.url));
  return createFileReader(resolveKeyPath(place.path, listPath), {
    readTextFile: readSettingsFile,
    stat: Deno.stat,
    describe: describeFileProblem,
  });
}

function describeProblem(error: unknown): string {
  return error instanceof AccessListError ? error.message : describeFileProblem(error);
}
