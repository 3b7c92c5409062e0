/**
 * What runs in the demo's clusters. The registry in `testdata/inventory` has an entry for each of
 * them, and one entry (`legacy-reports`) for which nothing runs.
 */
import type { FleetClaim } from "./fleet.ts";

/** The clusters of the platform. */
export const CLUSTERS: readonly string[] = ["prod-eu", "prod-us", "lab"];

/** Claims that have been running for long. */
export const RUNNING_CLAIMS: readonly FleetClaim[] = [
  ...claimsOf("prod-eu", [
    "NamespaceClaim shop",
    "HarborProject shop",
    "DatabaseClaim shop/orders-db",
    "DatabaseClaim shop/customers-db",
    "VolumeClaim shop/orders-data",
    "VolumeClaim shop/cart-data",
    "VolumeClaim shop/search-index",
    "BucketClaim shop/product-images",
    "NamespaceClaim billing",
    "HarborProject billing",
    "DatabaseClaim billing/ledger-db",
    "DatabaseClaim billing/invoices-db",
    "BucketClaim billing/invoice-archive",
    "VolumeClaim billing/exports",
  ]),
  ...claimsOf("prod-us", [
    "NamespaceClaim shop",
    "DatabaseClaim shop/customers-db",
    "VolumeClaim shop/orders-data",
    "BucketClaim shop/warehouse-feed",
    "VolumeClaim risk/fraud-model",
    "DatabaseClaim risk/fraud-scores",
    "NamespaceClaim risk",
    "HarborProject risk",
    "BucketClaim edge/cdn-logs",
    "NamespaceClaim edge",
  ]),
  ...claimsOf("lab", [
    "HarvesterVM default/build-runner-1",
    "HarvesterVM default/build-runner-2",
    "HarvesterVM default/gpu-sandbox",
    "VolumeClaim default/scratch",
    "VolumeClaim ci/artifact-cache",
    "NamespaceClaim ci",
    "HarborProject ci-images",
  ]),
];

/** Claims that were ordered today: registered, and about to be created. */
export const NEW_CLAIMS = {
  recommendationsDb: claim("prod-eu DatabaseClaim shop/recommendations-db"),
  /** The entry `media-assets`: a kustomization calls the object differently. */
  mediaAssets: claim("prod-eu BucketClaim shop/shop-media-assets"),
  ordersDbUs: claim("prod-us DatabaseClaim shop/orders-db"),
  checkout: claim("prod-us NamespaceClaim checkout"),
  /** The entry `harvestervm-developer-jonas`: only its manifest says what the object is called. */
  jonas: claim("lab HarvesterVM default/jonas"),
  notebooks: claim("lab VolumeClaim default/notebooks"),
} as const;

/** A claim that somebody made by hand: it runs, but is not registered. */
export const UNREGISTERED_CLAIM = claim("prod-us BucketClaim shop/flash-sale-images");

/** Reads `cluster Kind claimRef`. */
export function claim(text: string): FleetClaim {
  const [cluster = "", kind = "", claimRef = ""] = text.split(" ");
  return { cluster, kind, claimRef };
}

function claimsOf(cluster: string, claims: readonly string[]): readonly FleetClaim[] {
  return claims.map((text) => claim(`${cluster} ${text}`));
}
