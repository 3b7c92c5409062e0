/** The settings of how much the collector may hold; what they bound is the store's business. */
import { defaultedSetting } from "./setting.ts";
import { wholeNumberValue } from "./value_parser.ts";

/** The limits at which new claims find no room; the first that is reached counts. */
export const STORE_SETTINGS = {
  claimsPerClusterMax: defaultedSetting({
    variable: "COLLECTOR_CLAIMS_PER_CLUSTER_MAX",
    description: "Most claims of one cluster; above it, new ones are refused",
    value: wholeNumberValue({ min: 1, max: 1_000_000 }),
    default: "100000",
  }),
  claimsMax: defaultedSetting({
    variable: "COLLECTOR_CLAIMS_MAX",
    description: "Most claims of all clusters; above it, new ones are refused",
    value: wholeNumberValue({ min: 1, max: 10_000_000 }),
    default: "250000",
  }),
  memoryBudgetMb: defaultedSetting({
    variable: "COLLECTOR_MEMORY_BUDGET_MB",
    description: "Memory for statuses in MiB, by estimate; above it, new claims are refused",
    value: wholeNumberValue({ min: 8, max: 65_536 }),
    default: "256",
  }),
};
