/** The systems that the program is compiled for, and the names of what comes out. */
import { ReleaseError } from "./release_error.ts";

/** An operating system with a processor. */
export interface Target {
  readonly os: "linux" | "darwin" | "windows";
  readonly arch: "amd64" | "arm64";
  /** As the compiler names it. */
  readonly triple: string;
}

/** All of them; there is no base binary for Windows on arm64 that is wanted. */
export const TARGETS: readonly Target[] = [
  { os: "linux", arch: "amd64", triple: "x86_64-unknown-linux-gnu" },
  { os: "linux", arch: "arm64", triple: "aarch64-unknown-linux-gnu" },
  { os: "darwin", arch: "amd64", triple: "x86_64-apple-darwin" },
  { os: "darwin", arch: "arm64", triple: "aarch64-apple-darwin" },
  { os: "windows", arch: "amd64", triple: "x86_64-pc-windows-msvc" },
];

/** Finds one by `os/arch`, as container tools write platforms, or by its triple. */
export function findTarget(name: string): Target {
  const found = TARGETS.find((target) => formatTarget(target) === name || target.triple === name);
  if (found !== undefined) return found;
  throw new ReleaseError(
    `Expected one of ${TARGETS.map(formatTarget).join(", ")} as target, got ${
      JSON.stringify(name)
    }`,
  );
}

/** `os/arch`. */
export function formatTarget({ os, arch }: Target): string {
  return `${os}/${arch}`;
}

/** The name of its executable, e.g. `machinery-status-collector_1.2.3_linux_amd64`. */
export function toExecutableName(version: string, { os, arch }: Target): string {
  return `machinery-status-collector_${version}_${os}_${arch}${os === "windows" ? ".exe" : ""}`;
}
