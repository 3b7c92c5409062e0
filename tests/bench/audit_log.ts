/** The audit log of a real API server: which requests somebody made, and when they arrived. */

/** A request to list or watch. */
export interface AuditedRequest {
  readonly verb: string;
  /** Plural name of what was asked for. */
  readonly resource: string;
  /** When the server got it, in Unix milliseconds. */
  readonly receivedAt: number;
}

/** Everything is recorded in short, once when it begins. */
const POLICY = JSON.stringify({
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["ResponseStarted", "ResponseComplete", "Panic"],
  rules: [{ level: "Metadata", verbs: ["list", "watch"] }, { level: "None" }],
});

const POLL_MS = 20;
const DEADLINE_MS = 60_000;

/** A log in a folder that exists before the server does. */
export class AuditLog {
  readonly #path: string;
  readonly #policyPath: string;

  private constructor(folder: string) {
    this.#path = `${folder}/audit.log`;
    this.#policyPath = `${folder}/audit-policy.yaml`;
  }

  static async create(folder: string): Promise<AuditLog> {
    const log = new AuditLog(folder);
    await Deno.writeTextFile(log.#path, "");
    await Deno.writeTextFile(log.#policyPath, POLICY);
    return log;
  }

  /** What kube-apiserver must be started with. */
  get flags(): readonly string[] {
    return [`--audit-policy-file=${this.#policyPath}`, `--audit-log-path=${this.#path}`];
  }

  /** Requests of a service account since a time, in their order. */
  async list(account: string, since: number): Promise<readonly AuditedRequest[]> {
    const user = `system:serviceaccount:default:${account}`;
    const lines = (await Deno.readTextFile(this.#path)).split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line)).flatMap((event) => {
      const receivedAt = Date.parse(event.requestReceivedTimestamp);
      if (event.user.username !== user || receivedAt < since) return [];
      return [{ verb: event.verb, resource: event.objectRef.resource, receivedAt }];
    });
  }

  /** Waits for the first request for a resource since a time, and says when it arrived. */
  async waitFor(account: string, resource: string, since: number): Promise<number> {
    const deadline = performance.now() + DEADLINE_MS;
    while (performance.now() < deadline) {
      const requests = await this.list(account, since);
      const first = requests.find((request) => request.resource === resource);
      if (first !== undefined) return first.receivedAt;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`The API server got no request for ${resource}`);
  }
}
