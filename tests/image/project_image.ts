/** The Dockerfile of this project and what it is held against. */
import { fileURLToPath } from "node:url";
import denoJson from "../../deno.json" with { type: "json" };
import { INFORMER_SETTINGS } from "../../src/config/informer_settings.ts";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { listContext } from "./build_context.ts";
import type { ImageFacts } from "./image_rules.ts";

/** The project's root. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));
/** The file's text; Git for Windows may have changed its line ends. */
export const DOCKERFILE: string = (await Deno.readTextFile(`${ROOT}/Dockerfile`))
  .replaceAll("\r\n", "\n");
/** The patterns of what is kept out. */
export const DOCKERIGNORE: string = await Deno.readTextFile(`${ROOT}/.dockerignore`);

/** What the rest of the project says. */
export async function readImageFacts(): Promise<ImageFacts> {
  const ci = await Deno.readTextFile(`${ROOT}/.ci/run`);
  return {
    denoVersion: /^DENO_VERSION=(\S+)$/m.exec(ci)?.[1] ?? "none",
    tasks: Object.keys(denoJson.tasks),
    ports: [SERVER_SETTINGS, INFORMER_SETTINGS].map(({ settings }) =>
      settings.port.absence.replace("default ", "")
    ),
    context: await listContext(ROOT, DOCKERIGNORE),
  };
}
