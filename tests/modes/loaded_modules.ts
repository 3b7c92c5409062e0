/** The modules that a running process has loaded, as its debugger tells: not what could be, what was. */
import { findFreePort } from "./informer_world.ts";

/** Where a process can be asked. */
export interface Inspection {
  /** Flags of `deno run` that let it be asked. */
  readonly runFlags: readonly string[];
  /** Addresses of all modules that were loaded so far; the runtime's own are left out. */
  listModules(): Promise<readonly string[]>;
}

/** Chooses where the next process can be asked. */
export function prepareInspection(): Inspection {
  const address = `127.0.0.1:${findFreePort()}`;
  return {
    runFlags: [`--inspect=${address}`],
    listModules: () => listModules(address),
  };
}

async function listModules(address: string): Promise<readonly string[]> {
  const targets = await (await fetch(`http://${address}/json/list`)).json();
  const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
  const modules: string[] = [];
  const isTold = Promise.withResolvers<void>();
  const isClosed = Promise.withResolvers<void>();
  socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: "Debugger.enable" }));
  socket.onerror = () => isTold.reject(new Error("The debugger hung up"));
  socket.onclose = () => isClosed.resolve();
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.method === "Debugger.scriptParsed") modules.push(message.params.url);
    // All scripts are told of before the answer.
    if (message.id === 1) isTold.resolve();
  };
  try {
    await isTold.promise;
  } finally {
    socket.close();
    await isClosed.promise;
  }
  return modules.filter((module) => module.startsWith("file:"));
}
