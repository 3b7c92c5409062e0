/** The part of a URL behind its host, which may be anything that a client has sent. */

/** Path and query as they came, still percent-encoded; `/` where there is none. */
export function toPathAndQuery(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  return start < 0 ? "/" : url.slice(start);
}
