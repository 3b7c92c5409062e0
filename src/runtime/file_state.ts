/** Tells whether a file has changed, without reading it. */

/** What tells one state of a file from the next. */
export interface FileState {
  readonly mtime: Date | null;
  readonly size: number;
  readonly ino: number | null;
}

/** A text that is the same for equal states, also where a mounted file was replaced by another one. */
export function toFileStateKey({ mtime, size, ino }: FileState): string {
  return `${mtime?.getTime()} ${size} ${ino}`;
}
