/**
 * Asks the credential plugin of a kubeconfig, as client-go does: its answer serves until it expires,
 * or until it is refused. Every failure is a sentence about the plugin, without anything it printed.
 */
import { toMapping } from "../claim/record.ts";
import { cutLine, toCleanLine } from "../claim/registry_text.ts";
import type { Clock } from "../runtime/clock.ts";
import { escapeControls, quote } from "../runtime/visible_text.ts";
import {
  EXEC_API_VERSIONS,
  type ExecCredential,
  parseExecCredential,
  toExecInfo,
} from "./exec_credential.ts";
import { asText, type Fields } from "./kubeconfig_file.ts";
import {
  PLUGIN_OUTPUT_BYTES_MAX,
  PLUGIN_TIMEOUT_MS,
  type PluginCommand,
  type PluginEnding,
  runPlugin,
} from "./plugin_process.ts";
import { toPluginText } from "./plugin_text.ts";

/** What is asked, and for which cluster. */
export interface CredentialPluginDeps {
  /** The `exec` of a user; its command is a name, or a path that does not depend on the folder. */
  readonly exec: Fields;
  readonly cluster: Fields;
  readonly baseUrl: string;
  readonly clock: Clock;
}

/** Thrown with a whole sentence that is safe to show. */
export class PluginError extends Error {
  override readonly name = "PluginError";
}

/** Longest command that is repeated in a message. */
const COMMAND_LENGTH_MAX = 200;

/** Each answer serves for so long at least, unless it is refused. */
const SERVE_MIN_MS = 5_000;

/** Longest hint how to install a plugin that is repeated. */
const HINT_LENGTH_MAX = 300;

/** A plugin and its last answer. Whoever asks waits for the others: runs are not shared here. */
export class CredentialPlugin {
  readonly #deps: CredentialPluginDeps;
  readonly #command: string;
  #known: ExecCredential | undefined;
  #readAt = -Infinity;

  constructor(deps: CredentialPluginDeps) {
    this.#deps = deps;
    this.#command = asText(deps.exec["command"]) ?? "";
  }

  /**
   * The credential that serves now; throws `PluginError`. The plugin is told of the authority, a PEM
   * text, if it asks for it.
   */
  async read(ca: string | null): Promise<ExecCredential> {
    const { clock, exec, cluster, baseUrl } = this.#deps;
    const known = this.#known;
    if (known !== undefined && this.#serves(known, clock.now())) return known;
    const apiVersion = asText(exec["apiVersion"]) ?? EXEC_API_VERSIONS[0];
    const asksForCluster = exec["provideClusterInfo"] === true;
    const info = toExecInfo(apiVersion, asksForCluster ? { cluster, baseUrl, ca } : null);
    const env = readEnv(exec["env"]);
    const args = (Array.isArray(exec["args"]) ? exec["args"] : []).map(String);
    const ending = await this.#run({
      command: this.#command,
      args,
      env: { ...env, KUBERNETES_EXEC_INFO: info },
    });
    if (ending.kind !== "done") {
      throw this.#toError(describeEnding(ending, [...Object.values(env), ...args]));
    }
    try {
      this.#known = parseExecCredential(ending.stdout, apiVersion);
      this.#readAt = clock.now();
      return this.#known;
    } catch (error) {
      throw error instanceof TypeError ? this.#toError(error.message) : error;
    }
  }

  /** Where clocks differ, an answer may have expired when it comes; it serves for a request still. */
  #serves({ expiresAt }: ExecCredential, now: number): boolean {
    return Math.max(expiresAt ?? Infinity, this.#readAt + SERVE_MIN_MS) >= now;
  }

  async #run(command: PluginCommand): Promise<PluginEnding> {
    try {
      return await runPlugin(command, this.#deps.clock);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) {
        throw this.#toError(
          `cannot be started: ${error instanceof Error ? error.name : "unknown"}`,
        );
      }
      const hint = toCleanLine(asText(this.#deps.exec["installHint"]) ?? "");
      throw this.#toError(
        hint === "" ? "was not found" : `was not found: ${cutLine(hint, HINT_LENGTH_MAX)}`,
      );
    }
  }

  #toError(problem: string): PluginError {
    const command = quote(this.#command, COMMAND_LENGTH_MAX);
    return new PluginError(escapeControls(`The credential plugin ${command} ${problem}`));
  }
}

function readEnv(list: unknown): Readonly<Record<string, string>> {
  const entries = (Array.isArray(list) ? list : []).map(toMapping)
    .map(({ name, value }) => [asText(name), value] as const);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => name === null ? [] : [[name, String(value ?? "")]]),
  );
}

function describeEnding(
  ending: Exclude<PluginEnding, { kind: "done" }>,
  secrets: readonly string[],
): string {
  if (ending.kind === "flooding") {
    return `printed more than ${PLUGIN_OUTPUT_BYTES_MAX / 1_048_576} MiB`;
  }
  const said = toPluginText(ending.stderr, secrets);
  return describeFailure(ending) + (said === "" ? "" : `: ${said}`);
}

function describeFailure(ending: Extract<PluginEnding, { kind: "late" | "failed" }>): string {
  if (ending.kind === "late") return `took longer than ${PLUGIN_TIMEOUT_MS / 1_000} s`;
  const { code, signal } = ending.status;
  return signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`;
}
