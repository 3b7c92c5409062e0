/** A plan that is made of a file of statuses and a registry file, without collector and GitHub. */
import { toPlanDocument } from "../collector/plan.ts";
import { Reconciler } from "../collector/reconciler.ts";
import { createDirectEditor } from "../collector/registry_editor.ts";
import type { FileTree } from "../collector/registry_repository.ts";
import { toStatusReport } from "../collector/status_report.ts";
import { StatusStore } from "../collector/status_store.ts";
import { UNLIMITED } from "../collector/store_limits.ts";
import { describeFileProblem } from "../config/file_problem.ts";
import type { FileSource } from "../config/plan_settings.ts";
import type { StatusRowInput, StatusRowsResult } from "../contract/status_rows.ts";
import { ConfigError, type ConfigProblem, RegistryFormatError } from "../errors.ts";
import { createLocalFileTree, EMPTY_FILE_TREE } from "../local/local_file_tree.ts";
import { createLocalRepository } from "../local/local_repository.ts";
import { parseStatusFile } from "../local/status_file.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { readAtMost } from "../runtime/bytes.ts";
import { decodeUtf8 } from "../runtime/utf8.ts";
import { quote } from "../runtime/visible_text.ts";
import type { PlanOutcome } from "./plan_outcome.ts";

/** What the making needs beside the settings. */
export interface PlanFromFilesDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Largest file that is read. */
const FILE_BYTES_MAX = 150_000_000;
/** Nothing becomes stale while a plan is made. */
const STALE_AFTER_MS = 3_600_000;

/** Files tell of no earlier pull request, so nothing is held back but a mass change. */
const UNRESTRAINED = {
  settleMs: 0,
  minUpdateIntervalMs: 0,
  intervalMs: 0,
  labels: [],
  reviewers: [],
  mergeMethod: null,
  isSignedOff: false,
};

/** Makes the plan; throws one `ConfigError` for all files that cannot be read. */
export async function planFromFiles(
  source: FileSource,
  { clock, logger }: PlanFromFilesDeps,
): Promise<PlanOutcome> {
  const files = await readFiles(source);
  const registry = decodeUtf8(files.registry);
  if (registry === undefined) return refuse(source, "Expected UTF-8");
  const statuses = parseStatuses(files.statuses);
  if (!statuses.isValid) {
    const message = `Cannot use the statuses in ${quote(source.statusesPath)}`;
    return { kind: "refused", message, problems: statuses.problems };
  }
  const now = () => clock.now();
  const { repository, filePath, defaultCluster, writesStatus, title } = source;
  let isManifestMissing = false;
  const tree = files.tree ?? createMissingTree(() => isManifestMissing = true);
  const reconciler = new Reconciler({
    store: fillStore(statuses.rows, now),
    repository: createLocalRepository({ registry, tree }),
    editor: createDirectEditor(),
    settings: {
      repository,
      filePath,
      defaultCluster,
      writesStatus,
      title,
      staleAfterMs: STALE_AFTER_MS,
      ...UNRESTRAINED,
    },
    now,
  });
  try {
    const plan = toPlanDocument(await reconciler.plan(new AbortController().signal));
    if (isManifestMissing && plan.unmatchedEntries.count > 0) {
      logger.warn("Entries were not matched by their manifests: --manifests is not given");
    }
    return { kind: "made", plan };
  } catch (error) {
    if (!(error instanceof RegistryFormatError)) throw error;
    return refuse(source, error.message);
  }
}

/** A tree without files, which tells when one would have helped. */
function createMissingTree(noteMissing: () => void): FileTree {
  return {
    ...EMPTY_FILE_TREE,
    find: (path, signal) => {
      noteMissing();
      return EMPTY_FILE_TREE.find(path, signal);
    },
  };
}

function refuse({ registryPath }: FileSource, reason: string): PlanOutcome {
  const message = `Cannot use the registry ${quote(registryPath)}: ${reason}`;
  return { kind: "refused", message, problems: [] };
}

function parseStatuses(bytes: Uint8Array): StatusRowsResult {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { isValid: false, problems: ["Expected UTF-8"] };
  return parseStatusFile(text.replace(/^\ufeff/, ""));
}

/** Typed rows first: a plain post stands beside several typed ones, and is replaced by a typed one. */
function fillStore(rows: readonly StatusRowInput[], now: () => number): StatusStore {
  const store = new StatusStore({
    now,
    staleAfterMs: STALE_AFTER_MS,
    limits: UNLIMITED,
    logger: null,
  });
  const isTyped = ({ kind }: StatusRowInput): boolean => kind !== undefined;
  for (const row of [...rows.filter(isTyped), ...rows.filter((row) => !isTyped(row))]) {
    store.apply(toStatusReport(row));
  }
  return store;
}

interface ReadFiles {
  readonly statuses: Uint8Array;
  readonly registry: Uint8Array;
  /** The manifests; `null` where nobody says where they are. */
  readonly tree: FileTree | null;
}

/** Reads everything that can be read, and tells of all the rest at once. */
async function readFiles(source: FileSource): Promise<ReadFiles> {
  const { statusesPath, registryPath, manifestsPath } = source;
  const problems: ConfigProblem[] = [];
  const statuses = await attempt(
    { variable: "PLAN_STATUSES", path: statusesPath, read: readFile },
    problems,
  );
  const registry = await attempt(
    { variable: "PLAN_REGISTRY", path: registryPath, read: readFile },
    problems,
  );
  const tree = manifestsPath === undefined
    ? null
    : await attempt({ variable: "PLAN_MANIFESTS", path: manifestsPath, read: openTree }, problems);
  if (statuses === undefined || registry === undefined || tree === undefined) {
    throw new ConfigError(problems);
  }
  return { statuses, registry, tree };
}

/** A problem that is no error of the file system. */
class PathProblem extends Error {}

async function attempt<T>(
  place: {
    readonly variable: string;
    readonly path: string;
    readonly read: (path: string) => Promise<T>;
  },
  problems: ConfigProblem[],
): Promise<T | undefined> {
  const { variable, path, read } = place;
  try {
    return await read(path);
  } catch (error) {
    const problem = error instanceof PathProblem ? error.message : describeFileProblem(error);
    problems.push({ variable, message: `${quote(path)} ${problem}` });
    return undefined;
  }
}

async function readFile(path: string): Promise<Uint8Array> {
  const { isDirectory } = await Deno.stat(path);
  if (isDirectory) throw new PathProblem("is a directory: expected a file");
  // A device or a pipe may have no end.
  const file = await Deno.open(path);
  const bytes = await readAtMost(file.readable, FILE_BYTES_MAX);
  if (bytes === undefined) throw new PathProblem(`is larger than ${FILE_BYTES_MAX} bytes`);
  return bytes;
}

async function openTree(path: string): Promise<FileTree> {
  const { isDirectory } = await Deno.stat(path);
  if (!isDirectory) throw new PathProblem("is a file: expected a directory");
  return await createLocalFileTree(path, {
    readFile: (path) => Deno.readFile(path),
    realPath: (path) => Deno.realPath(path),
    stat: (path) => Deno.stat(path),
  });
}
