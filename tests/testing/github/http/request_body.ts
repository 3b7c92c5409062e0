/** Reads JSON bodies with the complaints that GitHub makes of wrong ones. */
import { GitHubRefusal, unprocessable } from "../repository/github_refusal.ts";

/** The fields of one JSON object. Absent is undefined; null is only let through where told. */
export class RequestBody {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  /** Reads a request's body; an empty one has no fields. */
  static async read(request: { text(): Promise<string> }): Promise<RequestBody> {
    const text = await request.text();
    return new RequestBody(text === "" ? {} : parseObject(text));
  }

  /** Throws GitHub's 422 when one of these is absent. */
  require(...names: readonly string[]): void {
    const missing = names.filter((name) => this.#fields[name] === undefined);
    if (missing.length === 0) return;
    const verb = missing.length === 1 ? "wasn't" : "weren't";
    const list = missing.map((name) => `"${name}"`).join(", ");
    throw unprocessable(`Invalid request.\n\n${list} ${verb} supplied.`);
  }

  /** Whether the field was sent, be it null. */
  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  /** Whether the field was sent as null. */
  isNull(name: string): boolean {
    return this.#fields[name] === null;
  }

  /** A field of any kind. */
  value(name: string): unknown {
    return this.#fields[name];
  }

  /** A field that must be text if it is there. */
  text(name: string): string | undefined {
    const value = this.#fields[name];
    if (value === undefined || typeof value === "string") return value;
    throw this.#wrongType(name, "a string");
  }

  /** A field that must be there and be text. */
  requiredText(name: string): string {
    this.require(name);
    return this.text(name) ?? "";
  }

  /** A field that must be true or false if it is there. */
  flag(name: string): boolean | undefined {
    const value = this.#fields[name];
    if (value === undefined || typeof value === "boolean") return value;
    throw this.#wrongType(name, "a boolean");
  }

  /** A field that must be a list if it is there. */
  list(name: string): readonly unknown[] | undefined {
    const value = this.#fields[name];
    if (value === undefined || Array.isArray(value)) return value;
    throw this.#wrongType(name, "an array");
  }

  /** A field that must be an object if it is there. */
  object(name: string): RequestBody | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    if (isObject(value)) return new RequestBody(value);
    throw this.#wrongType(name, "an object");
  }

  #wrongType(name: string, wanted: string): GitHubRefusal {
    const value = this.#fields[name];
    const shown = value === null ? "nil" : JSON.stringify(value);
    return unprocessable(
      `Invalid request.\n\nFor 'properties/${name}', ${shown} is not ${wanted}.`,
    );
  }
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  const refuse = (message: string) => new GitHubRefusal({ status: 400, message });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("Problems parsing JSON");
  }
  if (!isObject(value)) throw refuse("Body should be a JSON object");
  return value;
}
