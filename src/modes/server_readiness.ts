/** What the readiness of the server says, derived from the last pass. */
import type { HeldChange, PassError, PassReport } from "../collector/pass_report.ts";
import type { Readiness, ReadinessReason } from "../http/app_deps.ts";

const CODES: Readonly<Record<PassError["code"], string>> = {
  access: "repository-access",
  settings: "settings-refused",
  "registry-format": "registry-refused",
  unavailable: "repository-unavailable",
  conflict: "repository-conflict",
  stopped: "pass-stopped",
  bug: "internal-error",
};

/**
 * What is held back until somebody acts. All else lets go by itself, or was decided by the person who
 * has closed the pull request.
 */
const PERSON_CODES: readonly HeldChange["code"][] = [
  "mass-change",
  "foreign-commit",
  "restoring",
];

/** A collector that cannot reach GitHub still takes posts, so it is degraded, not down. */
export function toServerReadiness(
  facts: {
    readonly isDraining: boolean;
    readonly last: PassReport | null;
    /** What is wrong with the files of credentials and with keys. */
    readonly accessProblems: readonly string[];
    /** What is wrong with the certificate that is shown. */
    readonly tlsProblems: readonly string[];
    /** Which limits keep new claims out. */
    readonly shortages: readonly string[];
  },
): Readiness {
  const { isDraining, last, accessProblems, tlsProblems, shortages } = facts;
  if (isDraining) return { state: "draining", reasons: [] };
  const reasons = [
    ...(last === null
      ? [{ code: "first-pass-pending", message: "The first pass has not ended yet" }]
      : listReasons(last)),
    ...accessProblems.map((message) => ({ code: "credentials-outdated", message })),
    ...tlsProblems.map((message) => ({ code: "certificate-outdated", message })),
    ...shortages.map((message) => ({ code: "store-full", message })),
  ];
  return { state: reasons.length === 0 ? "ready" : "degraded", reasons };
}

function listReasons(last: PassReport): readonly ReadinessReason[] {
  const { error, outcome, message, held, problems } = last;
  const waiting = held.filter(({ code }) => PERSON_CODES.includes(code));
  return [
    ...(error === null ? [] : [{ code: CODES[error.code], message: error.message }]),
    ...(outcome === "waiting" && waiting.length === 0 ? [{ code: "pass-waiting", message }] : []),
    ...waiting.map((hold) => ({ code: hold.code, message: hold.message })),
    ...problems.map((problem) => ({ code: problem.code, message: problem.message })),
  ];
}
