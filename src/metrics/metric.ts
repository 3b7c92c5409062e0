/** What a page of metrics consists of: names, words and numbers, as plain values. */

/** What tells the samples of one metric apart. */
export type Labels = Readonly<Record<string, string>>;

/** One number. */
export type Sample = readonly [labels: Labels, value: number];

/** A metric with all its numbers; one without any is left out of the page. */
export interface Metric {
  /** Without the prefix of the program. */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  readonly type: "gauge" | "counter";
  /** May be made while they are read. */
  readonly samples: Iterable<Sample>;
}

/** A gauge with samples. */
export function toGauge(name: string, help: string, samples: Iterable<Sample>): Metric {
  return { name, help, type: "gauge", samples };
}

/** A counter with samples. */
export function toCounter(name: string, help: string, samples: Iterable<Sample>): Metric {
  return { name, help, type: "counter", samples };
}
