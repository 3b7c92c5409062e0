/**
 * The versions of the registry file that a pass works with, each read and parsed once: contents
 * behind a blob id never change. Keeps only what the last pass used.
 */
import type { Registry } from "../registry/registry.ts";
import type { RegistryEditor } from "./registry_editor.ts";
import type { FileVersion, RegistryRepository } from "./registry_repository.ts";

/** A version of the file, read. */
export interface ReadVersion {
  readonly text: string;
  readonly registry: Registry;
}

/** Reads versions through the repository and remembers them. */
export class RegistryVersions {
  readonly #repository: RegistryRepository;
  readonly #editor: RegistryEditor;
  readonly #known = new Map<string, ReadVersion>();

  constructor(
    deps: { readonly repository: RegistryRepository; readonly editor: RegistryEditor },
  ) {
    this.#repository = deps.repository;
    this.#editor = deps.editor;
  }

  /** The version, from memory where it was read before. */
  async read(file: FileVersion, signal: AbortSignal): Promise<ReadVersion> {
    const known = this.#known.get(file.blob);
    if (known !== undefined) return known;
    const text = await this.#repository.readFile(file, signal);
    const read = { text, registry: await this.#editor.parse(text, signal) };
    this.#known.set(file.blob, read);
    return read;
  }

  /** Forgets all versions but these. */
  keepOnly(files: readonly (FileVersion | null | undefined)[]): void {
    const kept = new Set(files.map((file) => file?.blob));
    for (const blob of this.#known.keys()) if (!kept.has(blob)) this.#known.delete(blob);
  }
}
