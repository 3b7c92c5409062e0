/** Requests of a test to a real API server, as somebody who may do everything: JSON in, JSON out. */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The resource that objects belong to. */
export interface RealResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** Which object. */
export interface RealRef {
  readonly name: string;
  /** Missing for what belongs to no namespace. */
  readonly namespace?: string;
}

interface Request {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body?: JsonObject | undefined;
  /** Default: that of a merge patch for a patch, else JSON. */
  readonly contentType?: string;
}

/** A server that has just started answers 429 until it knows its own resources. */
const BUSY_DEADLINE_MS = 30_000;
const BUSY_POLL_MS = 100;

/** Thrown where the server answers anything but success. */
export class RealApiError extends Error {
  override readonly name = "RealApiError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(`The API server answered ${status}: ${message}`);
    this.status = status;
  }
}

/** A client of one server; asks again where the server is only busy starting. */
export class RealApiClient implements Disposable {
  readonly #url: string;
  readonly #token: string;
  readonly #ca: string;
  #http: Deno.HttpClient | undefined;

  constructor(options: { readonly url: string; readonly token: string; readonly ca: string }) {
    this.#url = options.url;
    this.#token = options.token;
    this.#ca = options.ca;
  }

  /** Sends a request; throws `RealApiError`, or what `fetch` throws. */
  async ask(method: string, path: string, body?: JsonObject): Promise<JsonObject> {
    return await this.#askPatiently({ method, path, body });
  }

  /** Applies an object as `kubectl apply --server-side` does; refused where a field is not known. */
  async apply(
    resource: RealResource,
    { object, isDryRun }: { readonly object: JsonObject; readonly isDryRun: boolean },
  ): Promise<JsonObject> {
    const path = toRealPath(resource, object["metadata"] as RealRef);
    const query = "fieldManager=test&force=true&fieldValidation=Strict";
    return await this.#askPatiently({
      method: "PATCH",
      path: `${path}?${query}${isDryRun ? "&dryRun=All" : ""}`,
      body: object,
      // JSON is YAML.
      contentType: "application/apply-patch+yaml",
    });
  }

  /** Whether the server says that it is ready. */
  async isReady(): Promise<boolean> {
    try {
      await this.ask("GET", "/readyz");
      return true;
    } catch {
      return false;
    }
  }

  /** Creates an object. */
  async create(resource: RealResource, object: JsonObject): Promise<JsonObject> {
    const { namespace } = Object(object["metadata"]) as { namespace?: string };
    return await this.ask("POST", toRealPath(resource, { namespace }), object);
  }

  /** Changes an object by a merge patch. */
  async patch(resource: RealResource, ref: RealRef, change: JsonObject): Promise<JsonObject> {
    return await this.ask("PATCH", toRealPath(resource, ref), change);
  }

  /** Changes an object's status by a merge patch. */
  async patchStatus(resource: RealResource, ref: RealRef, status: unknown): Promise<JsonObject> {
    return await this.ask("PATCH", `${toRealPath(resource, ref)}/status`, { status });
  }

  /** Deletes an object; whether it was there. */
  async remove(resource: RealResource, ref: RealRef): Promise<boolean> {
    try {
      await this.ask("DELETE", toRealPath(resource, ref));
      return true;
    } catch (error) {
      if (error instanceof RealApiError && error.status === 404) return false;
      throw error;
    }
  }

  /** Deletes all objects of a resource, in one request for each namespace. */
  async removeAll(resource: RealResource, namespace?: string): Promise<void> {
    await this.ask("DELETE", toRealPath(resource, { namespace }));
  }

  /** All objects of a resource. */
  async list(resource: RealResource): Promise<readonly JsonObject[]> {
    const { items } = await this.ask("GET", toRealPath(resource, {}));
    return items as readonly JsonObject[];
  }

  /** The next request makes a new connection. */
  forgetConnections(): void {
    this.#http?.close();
    this.#http = undefined;
  }

  [Symbol.dispose](): void {
    this.forgetConnections();
  }

  async #askPatiently(request: Request): Promise<JsonObject> {
    const deadline = performance.now() + BUSY_DEADLINE_MS;
    while (true) {
      try {
        return await this.#askOnce(request);
      } catch (error) {
        const isBusy = error instanceof RealApiError && error.status === 429;
        if (!isBusy || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, BUSY_POLL_MS));
      }
    }
  }

  async #askOnce({ method, path, body, contentType }: Request): Promise<JsonObject> {
    this.#http ??= Deno.createHttpClient({ caCerts: [this.#ca] });
    const usual = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    try {
      const response = await fetch(`${this.#url}${path}`, {
        method,
        client: this.#http,
        headers: {
          authorization: `Bearer ${this.#token}`,
          "content-type": contentType ?? usual,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new RealApiError(response.status, text.slice(0, 500));
      return text.startsWith("{") ? JSON.parse(text) : { text };
    } catch (error) {
      if (!(error instanceof RealApiError)) this.forgetConnections();
      throw error;
    }
  }
}

/** Path of an object, or of all objects where there is no name. */
export function toRealPath(
  { group, version, plural }: RealResource,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name?: string },
): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const place = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${place}/${plural}${name === undefined ? "" : `/${name}`}`;
}
