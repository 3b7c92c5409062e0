/** Texts of the API description as HTML: paragraphs, and code between backticks. */
import { html } from "@hono/hono/html";

/** A piece of HTML in which all that was put in is escaped. */
export type Html = ReturnType<typeof html>;

/** A text of several paragraphs. */
export function toParagraphs(text: string): readonly Html[] {
  return text.split("\n\n").map((paragraph) => html`<p>${toInline(paragraph)}</p>`);
}

/** A text within a line that others may follow: a sentence. */
export function toSentence(text: string): readonly Html[] {
  return toInline(/[^.]$/.test(text) ? `${text}.` : text);
}

/** A text within a line. */
export function toInline(text: string): readonly Html[] {
  // Every second piece stands between backticks.
  return text.split("`").map((piece, index) =>
    index % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`
  );
}
