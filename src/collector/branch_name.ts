/** The name of the one branch that is ours: derived from base branch and file, the same each time. */

/** A valid Git branch name, readable, and different for every base branch and file path. */
export async function deriveBranchName(
  place: { readonly baseBranch: string; readonly filePath: string },
): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([place.baseBranch, place.filePath]));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 8);
  return `machinery-status-collector/${slug(place.baseBranch)}-${slug(place.filePath)}-${hash}`;
}

function slug(text: string): string {
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40);
  return plain.replace(/^-+|(?<!-)-+$/g, "") || "x";
}
