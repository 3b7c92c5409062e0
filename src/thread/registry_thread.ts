/**
 * The thread's side: does one piece of work on a registry text and answers. It starts from the
 * program's own entry point, so that a single-file build has everything it needs.
 */
import { errorMessage, RegistryFormatError } from "../errors.ts";
import { editRegistry } from "../registry/edit_registry.ts";
import { parseRegistry, toRegistry } from "../registry/parse_registry.ts";
import type { RegistryAnswer, RegistryRequest, RegistryThreadReady } from "./registry_messages.ts";

/** The global scope of a worker, as far as it is used. */
export interface RegistryThreadScope {
  addEventListener(type: "message", listener: (event: MessageEvent<RegistryRequest>) => void): void;
  postMessage(message: RegistryThreadReady | RegistryAnswer): void;
}

/** Answers the requests that arrive in a worker. */
export function serveRegistryThread(scope: RegistryThreadScope): void {
  scope.addEventListener("message", (event) => scope.postMessage(answerRequest(event.data)));
  scope.postMessage({ kind: "ready" });
}

/** Does the work; every failure is an answer. */
export function answerRequest(request: RegistryRequest): RegistryAnswer {
  try {
    return request.kind === "parse"
      ? { kind: "parsed", registry: toRegistry(parseRegistry(request.text)) }
      : { kind: "edited", edit: editRegistry(request.text, request.wanted) };
  } catch (error) {
    if (error instanceof RegistryFormatError) {
      return { kind: "refused", reason: error.reason, position: error.position };
    }
    return { kind: "broken", message: errorMessage(error) };
  }
}
