/** Time of processors as the system counts it, in steps of some 10 ms. */

const TICK_MS = 10;

/** What a process has taken so far, for the program and for the system together, in milliseconds. */
export async function processorMsOf(pid: number): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name, in parentheses, may hold spaces.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
