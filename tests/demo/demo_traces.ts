/** What a run of the demo may leave behind on this machine, and how to find it. */
import { dirname } from "node:path";

/** Places that a run has named in its output. */
export interface DemoPlaces {
  /** Base address of the collector. */
  readonly collectorUrl: string;
  /** The file by which its clusters are reached, in its temporary folder. */
  readonly kubeconfig: string;
}

/** Reads the places; `undefined` while not all of them are in the output. */
export function findPlaces(output: string): DemoPlaces | undefined {
  const collectorUrl = /(http:\S+)\/api\/v1\/status/.exec(output)?.[1];
  const kubeconfig = /--kubeconfig (\S+)/.exec(output)?.[1];
  return collectorUrl === undefined || kubeconfig === undefined
    ? undefined
    : { collectorUrl, kubeconfig };
}

/** What of a run is still there; empty when all is gone. */
export async function listTraces(output: string): Promise<readonly string[]> {
  const places = findPlaces(output);
  if (places === undefined) throw new Error(`The output names no places: ${output}`);
  const { collectorUrl, kubeconfig } = places;
  const folder = dirname(kubeconfig);
  const isListening = await fetch(`${collectorUrl}/healthz`).then(drain, () => false);
  const isThere = await Deno.stat(folder).then(() => true, () => false);
  return [
    ...isListening ? [collectorUrl] : [],
    ...isThere ? [folder] : [],
    ...(await listInformers(kubeconfig)).map((pid) => `process ${pid}`),
  ];
}

/** Informers of a run, by the file that they may read; where there is no `/proc`, none is found. */
export async function listInformers(kubeconfig: string): Promise<readonly number[]> {
  if (Deno.build.os !== "linux") return [];
  const pids: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // It may end while one looks.
    const command = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    if (command.includes(`--allow-read=${kubeconfig}`)) pids.push(Number(name));
  }
  return pids;
}

async function drain(response: Response): Promise<boolean> {
  await response.body?.cancel();
  return true;
}
