/** Answers as GitHub serialises them. */

/** A JSON answer; status 200 unless told. */
export function answerJson(
  body: unknown,
  { status = 200, headers = {} }: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}

/** The bare bytes that a `raw` media type asks for. */
export function answerRaw(bytes: Uint8Array): Response {
  return new Response(new Uint8Array(bytes), {
    headers: { "content-type": "application/vnd.github.raw+json; charset=utf-8" },
  });
}

/** Whether the client asked for bare bytes instead of JSON. */
export function wantsRaw(request: { header(name: string): string | undefined }): boolean {
  return /application\/vnd\.github\.(v3\.)?raw(\+json)?/.test(request.header("accept") ?? "");
}
