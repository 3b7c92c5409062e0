/** The alerts of `deploy/alerts.yaml`, as tests look at them. */
import { load } from "js-yaml";

/** One alert. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

const FILE = new URL("../../deploy/alerts.yaml", import.meta.url);

/** The file as it is. */
export function readAlertText(): Promise<string> {
  return Deno.readTextFile(FILE);
}

/** All of them, in the order of the file. */
export async function readAlertRules(): Promise<readonly AlertRule[]> {
  const { groups } = load(await readAlertText()) as {
    readonly groups: readonly { readonly rules: readonly AlertRule[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}
