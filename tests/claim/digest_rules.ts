/** What holds for each digest, whatever it was made of. */
import assert from "node:assert/strict";
import type { ClaimDigest } from "../../src/claim/digest.ts";
import { parsePhase } from "../../src/claim/phase.ts";
import { REGISTRY_TEXT_LENGTH_MAX, toRegistryText } from "../../src/claim/registry_text.ts";

/** One clean line of bounded length that tells its phase and that no further cleaning changes. */
export function assertDigestRules({ statusMessage, phase }: ClaimDigest): void {
  const shown = JSON.stringify(statusMessage);
  assert.ok(statusMessage.length > 0 && statusMessage.isWellFormed(), shown);
  assert.ok([...statusMessage].length <= REGISTRY_TEXT_LENGTH_MAX, shown);
  assert.doesNotMatch(statusMessage, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s|\s$|\s\s/u);
  assert.match(statusMessage, /^(?:Deleting, )?(?:Paused, )?(?:No status|(?:Ready|Synced|Resp))/);
  assert.equal(toRegistryText(statusMessage), statusMessage);
  assert.equal(parsePhase(statusMessage), phase, shown);
}
