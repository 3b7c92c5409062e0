/**
 * Writes what the program is made of as CycloneDX 1.6: its packages, and the runtime that is packed
 * with it. The same program gives the same text.
 */
import { createHash } from "node:crypto";
import { Enums, Models, Serialize, SPDX, Spec } from "@cyclonedx/cyclonedx-library";
import type { BuildInfo } from "../build_info.ts";
import type { ProgramPackage } from "./program_packages.ts";

/** What it is made of. */
export interface Materials {
  readonly facts: BuildInfo;
  /** Version of the runtime. */
  readonly deno: string;
  readonly packages: readonly ProgramPackage[];
  /** Those that the program itself asks for, as `name@version`. */
  readonly direct: readonly string[];
}

const PROGRAM = "machinery-status-collector";
const EXPRESSION = /[ ()]/;

/** The bill, in JSON; ends with a newline. */
export function formatBillOfMaterials(materials: Materials): string {
  const bom = createBom(materials);
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  );
  const options = { sortLists: true, space: 2 };
  bom.serialNumber = `urn:uuid:${toUuid(serializer.serialize(bom, options))}`;
  return `${serializer.serialize(bom, options)}\n`;
}

function createBom({ facts, deno, packages, direct }: Materials): Models.Bom {
  const runtime = createRuntime(deno);
  const components = new Map(packages.map((each) => [toId(each), createLibrary(each)]));
  for (const each of packages) {
    const component = components.get(toId(each));
    for (const id of each.dependencies) addDependency(component, components.get(id));
  }
  const program = createProgram(facts);
  addDependency(program, runtime);
  for (const id of direct) addDependency(program, components.get(id));
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: program, timestamp: new Date(facts.date) }),
    components: new Models.ComponentRepository([runtime, ...components.values()]),
  });
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build);
  return bom;
}

function createProgram({ version, commit }: BuildInfo): Models.Component {
  const purl = `pkg:generic/${PROGRAM}@${version}`;
  const program = new Models.Component(Enums.ComponentType.Application, PROGRAM, {
    bomRef: purl,
    version,
    purl,
    licenses: new Models.LicenseRepository([createLicense("Apache-2.0")]),
  });
  program.properties.add(new Models.Property(`${PROGRAM}:commit`, commit));
  return program;
}

function createRuntime(version: string): Models.Component {
  const purl = `pkg:github/denoland/deno@v${version}`;
  return new Models.Component(Enums.ComponentType.Platform, "deno", {
    bomRef: purl,
    version,
    purl,
    licenses: new Models.LicenseRepository([createLicense("MIT")]),
  });
}

function createLibrary({ name, version, sha512, license }: ProgramPackage): Models.Component {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const [, group, short = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const digest = Uint8Array.fromBase64(sha512).toHex();
  return new Models.Component(Enums.ComponentType.Library, short, {
    ...(group === undefined ? {} : { group }),
    bomRef: purl,
    version,
    purl,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm["SHA-512"], digest]]),
    licenses: new Models.LicenseRepository(license === null ? [] : [createLicense(license)]),
  });
}

/** An id of SPDX, an expression of several, or whatever else a package writes. */
function createLicense(text: string): Models.License {
  const license = SPDX.isSupportedSpdxId(text)
    ? new Models.SpdxLicense(text)
    : EXPRESSION.test(text)
    ? new Models.LicenseExpression(text)
    : new Models.NamedLicense(text);
  license.acknowledgement = Enums.LicenseAcknowledgement.Declared;
  return license;
}

function addDependency(from: Models.Component | undefined, to: Models.Component | undefined): void {
  if (to !== undefined) from?.dependencies.add(to.bomRef);
}

function toId({ name, version }: ProgramPackage): string {
  return `${name}@${version}`;
}

/** A UUID of version 8 that stands for the content. */
function toUuid(text: string): string {
  const bytes = createHash("sha256").update(text).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
