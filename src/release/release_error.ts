/** Something that keeps a release from being made and that a person must put right. */
export class ReleaseError extends Error {
  override readonly name = "ReleaseError";
}
