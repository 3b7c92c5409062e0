/**
 * Measures what both modes need for 1,000, 10,000 and 100,000 claims, and prints the tables of
 * docs/operations.md. Run it as `deno task bench:sizing`; sizes may be given as arguments.
 */
import { print } from "./print_line.ts";
import { measureSize, type SizingFigures } from "./sizing_run.ts";

const SIZES = Deno.args.length > 0 ? Deno.args.map(Number) : [1_000, 10_000, 100_000];

const rows: (readonly [number, SizingFigures])[] = [];
for (const size of SIZES) rows.push([size, await measureSize(size)]);

print("Collector; memory in MiB, CPU in seconds:\n");
printTable(
  ["claims", "told", "after a pass", "at rest", "peak", "CPU told", "pass", "clean pass", "rest"],
  ({ collector, fullPass, cleanPass }) => [
    collector.memoryMb,
    fullPass.memoryMb,
    collector.restMb,
    collector.peakMb,
    collector.syncCpuS.toFixed(2),
    fullPass.cpuS.toFixed(2),
    cleanPass.cpuS.toFixed(2),
    toPercent(collector.restShare),
  ],
);
print("Informer; memory in MiB, CPU in seconds:\n");
printTable(
  ["claims", "told", "at rest", "peak", "CPU told", "rest"],
  ({ informer }) => [
    informer.memoryMb,
    informer.restMb,
    informer.peakMb,
    informer.syncCpuS.toFixed(2),
    toPercent(informer.restShare),
  ],
);

function printTable(
  head: readonly string[],
  toCells: (figures: SizingFigures) => readonly (string | number)[],
): void {
  print(`| ${head.join(" | ")} |\n|${head.map(() => " ---: |").join("")}`);
  for (const [size, figures] of rows) {
    print(`| ${[size.toLocaleString("en-US"), ...toCells(figures)].join(" | ")} |`);
  }
  print("");
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
