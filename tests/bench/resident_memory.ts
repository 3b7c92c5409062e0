/** Memory as the system counts it. */

/** Resident memory of a process, in MiB. */
export function memoryOf(pid: number): Promise<number> {
  return readField(pid, /VmRSS:\s+(\d+)/);
}

/** The most that a process has had so far, in MiB. */
export function peakMemoryOf(pid: number): Promise<number> {
  return readField(pid, /VmHWM:\s+(\d+)/);
}

async function readField(pid: number, pattern: RegExp): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Math.round(Number(pattern.exec(status)?.[1] ?? 0) / 1024);
}
