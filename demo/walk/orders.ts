/** The claims that were ordered today: which entry stands for which, and how each comes to life. */
import { READY, toStatusMessage } from "../cluster/claim_state.ts";
import type { FleetChange, FleetClaim } from "../cluster/fleet.ts";
import { NEW_CLAIMS } from "../cluster/platform_claims.ts";
import type { ExpectedMessages } from "./proposal_probe.ts";

interface Order {
  /** The entry's name, with its cluster where names repeat. */
  readonly entry: string;
  readonly claim: FleetClaim;
  /** Parts that are still being made. */
  readonly unready: readonly string[];
}

const ORDERS: readonly Order[] = [
  {
    entry: "recommendations-db",
    claim: NEW_CLAIMS.recommendationsDb,
    unready: ["backup", "instance", "volume"],
  },
  { entry: "media-assets", claim: NEW_CLAIMS.mediaAssets, unready: ["bucket", "policy"] },
  { entry: "orders-db@prod-us", claim: NEW_CLAIMS.ordersDbUs, unready: ["instance", "volume"] },
  { entry: "checkout", claim: NEW_CLAIMS.checkout, unready: ["quota"] },
  { entry: "harvestervm-developer-jonas", claim: NEW_CLAIMS.jonas, unready: ["rootdisk"] },
  { entry: "notebooks", claim: NEW_CLAIMS.notebooks, unready: ["volume"] },
];

/** They are being created. */
export const ORDERS_CREATING: readonly FleetChange[] = ORDERS.map(({ claim, unready }) => ({
  claim,
  state: { kind: "creating", unready },
}));

/** They are ready. */
export const ORDERS_READY: readonly FleetChange[] = ORDERS.map(({ claim }) => ({
  claim,
  state: READY,
}));

/** What the entries say when these things have happened to the orders. */
export function messagesOf(changes: readonly FleetChange[]): ExpectedMessages {
  return Object.fromEntries(changes.map(({ claim, state }) => {
    const entry = ORDERS.find((order) => order.claim === claim)?.entry ?? claim.claimRef;
    return [entry, toStatusMessage(state)];
  }));
}
