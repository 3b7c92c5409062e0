/** What ends the tools of a release early. */

/** Something that keeps a release from being made and that a person must put right. */
export class ReleaseError extends Error {
  override readonly name = "ReleaseError";
}

/** Somebody has stopped the tool. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  readonly exitCode: number;

  constructor(signal: string, exitCode: number) {
    super(`Stopped by ${signal}`);
    this.exitCode = exitCode;
  }
}
