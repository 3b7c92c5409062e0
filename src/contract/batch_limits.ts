/** What bounds batches, apart from the schemas: who only sends them need not load those. */

/** The protocols that this build speaks, both ends included. */
export const PROTOCOL = { min: 1, max: 1 } as const;

/** How much one batch may hold. */
export const BATCH_LIMITS = {
  /** Upserts, and as many deletions. */
  itemCountMax: 10_000,
  /** Scopes in `silent`, and in `scopes`. */
  scopeCountMax: 2_000,
} as const;
