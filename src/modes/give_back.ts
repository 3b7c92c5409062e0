/**
 * Gives permissions back that a mode never needs. A compiled program is built with all that any mode
 * may need, and `deno run -A` gives everything; what was given back cannot be taken again.
 */

/** Rights that can be given back as a whole; hosts and files cannot, one by one. */
export type WholeRight = "ffi" | "run" | "sys" | "write";

/** Gives them back, for the process and for the threads that it starts later. */
export async function giveBack(rights: readonly WholeRight[]): Promise<void> {
  for (const name of rights) await Deno.permissions.revoke({ name });
}
