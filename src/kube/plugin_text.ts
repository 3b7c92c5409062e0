/**
 * What a credential plugin says when it fails, for messages that anybody may read: on one line, short,
 * and without whatever could be a secret. In doubt a word is left out.
 */
import { cutLine, toCleanLine } from "../claim/registry_text.ts";

/** Longest text that is repeated. */
const TEXT_LENGTH_MAX = 300;
/** Values of variables that are shorter may be parts of words. */
const VALUE_LENGTH_MIN = 8;
const REDACTED = "***";
/** Tokens and passwords of all sorts, addresses, and harmless words. */
const LONG_WORD = /[^\s"'`,;()<>{}[\]|]{6,}/g;
/** What stands behind such a word is more likely a secret than not. */
const NAMED_SECRET = /\b(password|passwd|passphrase|secret|pin|token)\s+[^\s:]\S*/gi;
/** A part of a word that a person reads: letters, or a short number. */
const READABLE_PART = /^(?:[A-Za-z]{0,24}|\d{1,5})$/;

/** The text as it may be shown; the given secrets are taken out wherever they stand. */
export function toPluginText(text: string, secrets: readonly string[]): string {
  let shown = text;
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret.length >= VALUE_LENGTH_MIN) shown = shown.replaceAll(secret, REDACTED);
  }
  const clean = toCleanLine(shown).replace(NAMED_SECRET, `$1 ${REDACTED}`);
  return cutLine(clean.replace(LONG_WORD, hideUnreadable), TEXT_LENGTH_MAX);
}

function hideUnreadable(word: string): string {
  const parts = word.split(/[^A-Za-z0-9]+/);
  return parts.every((part) => READABLE_PART.test(part)) ? word : REDACTED;
}
