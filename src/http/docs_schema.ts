/** Schemas of the API description as HTML: one list of fields, those of inner objects included. */
import { html } from "@hono/hono/html";
import type { ShownSchema } from "./api_description.ts";
import { type Html, toSentence } from "./docs_text.ts";

const REFERENCE = "#/components/schemas/";
/** Longer patterns tell nobody anything. */
const PATTERN_LENGTH_MAX = 80;

/** Where a schema stands on the page. */
export function toSchemaId(name: string): string {
  return `schema-${name}`;
}

/** The fields of an object, each with its type, limits and meaning. */
export function renderFields(schema: ShownSchema): Html {
  const rows = listFields(schema, "");
  return html`<dl class="fields">${rows.map(renderField)}</dl>`;
}

/** What a value is: `string`, `array of Status`, with links to schemas of their own. */
export function renderType(schema: ShownSchema): Html {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(REFERENCE.length);
    return html`<a href="#${toSchemaId(name)}">${name}</a>`;
  }
  if (schema.anyOf !== undefined) {
    return html`${
      schema.anyOf.map((each, index) => [index === 0 ? "" : " or ", renderType(each)])
    }`;
  }
  if (schema.items !== undefined) return html`array of ${renderType(schema.items)}`;
  const { type = "anything", format, nullable } = schema;
  return html`${format === "date-time" ? "time" : type}${nullable ? " or null" : ""}`;
}

/** What a value must keep to, in words. */
export function renderLimits(schema: ShownSchema): readonly Html[] {
  const { minLength = 0, maxLength, minimum, maximum, maxItems, pattern } = schema;
  const words: Html[] = [];
  if (schema.enum !== undefined) words.push(html`One of ${renderValues(schema.enum)}.`);
  if (maxLength !== undefined) words.push(html`${minLength} to ${maxLength} characters.`);
  if (maximum !== undefined && minimum === maximum) words.push(html`Only ${maximum}.`);
  else if (maximum !== undefined) words.push(html`${minimum ?? 0} to ${maximum}.`);
  else if (minimum !== undefined) words.push(html`At least ${minimum}.`);
  if (maxItems !== undefined) words.push(html`At most ${maxItems} items.`);
  if (pattern !== undefined && pattern.length <= PATTERN_LENGTH_MAX) {
    words.push(html`Matches <code>${pattern}</code>.`);
  }
  return words.map((word) =>
    html`
      <span class="limit">${word}</span>
    `
  );
}

function renderValues(values: readonly unknown[]): readonly Html[] {
  return values.map((value, index) =>
    html`${index === 0 ? "" : ", "}<code>${String(value)}</code>`
  );
}

interface Field {
  /** As `sessions[].id`. */
  readonly path: string;
  readonly schema: ShownSchema;
  readonly isRequired: boolean;
}

function renderField({ path, schema, isRequired }: Field): Html {
  return html`
    <dt><code>${path}</code> <span class="type">${renderType(schema)}${isRequired
      ? ""
      : ", may be left out"}</span></dt>
    <dd>${toSentence(schema.description ?? "")} ${renderLimits(schema)}</dd>
  `;
}

function listFields(schema: ShownSchema, prefix: string): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    const inner = property.items ?? property;
    const innerPrefix = property.items === undefined ? `${path}.` : `${path}[].`;
    return [{ path, schema: property, isRequired }, ...listFields(inner, innerPrefix)];
  });
}
