/**
 * Finds out what a bundle of the program holds: the packages whose code stands in it, and what the
 * lock file, the runtime and the packages themselves say of them.
 */
import { ReleaseError } from "./release_error.ts";

/** A package whose code is in the program. */
export interface ProgramPackage {
  /** With its scope, such as `@hono/node-server`. */
  readonly name: string;
  readonly version: string;
  /** SHA-512 of what the registry gave, in Base64, as the lock file has it. */
  readonly sha512: string;
  /** What the package says of itself; `null` where it says nothing in one word. */
  readonly license: string | null;
  /** The ones of the program that it asks for, as `name@version`. */
  readonly dependencies: readonly string[];
}

/** A package as `deno info --json` tells it. */
export interface KnownPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  /** The folder in the runtime's cache. */
  readonly localPath: string;
}

/** Whom to ask. */
export interface ProgramPackagesDeps {
  /** The text of the whole bundle. */
  readonly bundle: string;
  readonly known: readonly KnownPackage[];
  /** The lock file's digests by `name@version`, which may be followed by what the package sits beside. */
  readonly lock: Readonly<Record<string, { readonly integrity?: string }>>;
  readonly readTextFile: (path: string) => Promise<string>;
}

const INTEGRITY = /^sha512-([A-Za-z0-9+/]{86}==)$/;

/** The packages, ordered by name and version. Throws `ReleaseError` where something is not known. */
export async function readProgramPackages(
  { bundle, known, lock, readTextFile }: ProgramPackagesDeps,
): Promise<readonly ProgramPackage[]> {
  const packages = findBundled(bundle, known);
  if (packages.length === 0) throw new ReleaseError("Expected packages in the bundle, found none");
  const ids = new Set(packages.map(toName));
  const digests = new Map(
    Object.entries(lock).map(([key, { integrity = "" }]) => [toId(key), integrity]),
  );
  return await Promise.all(packages.map(async (found) => {
    const { name, version, localPath, dependencies } = found;
    const [, sha512] = INTEGRITY.exec(digests.get(toName(found)) ?? "") ?? [];
    if (sha512 === undefined) {
      throw new ReleaseError(`Cannot tell the SHA-512 of ${toName(found)}: it is not locked`);
    }
    return {
      name,
      version,
      sha512,
      license: readLicense(await readTextFile(`${localPath}/package.json`)),
      dependencies: dependencies.map(toId).filter((id) => ids.has(id)),
    };
  }));
}

/** Above code of others the bundler writes where it comes from: a path in the runtime's cache. */
function findBundled(bundle: string, known: readonly KnownPackage[]): readonly KnownPackage[] {
  const isOrigin = (line: string) => line.trimStart().startsWith("// ") && line.includes("/npm/");
  const origins = bundle.split("\n").filter(isOrigin).join("\n");
  return known.filter(({ localPath }) => {
    const [place = ""] = localPath.replaceAll("\\", "/").split("/npm/").slice(-1);
    return origins.includes(`/npm/${place}/`);
  }).toSorted((a, b) => toName(a) < toName(b) ? -1 : 1);
}

function toName({ name, version }: KnownPackage): string {
  return `${name}@${version}`;
}

/** `name@version` without the packages that it sits beside: `a@1_b@2` is `a@1`. */
function toId(key: string): string {
  return /^@?[^@]+@[^_]+/.exec(key)?.[0] ?? key;
}

function readLicense(packageJson: string): string | null {
  const { license } = JSON.parse(packageJson);
  return typeof license === "string" && license !== "" ? license : null;
}
