/** Which build this is. A plain task run is `dev`; a compiled one carries what its build put in. */
import type { BuildInfo } from "./build_info.ts";

/** Version, origin and runtime of this build. */
export interface VersionInfo {
  /** Semantic version, or `dev`. */
  readonly version: string;
  /** Full Git commit id, or `unknown`. */
  readonly commit: string;
  /** Build date as RFC 3339, or `unknown`. */
  readonly date: string;
  /** Version of the Deno runtime. */
  readonly deno: string;
  /** Operating system and processor, e.g. `linux/x86_64`. */
  readonly platform: string;
}

/** What the runtime tells of itself; the global `Deno` is one. */
export interface RuntimeFacts {
  readonly version: { readonly deno: string };
  readonly build: { readonly os: string; readonly arch: string };
}

/** Puts together what the build and the runtime know. */
export function createVersionInfo(
  facts: { readonly build: BuildInfo; readonly deno: RuntimeFacts },
): VersionInfo {
  const { build, deno } = facts;
  return {
    version: build.version,
    commit: build.commit,
    date: build.date,
    deno: deno.version.deno,
    platform: `${deno.build.os}/${deno.build.arch}`,
  };
}

/** For people: a line for each fact, the name and version first; ends with a newline. */
export function formatVersion(info: VersionInfo): string {
  return [
    `machinery-status-collector ${info.version}`,
    `commit:   ${info.commit}`,
    `built:    ${info.date}`,
    `deno:     ${info.deno}`,
    `platform: ${info.platform}`,
    "",
  ].join("\n");
}
