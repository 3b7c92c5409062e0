/**
 * The flags that a packed program runs with, whatever packs it: what is switched on in `deno.json`, and
 * the union of the rights that its modes need. Hosts and files are settings, so they cannot be named.
 */

/** Flags of `deno compile` and `deno run`. */
export const PROGRAM_FLAGS: readonly string[] = [
  "--no-config",
  "--unstable-no-legacy-abort",
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-env",
  // For the credential plugin of a kubeconfig; the other modes give it back.
  "--allow-run",
];
