/** The token that leads from one page of a list to the next: a revision and the last key sent. */
import { refuse } from "./api_status.ts";
import { isRecord } from "./kubernetes_object.ts";

/** Where the next page starts. */
export interface PageStart {
  /** The revision that all pages show; below 0 for whatever is newest. */
  readonly revision: number;
  /** The next page starts behind it. */
  readonly afterKey: string;
}

/** Writes a token in the form of the real server. */
export function toContinueToken({ revision, afterKey }: PageStart): string {
  const token = { v: "meta.k8s.io/v1", rv: revision, start: `${afterKey}\u0000` };
  return new TextEncoder().encode(JSON.stringify(token))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Reads a token; throws a refusal for what is none. */
export function parseContinueToken(token: string): PageStart {
  try {
    const bytes = Uint8Array.fromBase64(token, { alphabet: "base64url" });
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(value) && typeof value["rv"] === "number" && typeof value["start"] === "string") {
      return { revision: value["rv"], afterKey: value["start"].split("\u0000", 1).join("") };
    }
  } catch {
    // Neither base64 nor JSON: refused below, like a token of another form.
  }
  throw refuse({ code: 400, message: "invalid continue token: continue key is not valid" });
}
