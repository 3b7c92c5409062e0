/**
 * Room for bytes that are held for others: many that are each small enough would fill the memory
 * together. Each sender has a share, so that slow ones do not keep the others out. Pure.
 */

/** How much room there is, in bytes. */
export interface ByteRoomSize {
  /** Of all together. */
  readonly totalBytes: number;
  /** Of one share. */
  readonly shareBytes: number;
}

/** Bodies that are read. */
export const BODY_ROOM: ByteRoomSize = { totalBytes: 67_108_864, shareBytes: 16_777_216 };
/** Long lists that are made and have not left. */
export const LIST_ROOM: ByteRoomSize = { totalBytes: 134_217_728, shareBytes: 100_663_296 };

/** Pages of the API description that have not left; few people read them, and seldom. */
export const DESCRIPTION_ROOM: ByteRoomSize = { totalBytes: 16_777_216, shareBytes: 4_194_304 };
/** Pages of metrics that have not left. */
export const PAGE_ROOM: ByteRoomSize = { totalBytes: 67_108_864, shareBytes: 33_554_432 };

/** Owns the bytes that are taken. */
export class ByteRoom {
  readonly #size: ByteRoomSize;
  readonly #shares = new Map<string, number>();
  #bytes = 0;

  constructor(size: ByteRoomSize) {
    this.#size = size;
  }

  /**
   * Takes room until it is disposed of; nothing where there is none. What is larger than a share counts
   * as one, so that it finds room when its sender has nothing else under way.
   */
  take(share: string, wantedBytes: number): Disposable | undefined {
    const { totalBytes, shareBytes } = this.#size;
    const bytes = Math.min(wantedBytes, shareBytes);
    const taken = this.#shares.get(share) ?? 0;
    if (taken + bytes > shareBytes || this.#bytes + bytes > totalBytes) return undefined;
    this.#shares.set(share, taken + bytes);
    this.#bytes += bytes;
    return { [Symbol.dispose]: () => this.#release(share, bytes) };
  }

  #release(share: string, bytes: number): void {
    const left = (this.#shares.get(share) ?? 0) - bytes;
    if (left > 0) this.#shares.set(share, left);
    else this.#shares.delete(share);
    this.#bytes -= bytes;
  }
}
