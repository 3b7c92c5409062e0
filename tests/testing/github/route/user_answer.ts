/** How GitHub shows an account inside other answers. */
import { nodeId } from "../http/github_env.ts";
import { type Account, type AccountType, numberOf } from "../repository/account.ts";

/** An account as `user`, `owner` or `merged_by` shows it. */
export interface UserAnswer {
  readonly login: string;
  readonly id: number;
  readonly node_id: string;
  readonly type: AccountType;
  readonly html_url: string;
  readonly site_admin: boolean;
}

/** The answer for an account. */
export function toUserAnswer({ login, type }: Account): UserAnswer {
  const id = numberOf(login);
  return {
    login,
    id,
    node_id: nodeId("U", id),
    type,
    html_url: `https://github.com/${login.replace(/\[bot\]$/, "")}`,
    site_admin: false,
  };
}
