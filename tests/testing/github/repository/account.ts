/** Who may call: tokens, the accounts behind them, and the Git identity GitHub gives an account. */
import type { GitIdentity } from "../git/git_object.ts";
import type { TokenPermissions } from "./token_permission.ts";

/** A token as a test configures it. */
export interface TokenOptions {
  readonly token: string;
  readonly login: string;
  /** Whether it may write; a fine-grained token without that right reads only. Default true. */
  readonly write?: boolean;
  /** Whether the repository is in its reach; otherwise it gets 404. Default true. */
  readonly visible?: boolean;
  /** Default `User`. */
  readonly type?: AccountType;
  /** The rights of a fine-grained token or of an App's. Default: all that `write` allows. */
  readonly permissions?: TokenPermissions;
  /** The scopes of a classic token, e.g. `repo`; they make it one. */
  readonly scopes?: readonly string[];
  /** Default `personal`. */
  readonly kind?: "personal" | "app";
  /** When it ends by itself. Default never. */
  readonly expiresAt?: Date;
}

/** What GitHub says an account is. */
export type AccountType = "User" | "Bot";

/** A login as pull requests and commits show it. */
export interface Account {
  readonly login: string;
  readonly type: AccountType;
}

/** The account of a call, with its rights. */
export interface Caller extends Account {
  readonly mayWrite: boolean;
  readonly maySee: boolean;
  readonly kind: "personal" | "app";
  readonly permissions?: TokenPermissions;
  readonly scopes?: readonly string[];
  readonly expiresAt?: Date;
}

/** The tokens that are valid now; tests may grant and revoke them while the double runs. */
export class TokenBook {
  readonly #callers = new Map<string, Caller>();
  readonly #now: () => Date;

  constructor(tokens: readonly TokenOptions[], now: () => Date) {
    this.#now = now;
    for (const token of tokens) this.grant(token);
  }

  /** Makes a token valid, or gives it other rights. */
  grant({ token, ...options }: TokenOptions): void {
    const { write = true, visible = true, ...rest } = options;
    const defaults = { type: "User", kind: "personal" } as const;
    this.#callers.set(token, { ...defaults, ...rest, mayWrite: write, maySee: visible });
  }

  /** Makes a token invalid from the next call on. */
  revoke(token: string): void {
    this.#callers.delete(token);
  }

  /** The account behind a token, or undefined. */
  find(token: string): Caller | undefined {
    const caller = this.#callers.get(token);
    const isOver = caller?.expiresAt !== undefined && caller.expiresAt <= this.#now();
    return isOver ? undefined : caller;
  }
}

/** A stable number for a name, as GitHub's ids are. */
export function numberOf(name: string): number {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 99_999_989;
  return hash;
}

/** The identity of a commit that an account makes through the API. */
export function identityOf({ login }: Account, at: Date): GitIdentity {
  const email = `${numberOf(login)}+${login}@users.noreply.github.com`;
  return { name: login, email, ...gitTime(at) };
}

/** The committer of merges made by GitHub itself. */
export function webFlow(at: Date): GitIdentity {
  return { name: "GitHub", email: "noreply@github.com", ...gitTime(at) };
}

/** A moment as Git keeps it, in UTC. */
export function gitTime(at: Date): Pick<GitIdentity, "epochSeconds" | "offset"> {
  return { epochSeconds: Math.floor(at.getTime() / 1000), offset: "+0000" };
}

/** A moment as GitHub prints it: UTC, whole seconds. */
export function isoTime(at: Date | number): string {
  const date = typeof at === "number" ? new Date(at * 1000) : at;
  return `${date.toISOString().slice(0, 19)}Z`;
}
