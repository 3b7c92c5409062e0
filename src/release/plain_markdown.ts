/**
 * Text of commits as Markdown that says just these words: no mention, reference, link, picture or
 * HTML comes out of it. A word that could be more than a word stands in a code span, where GitHub
 * looks for nothing.
 */
import { escapeControls } from "../runtime/visible_text.ts";

/** A code span that is there already, a word, or a backtick that stands alone. */
const TOKEN = /`[^`]+`|[^\s`]+|`/g;
/** Letters and digits of any language, with signs that mean nothing around and between them. */
const WORD = /^["'(]*[\p{L}\p{M}\p{N}]+(?:[-,.;:'"()/%?]+[\p{L}\p{M}\p{N}]+)*[-,.;:'")%?!]*$/u;
const SIGNS = /^["'(,.;:)%?!/–—]+$/;
/** What GitHub makes a link or a picture of, and a number that would begin a list. */
const MEANING = /:\/\/|\bwww\.|\bGH-\d|\b[0-9a-f]{7,40}\b|:[\w-]+:|^\d+[.)]$/i;

/** One line of Markdown without meaning; white space becomes single spaces. */
export function toPlainMarkdown(text: string): string {
  const line = escapeControls(text.replace(/\s/g, " ").trim());
  const pieces: string[] = [];
  let end = 0;
  let isAfterCode = false;
  for (const { 0: token, index } of line.matchAll(TOKEN)) {
    const shown = isPlain(token) ? token : toCodeSpan(token);
    // Two code spans without a space between them would be read as one.
    const isApart = index > end || (isAfterCode && shown.startsWith("`"));
    pieces.push(isApart ? ` ${shown}` : shown);
    end = index + token.length;
    isAfterCode = shown.endsWith("`");
  }
  return pieces.join("");
}

function isPlain(token: string): boolean {
  return SIGNS.test(token) || (WORD.test(token) && !MEANING.test(token));
}

function toCodeSpan(token: string): string {
  if (token === "`") return "`` ` ``";
  return token.startsWith("`") ? token : `\`${token}\``;
}
