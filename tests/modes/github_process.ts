/** Reads a repository from GitHub, as a process of its own; prints its name or what went wrong. */
import { errorMessage } from "../../src/errors.ts";
import { createGitHubClient } from "../../src/modes/create_github_client.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { readRepository } from "./github_reader.ts";

const [githubApiUrl = "", caFile = ""] = Deno.args;
const client = await createGitHubClient({
  settings: {
    githubApiUrl,
    githubCaFile: caFile === "" ? undefined : caFile,
    githubToken: { kind: "value", value: "t" },
    githubAppId: undefined,
    githubAppInstallationId: undefined,
    githubAppPrivateKey: undefined,
    registryRepoOwner: "acme",
    registryRepoName: "inventory",
  },
  clock: systemClock,
  logger: createMemoryLogger(),
  userAgent: "test",
});
const text = await readRepository(client).catch(errorMessage);
await Deno.stdout.write(new TextEncoder().encode(text));
