/**
 * Runs Schemathesis against a server: all checks, all phases, a seed. Nothing is excluded; what it
 * finds is to be mended in the API or in its description.
 */

/** Its command; `null` where there is none. */
export const SCHEMATHESIS: string | null = Deno.env.get("SCHEMATHESIS") || null;

/** Every check that this version has. */
export const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
  "positive_data_acceptance",
  "missing_required_header",
  "unsupported_method",
  "allow_header_conformance",
  "use_after_free",
  "ensure_resource_availability",
  "ignored_auth",
  "object_level_authorization",
] as const;

/** Somebody who has a credential. */
export interface Identity {
  readonly name: string;
  readonly token: string;
}

/** One run. */
export interface SchemathesisRun {
  readonly command: string;
  /** Base address of the server. */
  readonly url: string;
  /** The description that the server gives, as text. */
  readonly document: string;
  /** A folder for what the run needs and leaves. */
  readonly folder: string;
  /** Who asks. */
  readonly user: Identity;
  /** Who must see nothing of what the user owns. */
  readonly strangers: readonly Identity[];
  readonly seed: number;
  /** Most generated cases of one operation in a phase. */
  readonly exampleCount: number;
}

/** How it ended. */
export interface SchemathesisEnd {
  readonly code: number;
  /** What it said, for people. */
  readonly output: string;
  /** One event in JSON a line. */
  readonly eventsPath: string;
}

/** Runs to the end. */
export async function runSchemathesis(run: SchemathesisRun): Promise<SchemathesisEnd> {
  const { folder, user, strangers } = run;
  const eventsPath = `${folder}/events.ndjson`;
  await Deno.writeTextFile(`${folder}/openapi.json`, run.document);
  await Deno.writeTextFile(`${folder}/identities.json`, toIdentities([user, ...strangers]));
  await Deno.writeTextFile(`${folder}/schemathesis.toml`, toSettings(run));
  const { code, stdout, stderr } = await new Deno.Command(run.command, {
    args: [
      ...["--config-file", `${folder}/schemathesis.toml`, "--no-color"],
      // The description as a file: of an address, Schemathesis leaves that operation out.
      ...["run", `${folder}/openapi.json`, "--url", run.url],
      ...["--checks", CHECKS.join(","), "--phases", "examples,coverage,fuzzing,stateful"],
      ...["--mode", "all", "--continue-on-failure", "--generation-database", "none"],
      ...["--seed", String(run.seed), "--max-examples", String(run.exampleCount)],
      ...["--request-timeout", "30", "--report", "ndjson", "--report-ndjson-path", eventsPath],
      // What was sent is compared with what the server holds.
      ...["--output-sanitize", "false", "--output-truncate", "false"],
    ],
    cwd: folder,
    env: { PYTHONDONTWRITEBYTECODE: "1", NO_PROXY: "127.0.0.1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr), eventsPath };
}

/** As the Web Fuzzing Commons write users. */
function toIdentities(identities: readonly Identity[]): string {
  const auth = identities.map(({ name, token }) => ({
    name,
    fixedHeaders: [{ name: "Authorization", value: `Bearer ${token}` }],
  }));
  return JSON.stringify({ auth });
}

/** What has no flag. JSON texts and lists are TOML, too. */
function toSettings({ folder, user, strangers }: SchemathesisRun): string {
  const peers = strangers.length === 0 ? [] : [user, ...strangers].map(({ name }) => name);
  return [
    "[warnings]",
    // Who has strangers may not do everything, and of that there is a warning.
    `fail-on = ${strangers.length === 0}`,
    "[auth.wfc]",
    `path = ${JSON.stringify(`${folder}/identities.json`)}`,
    `user = ${JSON.stringify(user.name)}`,
    ...(peers.length === 0 ? [] : [`peers = ${JSON.stringify(peers)}`]),
    "",
  ].join("\n");
}
