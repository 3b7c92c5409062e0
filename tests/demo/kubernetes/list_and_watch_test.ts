import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import type {
  KubernetesObject,
  KubernetesStandIn,
} from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import { ask, CLAIMS, startWithClaims, toClaim, watchClaims } from "./stand_in_client.ts";

const RUNS = 60;

/** A claim gets a size, or is removed when there is none. */
const CHANGE = fc.record({
  name: fc.constantFrom("a", "b", "c", "d"),
  size: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
});

Deno.test("a list of any revision, and what a watch tells from there, make what is there now", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(CHANGE, { maxLength: 20 }), fc.nat(20), async (changes, at) => {
      await using standIn = startWithClaims(["a", "b"]);
      for (const change of changes.slice(0, at)) make(standIn, change);
      const { revision } = standIn;
      const before = toState(await readPages(standIn, ""));
      for (const change of changes.slice(at)) make(standIn, change);
      const exact = await readPages(
        standIn,
        `resourceVersion=${revision}&resourceVersionMatch=Exact`,
      );
      deepEqual(toState(exact), before);
      deepEqual(
        await follow(standIn, { state: before, revision }),
        toState(await readPages(standIn, "")),
      );
    }),
    { numRuns: RUNS },
  );
});

type State = ReadonlyMap<string, string | undefined>;

function make(
  standIn: KubernetesStandIn,
  { name, size }: { readonly name: string; readonly size: number | undefined },
): void {
  if (size === undefined) standIn.remove(toClaim(name));
  else standIn.apply(toClaim(name, { size }));
}

async function readPages(
  standIn: KubernetesStandIn,
  query: string,
): Promise<readonly KubernetesObject[]> {
  const items: KubernetesObject[] = [];
  for (let next = query;;) {
    const { body } = await ask(standIn, `${CLAIMS}?limit=2&${next}`);
    items.push(...body.items);
    if (body.metadata.continue === "") return items;
    next = `continue=${body.metadata.continue}`;
  }
}

/** Applies the events of a watch to a state, up to a bookmark. */
async function follow(
  standIn: KubernetesStandIn,
  { state, revision }: { readonly state: State; readonly revision: number },
): Promise<State> {
  const followed = new Map(state);
  const query = `resourceVersion=${revision}&allowWatchBookmarks=true`;
  await using watch = await watchClaims(standIn, query);
  standIn.sendBookmarks();
  for (;;) {
    const event = await watch.next();
    if (event === undefined || event.type === "BOOKMARK") return sort(followed);
    const { name = "", resourceVersion } = event.object.metadata;
    if (event.type === "DELETED") followed.delete(name);
    else followed.set(name, resourceVersion);
  }
}

function toState(items: readonly KubernetesObject[]): State {
  return sort(new Map(items.map(({ metadata }) => [metadata.name, metadata.resourceVersion])));
}

function sort(state: State): State {
  return new Map([...state].toSorted(([a], [b]) => a < b ? -1 : 1));
}
