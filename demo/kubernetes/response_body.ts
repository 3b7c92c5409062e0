/** Turns texts that are made one after the other into the body of a response, at the reader's pace. */

/** What the body of a response is made of. */
export interface BodyParts {
  readonly texts: AsyncIterable<string> | Iterable<string>;
  /** Called once, when the body is complete or its reader is gone. */
  readonly onEnd: () => void;
}

/** The body; a text is asked for only when the one before it was taken. */
export function toBody({ texts, onEnd }: BodyParts): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = encode(texts);
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done !== true) return controller.enqueue(value);
      onEnd();
      controller.close();
    },
    cancel: onEnd,
  }, { highWaterMark: 0 });
}

/** The texts up to so many bytes; then it calls for the cut, and waits for it. */
export async function* cutAfterBytes(
  texts: Iterable<string>,
  { count, cut }: { readonly count: number; readonly cut: () => void },
): AsyncGenerator<string> {
  let left = count;
  for (const text of texts) {
    if (text.length >= left) {
      cut();
      yield text.slice(0, left);
      await new Promise<never>(() => {});
    }
    left -= text.length;
    yield text;
  }
}

async function* encode(
  texts: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
