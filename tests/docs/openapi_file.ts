/**
 * `docs/openapi.yaml`: the API description for people and tools that have no server at hand. It is of
 * a server that asks for credentials and has the limits that the settings have by default. Run as a
 * program, by `deno task openapi`, this writes the file.
 */
import { dump } from "js-yaml";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import type { Access } from "../../src/http/access.ts";
import { createTestApp } from "../http/test_app.ts";

/** Where the file is. */
export const OPENAPI_FILE = new URL("../../docs/openapi.yaml", import.meta.url);

/** Asks everybody for a credential and takes each. */
const RESTRICTED: Access = {
  isRestricted: true,
  isReadingPublic: false,
  authenticate: () => Promise.resolve({ id: "1", name: "operator", clusters: "all" }),
};

const HEAD = "# Made by `deno task openapi` from the routes; changes here are lost.\n";

const { ownPrefix, settings: { requestsPerSecond, bodyLimitBytes, batchLimitBytes } } =
  SERVER_SETTINGS;

/** As the settings say where nothing is given. */
const LIMITS = parseSettings({
  ownPrefix,
  settings: { requestsPerSecond, bodyLimitBytes, batchLimitBytes },
}, { sources: { flags: {}, env: () => undefined, readTextFile: () => "" } });

/** What the file shall hold. */
export async function renderOpenApiFile(): Promise<string> {
  const { get } = createTestApp({
    access: RESTRICTED,
    ...LIMITS,
    // The file is of no build.
    version: { version: "dev", commit: "unknown", date: "unknown", deno: "", platform: "" },
  });
  const document = await (await get("/openapi.json")).json();
  return HEAD + escapeHidden(dump(document, { noRefs: true, lineWidth: 100 }));
}

/** Patterns name characters that nobody can see; in a file of this repository they are escaped. */
function escapeHidden(yaml: string): string {
  return yaml.replace(/^( *pattern: )(\^.*)$/gmu, (line, key: string, pattern: string) => {
    if (!/[\u{10000}-\u{10ffff}]/u.test(pattern)) return line;
    const text = pattern.replaceAll(/["\\]/g, "\\$&").replaceAll(
      /[\u{10000}-\u{10ffff}]/gu,
      (character) => `\\U${character.codePointAt(0)?.toString(16).padStart(8, "0")}`,
    );
    return `${key}"${text}"`;
  });
}

if (import.meta.main) await Deno.writeTextFile(OPENAPI_FILE, await renderOpenApiFile());
