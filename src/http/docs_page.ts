/**
 * The API description as one page for people. It is HTML with a style and nothing else: no script, no
 * font, no picture, so that it needs nobody and can be kept as a file.
 */
import { html, raw } from "@hono/hono/html";
import { type ApiDescription, listOperations, type PlacedOperation } from "./api_description.ts";
import { renderOperation } from "./docs_operation.ts";
import { renderFields, toSchemaId } from "./docs_schema.ts";
import { DOCS_STYLE } from "./docs_style.ts";
import { type Html, toInline, toParagraphs } from "./docs_text.ts";

/** The text of the page. */
export async function renderDocsPage(description: ApiDescription): Promise<string> {
  const { info, components } = description;
  const groups = listGroups(description);
  return String(
    await html`
      <!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <title>${info.title}: HTTP API</title>
          <link rel="icon" href="data:,">
          <style>${raw(DOCS_STYLE)}</style>
        </head>
        <body>
          <a class="skip" href="#main">To the content</a>
          <header>
            <h1>${info.title}: HTTP API</h1>
            <p>
              Version ${info.version}. For programs the same is at
              <a href="openapi.json"><code>/openapi.json</code></a>, as OpenAPI ${description
                .openapi}.
            </p>
          </header>
          <nav aria-label="Operations">
            ${groups.map(renderContents)}
            <h2><a href="#schemas">Schemas</a></h2>
          </nav>
          <main id="main" tabindex="-1">
            <h2>All operations</h2>
      ${toParagraphs(info.description)}
      ${groups.map(renderGroup)}
      <section id="schemas"><h2>Schemas</h2>
      ${Object.entries(components.schemas).map(renderSchema)}
      </section>
      <footer><p>${info.license.name}, <a href="${info.license
        .url}" rel="noreferrer">the text</a></p>
      </footer>
          </main>
        </body>
      </html>
    `,
  ).trimStart();
}

interface Group {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly PlacedOperation[];
}

function listGroups(description: ApiDescription): readonly Group[] {
  const operations = listOperations(description);
  return description.tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
}

function renderContents({ name, operations }: Group): Html {
  return html`
    <h2><a href="#${toGroupId(name)}">${name}</a></h2>
    <ul>${operations.map(({ method, operation }) =>
      html`
        <li><a href="#${operation.operationId}"><span class="method ${method
          .toLowerCase()}">${method}</span> ${operation.summary}</a></li>
      `
    )}</ul>
  `;
}

function renderGroup({ name, description, operations }: Group): Html {
  return html`
    <section id="${toGroupId(name)}"><h2>${name}</h2>
    <p>${toInline(description)}</p>
    ${operations.map(renderOperation)}
    </section>
  `;
}

function toGroupId(name: string): string {
  return `tag-${name.toLowerCase()}`;
}

function renderSchema(
  [name, schema]: readonly [string, ApiDescription["components"]["schemas"][string]],
): Html {
  return html`
    <section class="schema" id="${toSchemaId(name)}"><h3>${name}</h3>
    <p>${toInline(schema.description ?? "")}</p>
    ${renderFields(schema)}
    </section>
  `;
}
