/** Bodies that GitHub would never send: one without an end, and one that was tampered with. */

const chunkBytes = 256 * 1024;

/** An answer of 200 whose JSON text goes on until the reader gives up or the signal aborts. */
export function createEndlessResponse(signal?: AbortSignal): Response {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let prefix = `{"message":"`;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      signal?.addEventListener("abort", () => controller.error(signal.reason), { once: true });
    },
    // A timer lets others have their turn, the reader's own deadline among them.
    pull: (controller) =>
      new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          timer = undefined;
          if (signal?.aborted !== true) {
            controller.enqueue(encoder.encode(prefix.padEnd(chunkBytes, "x")));
          }
          prefix = "";
          resolve();
        });
      }),
    cancel: () => clearTimeout(timer),
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { "content-type": "application/json; charset=utf-8" } });
}

/**
 * The same answer with other bytes of the same length in its `content`, so that size and form are
 * right and only a hash tells; an answer without one is left as it is.
 */
export async function tamperResponse(response: Response): Promise<Response> {
  const text = await response.text();
  const other = text.replace(
    /("content":")([A-Za-z0-9+/])/,
    (_all, before: string, first: string) => `${before}${first === "Q" ? "U" : "Q"}`,
  );
  return new Response(other, { status: response.status, headers: response.headers });
}
