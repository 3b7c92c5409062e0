/** Worlds on one real API server for the tests of a file. */
import type { RealApiServer } from "../../testing/kubernetes/real_api_server.ts";
import { shareRealServer } from "../../testing/kubernetes/shared_server.ts";
import { RealInformerWorld } from "./real_informer_world.ts";

/** A test with a world of its own, whose informer has told its claims. */
export type TestInformer = (
  name: string,
  run: (world: RealInformerWorld, server: RealApiServer) => Promise<void>,
) => void;

/** Makes the way to define such tests, with claims of these names; call it once in a file. */
export function shareInformerServer(names: readonly string[]): TestInformer {
  const testShared = shareRealServer();
  return (name, run) =>
    testShared(name, async (server, account) => {
      await using world = await RealInformerWorld.start(server, { account, names });
      await run(world, server);
    });
}
