/** PORT: reading and editing registry text, so that large files can be worked on off the main thread. */
import { editRegistry, type RegistryEdit, type WantedFields } from "../registry/edit_registry.ts";
import { parseRegistry, toRegistry } from "../registry/parse_registry.ts";
import type { Registry } from "../registry/registry.ts";

/** A registry file and what its entries shall say. */
export interface EditRequest {
  readonly text: string;
  readonly wanted: readonly WantedFields[];
}

/** Throws `RegistryFormatError` for text that cannot be edited safely. */
export interface RegistryEditor {
  parse(text: string, signal: AbortSignal): Promise<Registry>;
  edit(request: EditRequest, signal: AbortSignal): Promise<RegistryEdit>;
}

/** Works on the calling thread. */
export function createDirectEditor(): RegistryEditor {
  return {
    parse: (text) => Promise.resolve().then(() => toRegistry(parseRegistry(text))),
    edit: ({ text, wanted }) => Promise.resolve().then(() => editRegistry(text, wanted)),
  };
}
