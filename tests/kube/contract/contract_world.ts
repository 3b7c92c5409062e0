/** A cluster of the contract, a watcher of it on a clock that a test moves, and what the watcher asks. */
import type { ClaimWatcher, WatchEvent, WatchTarget } from "../../../src/informer/claim_watcher.ts";
import { createKubeClaimWatcher } from "../../../src/kube/kube_claim_watcher.ts";
import { ManualClock } from "../../testing/manual_clock.ts";
import { recoverWatch, WatchLog } from "../watch_log.ts";
import type { ContractCluster, ContractRef, ContractResource } from "./contract_cluster.ts";

/** What a test of the contract works with. */
export class ContractWorld {
  readonly cluster: ContractCluster;
  readonly clock = new ManualClock("2026-01-01T00:00:00Z");
  readonly watcher: ClaimWatcher;
  /** A resource of the test's own, defined already. */
  readonly widgets: ContractResource;
  /** Requests for objects, each as `list`, `list+continue`, `stream` or `watch`. */
  readonly requests: string[] = [];
  /** Called before a request for objects is sent; what it returns is asked for. */
  onRequest: (url: URL) => Promise<URL> | URL = (url) => url;

  private constructor(cluster: ContractCluster, widgets: ContractResource) {
    this.cluster = cluster;
    this.widgets = widgets;
    this.watcher = createKubeClaimWatcher({
      access: cluster.access,
      clock: this.clock,
      random: () => 0,
      fetch: async (url, init) => {
        const request = new URL(url);
        if (!request.pathname.endsWith("s")) return await fetch(url, init);
        this.requests.push(toWord(request));
        return await fetch(await this.onRequest(request), init);
      },
    });
  }

  /** A world whose widgets are of that group. */
  static async create(cluster: ContractCluster, group: string): Promise<ContractWorld> {
    const widgets = {
      group,
      plural: "widgets",
      kind: "Widget",
      versions: ["v1"],
      scope: "Namespaced",
    } as const;
    await cluster.define(widgets);
    return new ContractWorld(cluster, widgets);
  }

  /** Starts a watch of the widgets, or of something else. */
  watch(target: Partial<WatchTarget> = {}): WatchLog {
    const { group, plural } = this.widgets;
    const widgets = { group, version: "v1", by: { resource: plural }, namespace: null };
    return new WatchLog(this.watcher, { ...widgets, ...target });
  }

  /** Creates or changes widgets of the namespace `default`. */
  async put(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.cluster.put(this.toRef(name));
  }

  /** Deletes a widget. */
  async remove(name: string): Promise<void> {
    await this.cluster.remove(this.toRef(name));
  }

  /** A widget of the namespace `default`. */
  toRef(name: string): ContractRef {
    return { resource: this.widgets, name, namespace: "default" };
  }

  /** Starts a watch and waits until its list is complete and what follows is watched. */
  async watchListed(target: Partial<WatchTarget> = {}): Promise<WatchLog> {
    const log = this.watch(target);
    await log.waitFor(({ events }) => {
      const listedAt = events.findIndex(({ type }) => type === "listed");
      if (listedAt < 0) return false;
      // A streamed list is a watch already.
      return this.requests.at(-1) === "stream" ||
        events.slice(listedAt).some(({ type }) => type === "contact");
    });
    return log;
  }

  /** Lets waits after troubles pass until the log is as wanted. */
  async recover(log: WatchLog, isWanted: (log: WatchLog) => boolean): Promise<void> {
    await recoverWatch(log, { clock: this.clock, isWanted });
  }
}

/**
 * What a log says, one word for each object: how many come together is the server's affair. So is
 * whether a streamed list is tried before pages are.
 */
export function toSingleWords(log: WatchLog): readonly string[] {
  const all = log.words.flatMap((words) => {
    const [type = "", ...names] = words.split(" ");
    return type === "applied" || type === "deleted"
      ? names.map((name) => `${type} ${name}`)
      : words;
  });
  return all.filter((word, index) => word !== "listing" || all[index - 1] !== "listing");
}

/** A part of each object that was applied, in order. */
export function pickApplied<T>(log: WatchLog, pick: (object: AppliedObject) => T): readonly T[] {
  const isApplied = (event: WatchEvent) => event.type === "applied";
  return log.events.filter(isApplied).flatMap(({ objects }) =>
    (objects as readonly AppliedObject[]).map(pick)
  );
}

/** What tests look at. */
export interface AppliedObject {
  readonly apiVersion: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string };
}

function toWord({ searchParams }: URL): string {
  if (searchParams.has("sendInitialEvents")) return "stream";
  if (searchParams.has("watch")) return "watch";
  return searchParams.has("continue") ? "list+continue" : "list";
}
