/** Reads one page of a list. */
import { KubeFailure } from "./kube_failure.ts";
import { readVersion } from "./watch_line.ts";

/** A page of a list, and how to get the next one. */
export interface ListPage {
  readonly items: readonly unknown[];
  /** Version of the list, from which a watch can go on. */
  readonly version: string;
  /** `null` on the last page. */
  readonly continueToken: string | null;
}

/** Takes an answer apart; throws `KubeFailure` for one that is no list. */
export function parseListPage(answer: unknown): ListPage {
  const version = readVersion(answer);
  const { items, metadata } = Object(answer) as { items?: unknown; metadata?: unknown };
  // An empty list may come as `null`.
  const isList = Array.isArray(items) || (items === null && version !== "");
  if (!isList || version === "") {
    throw new KubeFailure("The API server's answer is no list with a version", {
      origin: "content",
    });
  }
  const { continue: token } = Object(metadata) as { continue?: unknown };
  return {
    items: Array.isArray(items) ? items : [],
    version,
    continueToken: typeof token === "string" && token !== "" ? token : null,
  };
}
