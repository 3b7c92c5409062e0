import assert from "node:assert/strict";
import fc from "fast-check";
import { FIELD_LIMITS } from "../../src/contract/field_limits.ts";
import { statusPostSchema } from "../../src/contract/status_post.ts";

Deno.test("any JSON value is either taken or refused with messages", () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.record({
      cluster: fc.jsonValue(),
      claimRef: fc.string(),
      statusMessage: fc.string({ unit: "binary" }),
      group: fc.jsonValue(),
      kind: fc.jsonValue(),
      phase: fc.jsonValue(),
      observedAt: fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fc.string(),
      ),
    }, { requiredKeys: [] }),
  );
  fc.assert(fc.property(value, (body) => {
    const post = statusPostSchema.safeParse(body);
    if (post.success) {
      const { cluster, observedAt } = post.data;
      assert.ok(cluster.length <= 2 * FIELD_LIMITS.clusterLengthMax);
      if (observedAt !== undefined) assert.match(new Date(observedAt).toISOString(), /^\d{4}-/);
    } else assert.ok(post.error.issues.length > 0);
  }));
});
