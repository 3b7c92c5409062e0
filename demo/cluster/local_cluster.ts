/** One cluster of the demo: a Kubernetes API server in small, and the real informer beside it. */
import {
  type KubernetesStandIn,
  type KubernetesStandInOptions,
  startKubernetesStandIn,
} from "../kubernetes/kubernetes_stand_in.ts";
import { toLifeObjects } from "../kubernetes/claim_life.ts";
import { PLATFORM_DEFINITIONS } from "../kubernetes/platform_resources.ts";
import type { ProgramProcess } from "../program/program_process.ts";
import type { FleetChange } from "./fleet.ts";
import { type InformerOptions, launchInformer } from "./informer_process.ts";

/** What a cluster is made of. */
export interface LocalClusterDeps {
  readonly api: KubernetesStandInOptions;
  /** Called with the exit code of an informer that nobody has ended. */
  readonly onDeath: (exitCode: number) => void;
}

/** Nothing goes before it was being deleted. */
const LAST_STATE = { kind: "deleting" } as const;

/** Owns the API server and the informer's process. */
export class LocalCluster {
  readonly #api: KubernetesStandIn;
  readonly #onDeath: (exitCode: number) => void;
  readonly #claims = new Set<string>();
  #informer: ProgramProcess | undefined;

  constructor({ api, onDeath }: LocalClusterDeps) {
    this.#onDeath = onDeath;
    this.#api = startKubernetesStandIn(api);
    for (const definition of PLATFORM_DEFINITIONS) this.#api.defineResource(definition);
    this.#api.silence();
  }

  /** Address of the API server. */
  get url(): string {
    return this.#api.url;
  }

  /** How many claims exist. */
  get claimCount(): number {
    return this.#claims.size;
  }

  /** Lets something happen to a claim, and to the composite behind it. */
  apply({ claim: { kind, claimRef }, state }: FleetChange): void {
    const now = Date.now();
    if (state.kind === "gone") {
      for (const object of toLifeObjects({ kind, claimRef, state: LAST_STATE, now })) {
        this.#api.remove(object);
      }
      this.#claims.delete(`${kind} ${claimRef}`);
    } else {
      this.#api.load(toLifeObjects({ kind, claimRef, state, now }));
      this.#claims.add(`${kind} ${claimRef}`);
    }
  }

  /** The API server begins to answer. */
  thaw(): void {
    this.#api.speak();
  }

  /** Starts an informer and waits until it is up. */
  async startInformer(options: InformerOptions): Promise<void> {
    const informer = launchInformer(options);
    this.#informer = informer;
    void informer.ended.then((exitCode) => {
      if (this.#informer === informer) this.#onDeath(exitCode);
    });
    if (await informer.up === undefined) throw new Error("The informer ended before it was up");
  }

  /** Ends the informer at once. */
  async killInformer(): Promise<void> {
    await this.#takeInformer()?.kill();
  }

  /** Asks the informer to stop and waits for its end. */
  async stopInformer(): Promise<void> {
    await this.#takeInformer()?.stop();
  }

  /** Ends the API server. */
  async close(): Promise<void> {
    await this.#api.close();
  }

  /** From here on its end is no surprise. */
  #takeInformer(): ProgramProcess | undefined {
    const informer = this.#informer;
    this.#informer = undefined;
    return informer;
  }
}
