/** Says of a failure whether a list must follow it: what a watch cannot go on after. */
import type { KubeFailure } from "./kube_failure.ts";

/** Whether a watch that has sent so many lines cannot go on from its version. */
export function needsList(
  { origin, problem }: Pick<KubeFailure, "origin" | "problem">,
  lineCount: number,
): boolean {
  const { kind, status } = problem;
  if (kind === "expired" || kind === "unserved") return true;
  switch (origin) {
    case "content":
      return true;
    case "event":
      return lineCount === 0;
    case "answer":
      return status === 400 || status === 422;
    default:
      return false;
  }
}
