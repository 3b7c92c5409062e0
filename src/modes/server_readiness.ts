/** What the readiness of the server says, derived from the last pass. */
import type { PassError, PassReport } from "../collector/pass_report.ts";
import type { Readiness } from "../http/app_deps.ts";

const CODES: Readonly<Record<PassError["code"], string>> = {
  access: "repository-access",
  settings: "settings-refused",
  "registry-format": "registry-refused",
  unavailable: "repository-unavailable",
  conflict: "repository-conflict",
  stopped: "pass-stopped",
  bug: "internal-error",
};

/** A collector that cannot reach GitHub still takes posts, so it is degraded, not down. */
export function toServerReadiness(
  facts: { readonly isDraining: boolean; readonly last: PassReport | null },
): Readiness {
  const { isDraining, last } = facts;
  if (isDraining) return { state: "draining", reasons: [] };
  if (last === null) return degraded("first-pass-pending", "The first pass has not ended yet");
  if (last.error !== null) return degraded(CODES[last.error.code], last.error.message);
  if (last.outcome === "waiting") return degraded("pass-waiting", last.message);
  return { state: "ready", reasons: [] };
}

function degraded(code: string, message: string): Readiness {
  return { state: "degraded", reasons: [{ code, message }] };
}
