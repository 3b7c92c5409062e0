/**
 * Reads the objects behind the manifest paths of entries: a file, or a directory's kustomization
 * with its local resources. Each blob is read once and kept as the few words that matter; a pass
 * reads a bounded number of new ones and leaves the rest to the next.
 */
import {
  applyKustomization,
  type Kustomization,
  type ManifestObject,
  parseKustomization,
  parseManifest,
  UNREADABLE,
} from "../registry/manifest.ts";
import { yieldTurn } from "../runtime/turn.ts";
import type { FileTree, TreeItem } from "./registry_repository.ts";

/** Most blobs that one pass fetches. */
export const MANIFEST_FETCH_MAX = 50;
/** Most blobs that are remembered. */
const BLOB_CACHE_MAX = 50_000;
/** How deep kustomizations may bring in other directories. */
const DIRECTORY_DEPTH_MAX = 5;
/** Most objects that one directory brings in. */
const DIRECTORY_OBJECT_MAX = 1_000;
/** Largest file that is read as a manifest. */
export const MANIFEST_BYTES_MAX = 1_048_576;
/** After so many lookups others have their turn: most are answered from memory. */
const LOOKUPS_PER_TURN = 1_000;
const KUSTOMIZATION_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

interface ParsedBlob {
  readonly objects: readonly ManifestObject[];
  readonly kustomization: Kustomization;
}

/** Objects by path, for the paths that could be read within the bounds. */
export class ManifestReader {
  readonly #blobs = new Map<string, ParsedBlob>();

  /** Reads the paths; a path that is missing in the answer is still to be read. */
  async read(
    paths: ReadonlySet<string>,
    source: { readonly tree: FileTree; readonly signal: AbortSignal },
  ): Promise<ReadonlyMap<string, readonly ManifestObject[]>> {
    const reading = new Reading(this.#blobs, source);
    const found = new Map<string, readonly ManifestObject[]>();
    for (const path of paths) {
      const normalized = normalizePath(path);
      if (normalized === undefined) {
        found.set(path, [UNREADABLE]);
        continue;
      }
      const objects = await reading.readPath(normalized, DIRECTORY_DEPTH_MAX);
      if (objects !== undefined) found.set(path, objects);
    }
    for (const oldest of this.#blobs.keys()) {
      if (this.#blobs.size <= BLOB_CACHE_MAX) break;
      this.#blobs.delete(oldest);
    }
    return found;
  }
}

class Reading {
  readonly #blobs: Map<string, ParsedBlob>;
  readonly #tree: FileTree;
  readonly #signal: AbortSignal;
  /** Each directory is read once; one that brings in itself brings in nothing. */
  readonly #directories = new Map<string, readonly ManifestObject[] | undefined>();
  #fetchesLeft: number;
  #lookups = 0;

  constructor(
    blobs: Map<string, ParsedBlob>,
    source: { readonly tree: FileTree; readonly signal: AbortSignal },
  ) {
    this.#blobs = blobs;
    this.#tree = source.tree;
    this.#signal = source.signal;
    this.#fetchesLeft = source.tree.readCountMax ?? MANIFEST_FETCH_MAX;
  }

  /** `undefined` where the bound was reached. */
  async readPath(path: string, depth: number): Promise<readonly ManifestObject[] | undefined> {
    const item = await this.#find(path);
    if (item === undefined) return [];
    if (item.kind === "directory") return await this.#readDirectory(path, depth);
    return (await this.#readBlob(item))?.objects;
  }

  async #readDirectory(
    path: string,
    depth: number,
  ): Promise<readonly ManifestObject[] | undefined> {
    if (depth === 0) return [UNREADABLE];
    if (this.#directories.has(path)) return this.#directories.get(path);
    this.#directories.set(path, []);
    const objects = await this.#readKustomization(path, depth);
    this.#directories.set(path, objects);
    return objects;
  }

  async #readKustomization(
    path: string,
    depth: number,
  ): Promise<readonly ManifestObject[] | undefined> {
    const file = await this.#findKustomization(path);
    if (file === undefined) return [];
    const blob = await this.#readBlob(file);
    if (blob === undefined) return undefined;
    const objects: ManifestObject[] = [];
    for (const resource of new Set(blob.kustomization.resources)) {
      const isFull = objects.length >= DIRECTORY_OBJECT_MAX;
      const found = isFull ? [UNREADABLE] : await this.#readResource(path, { resource, depth });
      if (found === undefined) return undefined;
      objects.push(...found);
      if (isFull) break;
    }
    return applyKustomization(objects, blob.kustomization);
  }

  async #readResource(
    path: string,
    { resource, depth }: { readonly resource: string | null; readonly depth: number },
  ): Promise<readonly ManifestObject[] | undefined> {
    const target = resource === null ? undefined : normalizePath(joinPath(path, resource));
    return target === undefined ? [UNREADABLE] : await this.readPath(target, depth - 1);
  }

  async #findKustomization(path: string): Promise<(TreeItem & { kind: "file" }) | undefined> {
    for (const name of KUSTOMIZATION_NAMES) {
      const item = await this.#find(joinPath(path, name));
      if (item?.kind === "file") return item;
    }
    return undefined;
  }

  async #readBlob(item: TreeItem & { kind: "file" }): Promise<ParsedBlob | undefined> {
    const known = this.#blobs.get(item.blob);
    if (known !== undefined) return known;
    if (this.#fetchesLeft === 0) return undefined;
    const text = await this.#readText(item);
    const parsed = {
      objects: text === undefined ? [UNREADABLE] : parseManifest(text),
      kustomization: parseKustomization(text ?? ""),
    };
    this.#blobs.set(item.blob, parsed);
    return parsed;
  }

  async #find(path: string): Promise<TreeItem | undefined> {
    this.#signal.throwIfAborted();
    this.#lookups += 1;
    if (this.#lookups % LOOKUPS_PER_TURN === 0) await yieldTurn();
    return await this.#tree.find(path, this.#signal);
  }

  async #readText(item: TreeItem & { kind: "file" }): Promise<string | undefined> {
    if ((item.sizeBytes ?? 0) > MANIFEST_BYTES_MAX) return undefined;
    this.#fetchesLeft -= 1;
    return await this.#tree.readText(item.blob, this.#signal);
  }
}

function joinPath(directory: string, path: string): string {
  return directory === "" ? path : `${directory}/${path}`;
}

/** Resolves `.`, `..` and repeated slashes; `undefined` for a path that leaves the repository. */
export function normalizePath(path: string): string | undefined {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}
