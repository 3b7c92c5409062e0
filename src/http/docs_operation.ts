/** One operation of the API description as HTML: who may ask, what for, and what is answered. */
import { html } from "@hono/hono/html";
import type {
  PlacedOperation,
  ShownHeader,
  ShownMedia,
  ShownOperation,
  ShownParameter,
  ShownResponse,
} from "./api_description.ts";
import { renderLimits, renderType } from "./docs_schema.ts";
import { type Html, toInline, toParagraphs, toSentence } from "./docs_text.ts";

/** A section whose anchor is the operation's id. */
export function renderOperation({ method, path, operation }: PlacedOperation): Html {
  const { operationId, summary, description, parameters = [] } = operation;
  return html`
    <section class="operation" id="${operationId}" aria-labelledby="${operationId}-title">
    <h3 id="${operationId}-title"><a href="#${operationId}"><span class="method ${method
      .toLowerCase()}">${method}</span> <code>${path}</code></a></h3>
    <p class="summary">${toInline(summary)}</p>
    ${toParagraphs(description)}
    ${parameters.length === 0 ? "" : renderParameters(parameters)}
    ${renderRequest(operation)}
    <h4>Answers</h4>
    ${Object.entries(operation.responses).map(([status, each]) => renderResponse(status, each))}
    </section>
  `;
}

function renderParameters(parameters: readonly ShownParameter[]): Html {
  const rows = parameters.map((parameter) =>
    html`
      <dt><code>${parameter.name}</code> <span class="type">${renderType(
        parameter.schema,
      )} in the ${parameter.in}${parameter.required ? "" : ", may be left out"}</span></dt>
      <dd>${toSentence(parameter.description ?? "")} ${renderLimits(parameter.schema)}</dd>
    `
  );
  return html`<h4>Parameters</h4>
<dl class="fields">${rows}</dl>`;
}

function renderRequest({ requestBody }: ShownOperation): Html | string {
  if (requestBody === undefined) return "";
  const { description, required = false, content } = requestBody;
  return html`<h4>Request body</h4>
<p>${toInline(description)}${required ? "" : " It may be left out."}</p>
${renderContent(content)}`;
}

/** What goes well is open, errors are one step away. */
function renderResponse(status: string, response: ShownResponse): Html {
  const { description, headers = {}, content = {} } = response;
  const isGood = status.startsWith("2");
  return html`
    <details${isGood ? " open" : ""}>
    <summary><span class="status ${isGood ? "good" : ""}">${status}</span> ${toInline(
      description,
    )}</summary>
    ${renderHeaders(headers)}
    ${renderContent(content)}
    </details>
  `;
}

/** `X-Request-ID` is in each answer, and told once for all. */
function renderHeaders(headers: Readonly<Record<string, ShownHeader>>): Html | string {
  const own = Object.entries(headers).filter(([name]) => name !== "X-Request-ID");
  if (own.length === 0) return "";
  return html`<dl class="fields">${
    own.map(([name, { description }]) =>
      html`
        <dt><code>${name}</code> <span class="type">header</span></dt>
        <dd>${toSentence(description)}</dd>
      `
    )
  }</dl>`;
}

function renderContent(content: Readonly<Record<string, ShownMedia>>): readonly Html[] {
  return Object.entries(content).map(([type, media]) =>
    html`
      <p class="media"><code>${type}</code>: ${renderType(media.schema)}</p>
      ${listExamples(media).map(renderExample)}
    `
  );
}

interface Example {
  readonly title: string;
  readonly value: unknown;
}

function listExamples({ example, examples }: ShownMedia): readonly Example[] {
  if (examples === undefined) return [{ title: "Example", value: example }];
  return Object.values(examples).map(({ summary, value }) => ({ title: summary, value }));
}

/** Long lines scroll, also by keyboard. */
function renderExample({ title, value }: Example): Html {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return html`
    <figure>
      <figcaption>${title}</figcaption>
      <pre tabindex="0">${text}</pre>
    </figure>
  `;
}
