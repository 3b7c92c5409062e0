/** Files that settings name and that are read while the server runs: none may hang it or fill it. */
import { UnfitFileError } from "../config/file_problem.ts";

/** Longest file that is read; lists of credentials, key sets and certificates are shorter. */
const FILE_BYTES_MAX = 1_048_576;

/** The text of a file; throws `UnfitFileError`, or what the system says. */
export async function readSettingsFile(path: string): Promise<string> {
  const { isFile, size } = await Deno.stat(path);
  if (!isFile) throw new UnfitFileError("is no regular file");
  if (size > FILE_BYTES_MAX) throw new UnfitFileError(`is larger than ${FILE_BYTES_MAX} bytes`);
  return await Deno.readTextFile(path);
}
