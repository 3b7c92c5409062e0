/** PORT: who may come in, as the app asks for each request. */
import type { Caller } from "../collector/caller.ts";

/** Says who asks, and what needs a credential at all. */
export interface Access {
  /** Whether credentials are configured; without any, anybody may do everything. */
  readonly isRestricted: boolean;
  /** Whether reading needs no credential. */
  readonly isReadingPublic: boolean;
  /** Who shows the value of an `Authorization` header; `null`: nobody that is known. */
  authenticate(authorization: string | null): Promise<Caller | null>;
}
