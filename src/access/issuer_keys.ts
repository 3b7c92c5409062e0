/** The issuers that are trusted now, each with its keys; keys of one place are read once for all. */
import type { TrustedIssuers } from "./authenticator.ts";
import { type KeyReader, KeySource, type KeySourceDeps } from "./key_source.ts";
import type { TrustedKeys } from "./token_verifier.ts";
import type { KeyPlace, Trust } from "./trust_list.ts";

/** What the keys of issuers are made of. */
export interface IssuerKeysDeps extends Omit<KeySourceDeps, "reader"> {
  /** Whom to trust, as it is now. */
  readonly list: { readonly value: readonly Trust[] };
  readonly createReader: (place: KeyPlace) => KeyReader;
}

/** Owns a source of keys for each place. */
export class IssuerKeys implements TrustedIssuers {
  readonly #deps: IssuerKeysDeps;
  #sources = new Map<string, KeySource>();
  #list: readonly Trust[] = [];
  #trusts: readonly TrustedKeys[] = [];

  constructor(deps: IssuerKeysDeps) {
    this.#deps = deps;
  }

  get trusts(): readonly TrustedKeys[] {
    this.#update();
    return this.#trusts;
  }

  /** What is wrong with keys now, each a sentence. */
  get problems(): readonly string[] {
    return [...this.#sources.values()].flatMap(({ problem }) => problem ?? []);
  }

  async seek({ trust }: TrustedKeys): Promise<void> {
    await this.#sources.get(toKey(trust.keys))?.seek();
  }

  /** Reads all keys whose time has come. */
  async refresh(): Promise<void> {
    this.#update();
    await Promise.all([...this.#sources.values()].map((source) => source.refresh()));
  }

  /** Takes over a list that has changed. */
  #update(): void {
    const { list: { value }, createReader, ...deps } = this.#deps;
    if (value === this.#list) return;
    this.#list = value;
    const before = this.#sources;
    this.#sources = new Map();
    this.#trusts = value.map((trust) => {
      const key = toKey(trust.keys);
      const source = this.#sources.get(key) ?? before.get(key) ??
        new KeySource({ ...deps, reader: createReader(trust.keys) });
      this.#sources.set(key, source);
      return {
        trust,
        get keys() {
          return source.keys;
        },
      };
    });
  }
}

function toKey(place: KeyPlace): string {
  return place.kind === "file" ? `file ${place.path}` : place.url;
}
