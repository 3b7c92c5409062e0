/** What the tools of others say to the API description and to the catalog's file. */
import assert from "node:assert/strict";
import { loadAll } from "js-yaml";
import { requireTool, runTool, testTools } from "../testing/tools/check_tool.ts";
import { OPENAPI_FILE } from "./openapi_file.ts";

/** An entity as a catalog knows it. */
interface Entity {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Record<string, string> };
  readonly spec: Record<string, unknown>;
}

/** The parts of Backstage's catalog that judge entities. */
interface CatalogModel {
  readonly componentEntityV1alpha1Validator: Validator;
  readonly apiEntityV1alpha1Validator: Validator;
  readonly entityEnvelopeSchemaValidator: () => (entity: unknown) => unknown;
  readonly FieldFormatEntityPolicy: Policy;
  readonly NoForeignRootFieldsEntityPolicy: Policy;
  readonly SchemaValidEntityPolicy: Policy;
}

interface Validator {
  check(entity: unknown): Promise<boolean>;
}

type Policy = new () => { enforce(entity: unknown): Promise<unknown> };

const CATALOG_FILE = new URL("../../catalog-info.yaml", import.meta.url);

testTools("Redocly finds nothing in docs/openapi.yaml", async () => {
  const { code, stdout, stderr } = await lint(OPENAPI_FILE.pathname);
  assert.equal(code, 0, stdout + stderr);
  assert.doesNotMatch(stdout + stderr, /warning/i);
});

testTools("Redocly would find an example that is not as its schema says", async () => {
  const text = await Deno.readTextFile(OPENAPI_FILE);
  const path = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await Deno.writeTextFile(path, text.replace("accepted: 2", "accepted: two"));
    const { code, stdout, stderr } = await lint(path);
    assert.equal(code, 1);
    assert.match(stdout + stderr, /no-invalid-media-type-examples/);
  } finally {
    await Deno.remove(path);
  }
});

testTools("Backstage takes both entities of catalog-info.yaml", async () => {
  const model = requireTool("@backstage/catalog-model") as CatalogModel;
  const entities = await readEntities();
  assert.deepEqual(entities.map(({ kind }) => kind), ["Component", "API"]);
  for (const entity of entities) await judge(model, entity);
  for (const entity of entities) {
    const { owner: _, ...spec } = entity.spec;
    await assert.rejects(judge(model, { ...entity, spec }), /owner/, "owners are asked for");
  }
});

Deno.test("the entities belong together, to the API description and to these pages", async () => {
  const [component, api] = await readEntities();
  assert.deepEqual(component?.spec["providesApis"], [api?.metadata.name]);
  assert.equal(component?.metadata.annotations?.["backstage.io/techdocs-ref"], "dir:.");
  assert.match(String(api?.spec["definition"]), /^[^]*\nopenapi: 3\.0\.3\n/);
  assert.deepEqual([component?.spec["owner"], api?.spec["owner"]], ["unknown", "unknown"]);
});

/** As a catalog does before it takes an entity in. */
async function judge(model: CatalogModel, entity: Entity): Promise<void> {
  model.entityEnvelopeSchemaValidator()(entity);
  const policies = [
    new model.SchemaValidEntityPolicy(),
    new model.NoForeignRootFieldsEntityPolicy(),
    new model.FieldFormatEntityPolicy(),
  ];
  for (const policy of policies) assert.ok(await policy.enforce(entity));
  const kinds = [model.componentEntityV1alpha1Validator, model.apiEntityV1alpha1Validator];
  const known = await Promise.all(kinds.map((kind) => kind.check(entity)));
  assert.equal(known.filter((isKnown) => isKnown).length, 1, entity.kind);
}

/** The entities, with the texts of the files that they name, which a catalog puts in first. */
async function readEntities(): Promise<readonly Entity[]> {
  const entities = loadAll(await Deno.readTextFile(CATALOG_FILE)) as Entity[];
  return await Promise.all(entities.map(async ({ spec, ...entity }) => {
    const path = Object(spec["definition"])["$text"];
    if (path === undefined) return { ...entity, spec };
    const definition = await Deno.readTextFile(new URL(path, CATALOG_FILE));
    return { ...entity, spec: { ...spec, definition } };
  }));
}

async function lint(path: string): ReturnType<typeof runTool> {
  return await runTool("redocly", ["lint", "--config", "tests/docs/redocly.yaml", path]);
}
