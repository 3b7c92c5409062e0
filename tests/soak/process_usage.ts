/** Memory and time of processes, read again and again, and what they say about growth. */

/** How a process was at a moment. */
export interface Usage {
  /** `server`, or the informer of a cluster. */
  readonly name: string;
  readonly pid: number;
  /** Milliseconds from the start. */
  readonly atMs: number;
  readonly memoryMb: number;
  /** Time of the processors since it began. */
  readonly cpuSeconds: number;
}

/**
 * Memory early and late, in MB: the least of a time, for what is above it waits only to be collected,
 * and comes and goes by half.
 */
export interface Growth {
  readonly name: string;
  /** The least of the second and of the last sixth of the whole soak, whatever was restarted. */
  readonly whole: readonly [early: number, late: number];
  /** The same of the process that lived longest. */
  readonly longest: readonly [early: number, late: number];
  readonly longestLifeMs: number;
  readonly peakMb: number;
  /** Of all processes of that name. */
  readonly cpuSeconds: number;
}

const TICKS_PER_SECOND = 100;
/** Before that, a process only takes what it needs. */
const JUDGED_LIFE_MS = 900_000;
const GROWTH_MAX = 1.3;
const GROWTH_MB_MAX = 40;

/** Reads a process; throws where there is none. */
export async function readUsage(
  process: { readonly name: string; readonly pid: number },
  atMs: number,
): Promise<Usage> {
  const { name, pid } = process;
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name of the program, in parentheses, may have spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const memoryMb = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  return { name, pid, atMs, memoryMb, cpuSeconds: ticks / TICKS_PER_SECOND };
}

/** Sums up what was read of each name. */
export function summarizeUsage(all: readonly Usage[]): readonly Growth[] {
  return [...Map.groupBy(all, ({ name }) => name)].map(([name, usages]) => {
    const lives = [...Map.groupBy(usages, ({ pid }) => pid).values()];
    const longest = lives.reduce((a, b) => lengthOf(b) > lengthOf(a) ? b : a);
    return {
      name,
      whole: toEnds(usages),
      longest: toEnds(longest),
      longestLifeMs: lengthOf(longest),
      peakMb: Math.max(...usages.map(({ memoryMb }) => memoryMb)),
      cpuSeconds: lives.reduce((sum, life) => sum + (life.at(-1)?.cpuSeconds ?? 0), 0),
    };
  });
}

/** Whose memory has grown beyond all noise. */
export function findGrowth(growths: readonly Growth[]): readonly string[] {
  return growths.flatMap(({ name, longest: [early, late], longestLifeMs }) => {
    if (longestLifeMs < JUDGED_LIFE_MS) return [];
    const isGrown = late > early * GROWTH_MAX && late > early + GROWTH_MB_MAX;
    return isGrown ? [`The memory of ${name} has grown from ${early} to ${late} MB`] : [];
  });
}

function lengthOf(life: readonly Usage[]): number {
  return (life.at(-1)?.atMs ?? 0) - (life[0]?.atMs ?? 0);
}

function toEnds(usages: readonly Usage[]): readonly [number, number] {
  const startMs = usages[0]?.atMs ?? 0;
  const sixthMs = lengthOf(usages) / 6;
  const leastOf = (sixth: number): number => {
    const within = usages.filter(({ atMs }) =>
      atMs >= startMs + sixth * sixthMs && atMs <= startMs + (sixth + 1) * sixthMs
    ).map(({ memoryMb }) => memoryMb);
    return within.length === 0 ? 0 : Math.min(...within);
  };
  return [leastOf(1), leastOf(5)];
}
