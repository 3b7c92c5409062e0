/** The official schema of CycloneDX 1.6, which the library brings, as a check of any document. */
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

const PACKAGE = import.meta.resolve("@cyclonedx/cyclonedx-library/package.json");
const MAIN = "bom-1.6.SNAPSHOT.schema.json";
/** What the main one refers to, by the names that it has for them. */
const PARTS = ["jsf-0.82.SNAPSHOT.schema.json", "spdx.SNAPSHOT.schema.json"];
const validate = await createValidator();

/** What is wrong with it; empty where it is valid. */
export function findSchemaProblems(document: unknown): readonly string[] {
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function createValidator(): Promise<ValidateFunction> {
  // The schemas have words of their own, for documentation.
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // Of these two, what we write is in ASCII.
  ajv.addFormat("iri-reference", /^[!-~]*$/);
  ajv.addFormat("idn-email", /^[!-~]+@[!-~]+$/);
  for (const name of PARTS) {
    ajv.addSchema(await readSchema(name), `http://cyclonedx.org/schema/${name}`);
  }
  return ajv.compile(await readSchema(MAIN));
}

async function readSchema(name: string) {
  return JSON.parse(await Deno.readTextFile(new URL(`res/schema/${name}`, PACKAGE)));
}
