/**
 * What GitHub takes as an issue form, as its documentation says: a form that breaks a rule is not
 * shown, and nobody is told but who looks at the file on its page.
 */
import { z } from "zod";

const text = z.string().trim().min(1);
const id = z.string().regex(/^[\w-]+$/);
const required = z.strictObject({ required: z.boolean() });
/** "None" is what GitHub itself adds to a list that may stay empty. */
const choice = text.refine((option) => option.toLowerCase() !== "none", "Reserved option");
const labelled = { label: text, description: text.optional() };
const written = { ...labelled, placeholder: text.optional(), value: text.optional() };
const base = { id: id.optional() };

const element = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("markdown"), attributes: z.strictObject({ value: text }) }),
  z.strictObject({
    ...base,
    type: z.literal("input"),
    attributes: z.strictObject(written),
    validations: required.optional(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("textarea"),
    attributes: z.strictObject({ ...written, render: text.optional() }),
    validations: required.optional(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("dropdown"),
    attributes: z.strictObject({
      ...labelled,
      multiple: z.boolean().optional(),
      options: z.array(choice).min(1).refine(isUnique, "An option is there twice"),
      default: z.int().nonnegative().optional(),
    }),
    validations: required.optional(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("checkboxes"),
    attributes: z.strictObject({
      ...labelled,
      options: z.array(z.strictObject({ label: text, required: z.boolean().optional() })).min(1),
    }),
  }),
]);

type Element = z.infer<typeof element>;

const issueForm = z.strictObject({
  name: text.min(3),
  description: text.min(3),
  title: text.optional(),
  labels: z.array(text).optional(),
  body: z.array(element)
    .refine((body) => body.some(({ type }) => type !== "markdown"), "Nothing to fill in")
    .refine((body) => isUnique(body.flatMap(idOf)), "An id is there twice")
    .refine((body) => isUnique(body.flatMap(labelOf)), "A label is there twice"),
});

/** One form. */
export type IssueForm = z.infer<typeof issueForm>;

/** Takes a file's content; throws what is wrong with it. */
export function parseIssueForm(content: unknown): IssueForm {
  return issueForm.parse(content);
}

/** The same for `config.yml`, which says what stands beside the forms. */
export function parseFormConfig(content: unknown): FormConfig {
  return formConfig.parse(content);
}

const formConfig = z.strictObject({
  blank_issues_enabled: z.boolean(),
  contact_links: z.array(z.strictObject({
    name: text,
    url: z.url({ protocol: /^https$/ }),
    about: text,
  })),
});

/** What stands beside the forms. */
export type FormConfig = z.infer<typeof formConfig>;

function idOf(element: Element): readonly string[] {
  return "id" in element && element.id !== undefined ? [element.id] : [];
}

function labelOf(element: Element): readonly string[] {
  return "label" in element.attributes ? [element.attributes.label.toLowerCase()] : [];
}

function isUnique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
