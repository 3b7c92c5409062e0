/** Who may call: tokens, the accounts behind them, and the Git identity GitHub gives an account. */
import type { GitIdentity } from "../git/git_object.ts";

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
}

/** The tokens that are valid now; tests may grant and revoke them while the double runs. */
export class TokenBook {
  readonly #callers = new Map<string, Caller>();

  constructor(tokens: readonly TokenOptions[]) {
    for (const token of tokens) this.grant(token);
  }

  /** Makes a token valid, or gives it other rights. */
  grant({ token, login, write = true, visible = true, type = "User" }: TokenOptions): void {
    this.#callers.set(token, { login, type, mayWrite: write, maySee: visible });
  }

  /** Makes a token invalid from the next call on. */
  revoke(token: string): void {
    this.#callers.delete(token);
  }

  /** The account behind a token, or undefined. */
  find(token: string): Caller | undefined {
    return this.#callers.get(token);
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
