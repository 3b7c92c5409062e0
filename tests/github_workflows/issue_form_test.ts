import assert from "node:assert/strict";
import { CORE_SCHEMA, load } from "js-yaml";
import { type IssueForm, parseFormConfig, parseIssueForm } from "./issue_form.ts";

const ROOT = new URL("../../", import.meta.url);
const FOLDER = new URL(".github/ISSUE_TEMPLATE/", ROOT);
const FORMS = ["bug_report.yml", "feature_request.yml", "question.yml"];

Deno.test("the forms are those of a bug, a wish and a question", async () => {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) names.push(name);
  assert.deepEqual(names.toSorted(), [...FORMS, "config.yml"].toSorted());
  assert.equal(new Set((await readForms()).map(({ name }) => name)).size, FORMS.length);
});

Deno.test("every form warns of secrets before anything is asked", async () => {
  for (const { name, body: [first] } of await readForms()) {
    assert.equal(first?.type, "markdown", name);
    assert.match(first.attributes.value, /Paste no (?:secrets|token)/, name);
  }
});

Deno.test("the form of a bug asks for version, expectation and log, and that no secret is sent", async () => {
  const { body } = parseIssueForm(await readYaml("bug_report.yml"));
  const required = body.filter((element) => isRequired(element)).map((element) => idOf(element));
  for (const id of ["version", "seen", "expected", "clean"]) assert.ok(required.includes(id), id);
  assert.ok(body.some((element) => idOf(element) === "log"));
});

Deno.test("links of forms to files of this repository lead to them", async () => {
  let count = 0;
  for (const { name, body } of await readForms()) {
    for (const element of body.filter(({ type }) => type === "markdown")) {
      const links = JSON.stringify(element).matchAll(/\]\(\.\.\/(?:blob|tree)\/main\/([^)]+)\)/g);
      for (const [, path = ""] of links) {
        count += 1;
        await assert.doesNotReject(Deno.stat(new URL(path, ROOT)), `${name}: ${path}`);
      }
    }
  }
  assert.ok(count >= 4, `${count}`);
});

Deno.test("a hole in security is led away from issues, and none is without a form", async () => {
  const { blank_issues_enabled, contact_links } = parseFormConfig(await readYaml("config.yml"));
  assert.ok(!blank_issues_enabled);
  assert.ok(contact_links.some(({ name }) => name.includes("security")));
});

const FIELD = { type: "input", id: "a", attributes: { label: "A" } };
const BROKEN: Readonly<Record<string, unknown>> = {
  "nothing to fill in": [{ type: "markdown", attributes: { value: "Read" } }],
  "no label": [{ type: "input", attributes: {} }],
  "two of one id": [FIELD, { ...FIELD, attributes: { label: "B" } }],
  "two of one label": [FIELD, { ...FIELD, id: "b" }],
  "an unknown type": [FIELD, { type: "number", attributes: { label: "B" } }],
  "an unknown attribute": [{ type: "input", attributes: { label: "A", render: "text" } }],
  "an id with a space": [{ ...FIELD, id: "a b" }],
  "a list without options": [{ type: "dropdown", attributes: { label: "A", options: [] } }],
  "an option twice": [{ type: "dropdown", attributes: { label: "A", options: ["x", "x"] } }],
  "an option that is a boolean": [{
    type: "dropdown",
    attributes: { label: "A", options: [true] },
  }],
  "the option None": [{ type: "dropdown", attributes: { label: "A", options: ["None"] } }],
};

for (const [name, body] of Object.entries(BROKEN)) {
  Deno.test(`a form with ${name} is found`, () => {
    assert.doesNotThrow(() => parseIssueForm({ name: "Bug", description: "Text", body: [FIELD] }));
    assert.throws(() => parseIssueForm({ name: "Bug", description: "Text", body }));
  });
}

function readForms(): Promise<readonly IssueForm[]> {
  return Promise.all(FORMS.map(async (name) => parseIssueForm(await readYaml(name))));
}

async function readYaml(name: string): Promise<unknown> {
  return load(await Deno.readTextFile(new URL(name, FOLDER)), { schema: CORE_SCHEMA });
}

function idOf(element: IssueForm["body"][number]): string {
  return "id" in element ? element.id ?? "" : "";
}

function isRequired(element: IssueForm["body"][number]): boolean {
  if (element.type === "checkboxes") return element.attributes.options.every((o) => o.required);
  return "validations" in element && element.validations?.required === true;
}
