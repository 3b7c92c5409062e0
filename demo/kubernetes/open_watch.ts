/** One open watch as those see it who want something of it: a bookmark, a failure, its end. */
import type { ApiStatus } from "./api_status.ts";
import type { Bell } from "./bell.ts";

/** How a watch ends before its time. */
export type WatchEnd =
  /** Without another word. */
  | { readonly kind: "over" }
  /** With an ERROR event. */
  | { readonly kind: "failed"; readonly status: ApiStatus }
  /** In the middle of an event; the connection's end is somebody else's task. */
  | { readonly kind: "torn" };

/** What is wanted of a watch. */
export class OpenWatch {
  /** The connection's port at the server. */
  readonly port: number;
  readonly #bell: Bell;
  readonly #allowsBookmarks: boolean;
  #isBookmarkDue = false;
  #end: WatchEnd | undefined;

  constructor(
    { port, allowsBookmarks, bell }: {
      readonly port: number;
      readonly allowsBookmarks: boolean;
      readonly bell: Bell;
    },
  ) {
    this.port = port;
    this.#allowsBookmarks = allowsBookmarks;
    this.#bell = bell;
  }

  /** How it shall end, once somebody wants that. */
  get wantedEnd(): WatchEnd | undefined {
    return this.#end;
  }

  /** Ends it; what is over stays over. */
  end(end: WatchEnd): void {
    if (this.#end?.kind === "over") return;
    this.#end = end;
    this.#bell.ring();
  }

  /** Asks for a bookmark; a client that wants none gets none. */
  askForBookmark(): void {
    this.#isBookmarkDue = this.#allowsBookmarks;
    this.#bell.ring();
  }

  /** Whether a bookmark is due; asking settles it. */
  takeBookmark(): boolean {
    const isDue = this.#isBookmarkDue;
    this.#isBookmarkDue = false;
    return isDue;
  }
}
