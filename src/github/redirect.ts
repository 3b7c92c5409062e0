/**
 * Follows GitHub's redirects, as of a repository that was renamed: reads only, and only on the same
 * host, since our credential goes along. A redirected write would land where nobody looked.
 */

/** The fetch function as it is called by Octokit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The call would go where it must not; a person must act. */
export class RedirectRefusal extends Error {
  override readonly name = "RedirectRefusal";
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const REDIRECTS_MAX = 3;

/** Makes a call and follows where it may; throws `RedirectRefusal` otherwise. */
export async function fetchFollowing(
  send: Fetch,
  { url, init }: { readonly url: string; readonly init: RequestInit },
): Promise<Response> {
  let at = url;
  for (let count = 0; count <= REDIRECTS_MAX; count++) {
    const response = await send(at, { ...init, redirect: "manual" });
    if (!REDIRECTS.has(response.status)) return response;
    await response.body?.cancel();
    at = findTarget({ at, location: response.headers.get("location"), method: init.method });
  }
  throw new RedirectRefusal(`GitHub redirected ${REDIRECTS_MAX + 1} times`);
}

function findTarget(
  { at, location, method = "GET" }: {
    readonly at: string;
    readonly location: string | null;
    readonly method: string | undefined;
  },
): string {
  if (location === null || !URL.canParse(location, at)) {
    throw new RedirectRefusal("GitHub redirected to nowhere");
  }
  const target = new URL(location, at);
  if (target.origin !== new URL(at).origin) {
    throw new RedirectRefusal(`GitHub redirected to another address, "${shorten(target.origin)}"`);
  }
  if (method === "GET") return target.href;
  throw new RedirectRefusal(`GitHub redirected the write to "${shorten(target.pathname)}"`);
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
