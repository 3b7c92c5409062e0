/** Says why a file cannot be read, in our own words: the system's message may repeat its path. */

/** Thrown for a file that is not read at all; the message completes "the file ...". */
export class UnfitFileError extends Error {
  override readonly name = "UnfitFileError";
}

/** Completes "the file ...". */
export function describeFileProblem(error: unknown): string {
  if (error instanceof UnfitFileError) return error.message;
  if (error instanceof Deno.errors.NotFound) return "does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "cannot be read: permission denied";
  if (error instanceof Deno.errors.NotCapable) return "cannot be read: --allow-read is missing";
  return `cannot be read: ${error instanceof Error ? error.name : "unknown error"}`;
}
