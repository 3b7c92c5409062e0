/** Time of processors as the system counts it. */

/** What a tick of `/proc` is on Linux, in seconds. */
const TICK_S = 0.01;
/** Of the fields behind the name: time in the program, then in the system for it. */
const USER_FIELD = 11;

/** Seconds that a process has used so far, all its threads together. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[USER_FIELD]) + Number(fields[USER_FIELD + 1])) * TICK_S;
}
