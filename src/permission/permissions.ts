/** What a process may do, and how the runtime is told. What is not listed is refused, never asked for. */

/** All that a process may do; there is no entry for writing, foreign functions and the system. */
export interface Permissions {
  /** `host:port` to listen on or to connect to. */
  readonly net: readonly string[];
  /** Paths of files and folders; a file may be a link that is moved while the process runs. */
  readonly read: readonly string[];
  /** Variables; others look as if they were not set. */
  readonly env: readonly string[];
  /** Commands: paths, or names that are looked up in `PATH`. */
  readonly run: readonly string[];
}

/** Several as one. */
export function joinPermissions(list: readonly Partial<Permissions>[]): Permissions {
  const join = (key: keyof Permissions): readonly string[] => [
    ...new Set(list.flatMap((permissions) => permissions[key] ?? [])),
  ];
  return { net: join("net"), read: join("read"), env: join("env"), run: join("run") };
}

/** The flags of `deno run` that give these permissions and no other. */
export function toPermissionFlags({ net, read, env, run }: Permissions): readonly string[] {
  return [
    "--no-prompt",
    // Modules come with the program; none is fetched while it runs.
    "--no-remote",
    "--ignore-env",
    ...toFlag("net", net),
    ...toFlag("read", read),
    ...toFlag("env", env),
    ...toFlag("run", run),
  ];
}

/** `host:port` of an address of HTTP. */
export function toHostAndPort(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}

/** A flag without values would allow everything. */
function toFlag(name: string, values: readonly string[]): readonly string[] {
  if (values.length === 0) return [];
  return [`--allow-${name}=${values.map((value) => value.replaceAll(",", ",,")).join(",")}`];
}
