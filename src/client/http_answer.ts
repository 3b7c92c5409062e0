/** An answer of an HTTP server, read whole and within bounds. */

/** Largest answer: a batch of some hundred items, each of them rejected with a long reason. */
export const ANSWER_BYTES_MAX = 1_048_576;

/** An answer as far as it could be read. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body:
    | { readonly kind: "whole"; readonly text: string; readonly byteLength: number }
    /** Larger than it may be; the rest was not read. */
    | { readonly kind: "too-large"; readonly bytesMax: number }
    /** The connection was lost in the middle. */
    | { readonly kind: "cut"; readonly error: unknown };
}

/** Reads an answer; never throws. */
export async function readAnswer(
  response: Response,
  bytesMax: number = ANSWER_BYTES_MAX,
): Promise<HttpAnswer> {
  const { status, headers } = response;
  return { status, headers, body: await readBody(response, bytesMax) };
}

async function readBody(response: Response, bytesMax: number): Promise<HttpAnswer["body"]> {
  const decoder = new TextDecoder();
  let text = "";
  let byteLength = 0;
  try {
    // Leaving the loop early cancels the rest.
    for await (const chunk of response.body ?? []) {
      byteLength += chunk.byteLength;
      if (byteLength > bytesMax) return { kind: "too-large", bytesMax };
      text += decoder.decode(chunk, { stream: true });
    }
    return { kind: "whole", text: text + decoder.decode(), byteLength };
  } catch (error) {
    return { kind: "cut", error };
  }
}
