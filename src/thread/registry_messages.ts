/** What main thread and registry thread say to each other. */
import type { RegistryEdit, WantedFields } from "../registry/edit_registry.ts";
import type { Registry } from "../registry/registry.ts";
import type { TextPosition } from "../errors.ts";

/** One piece of work; a thread does one and ends. */
export type RegistryRequest =
  | { readonly kind: "parse"; readonly text: string }
  | { readonly kind: "edit"; readonly text: string; readonly wanted: readonly WantedFields[] };

/** The thread listens now; a request that comes before would be lost. */
export interface RegistryThreadReady {
  readonly kind: "ready";
}

/** How it ended. */
export type RegistryAnswer =
  | { readonly kind: "parsed"; readonly registry: Registry }
  | { readonly kind: "edited"; readonly edit: RegistryEdit }
  | { readonly kind: "refused"; readonly reason: string; readonly position: TextPosition }
  | { readonly kind: "broken"; readonly message: string };
