/**
 * The flags that a packed program runs with, whatever packs it: the union of the rights that its modes
 * need. Hosts and files are settings, so they cannot be named. What `deno.json` switches on is left out:
 * an executable has no way to it, and only tests and the demo use what it changes.
 */

/** Flags of `deno compile` and `deno run`. */
export const PROGRAM_FLAGS: readonly string[] = [
  "--no-config",
  // It would be read from a place in the folder for temporary files that others can write to.
  "--no-code-cache",
  // With the runtime's own 16 MB much more memory is only garbage, and nothing is faster.
  "--v8-flags=--max-semi-space-size=4",
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-env",
  // For the credential plugin of a kubeconfig; the other modes give it back.
  "--allow-run",
];
