/**
 * Works on large registry texts in a thread of its own, so that the server goes on answering
 * meanwhile. Each piece of work gets a fresh thread, which gives all its memory back at the end.
 */
import { createDirectEditor, type RegistryEditor } from "../collector/registry_editor.ts";
import { RegistryFormatError } from "../errors.ts";
import type { RegistryAnswer, RegistryRequest, RegistryThreadReady } from "./registry_messages.ts";

/** Texts up to this length are worked on directly: a thread would take longer to start. */
export const DIRECT_LENGTH_MAX = 256 * 1024;

/** Makes the editor; `entryUrl` is the program's entry point, which serves the thread. */
export function createThreadedEditor(options: { readonly entryUrl: string }): RegistryEditor {
  const direct = createDirectEditor();
  return {
    parse: async (text, signal) => {
      if (text.length <= DIRECT_LENGTH_MAX) return await direct.parse(text, signal);
      const answer = await ask({ kind: "parse", text }, { ...options, signal });
      if (answer.kind !== "parsed") throw toError(answer);
      return answer.registry;
    },
    edit: async (request, signal) => {
      if (request.text.length <= DIRECT_LENGTH_MAX) return await direct.edit(request, signal);
      const answer = await ask({ kind: "edit", ...request }, { ...options, signal });
      if (answer.kind !== "edited") throw toError(answer);
      return answer.edit;
    },
  };
}

async function ask(
  request: RegistryRequest,
  context: { readonly entryUrl: string; readonly signal: AbortSignal },
): Promise<RegistryAnswer> {
  const { signal } = context;
  signal.throwIfAborted();
  const worker = new Worker(context.entryUrl, { type: "module", name: "registry" });
  const answer = Promise.withResolvers<RegistryAnswer>();
  const abort = () => answer.reject(signal.reason);
  signal.addEventListener("abort", abort);
  worker.addEventListener(
    "message",
    ({ data }: MessageEvent<RegistryThreadReady | RegistryAnswer>) => {
      if (data.kind === "ready") worker.postMessage(request);
      else answer.resolve(data);
    },
  );
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    answer.resolve({ kind: "broken", message: event.message });
  });
  try {
    return await answer.promise;
  } finally {
    signal.removeEventListener("abort", abort);
    worker.terminate();
  }
}

function toError(answer: RegistryAnswer): Error {
  if (answer.kind === "refused") return new RegistryFormatError(answer.reason, answer.position);
  const message = answer.kind === "broken" ? answer.message : `unexpected answer "${answer.kind}"`;
  return new Error(`Cannot work on the registry in a thread: ${message}`);
}
