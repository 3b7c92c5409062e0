/**
 * Runs a GraphQL document against the double and says what goes wrong in GitHub's way: with a type
 * for a refusal, and in its own words for a field that does not exist.
 */
import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import type { Caller } from "../repository/account.ts";
import { GitHubRefusal } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { createRootValue } from "./root_value.ts";
import { toSchemaText } from "./schema_text.ts";

/** A document with its variables, as it came. */
export interface DocumentRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
}

const schemas: Readonly<Record<"with" | "without", GraphQLSchema>> = {
  with: buildSchema(toSchemaText({ offersUpdateRefs: true })),
  without: buildSchema(toSchemaText({ offersUpdateRefs: false })),
};

/** The body of the answer, whose status is 200 whatever it says. */
export async function executeDocument(
  state: GitHubState,
  { query, variables, caller }: DocumentRequest,
): Promise<unknown> {
  const schema = schemas[state.settings.offersUpdateRefs ? "with" : "without"];
  try {
    const document = parse(query);
    const problems = validate(schema, document);
    if (problems.length > 0) return { errors: problems.map(toErrorAnswer) };
    const rootValue = createRootValue(state, caller);
    const { data, errors } = await execute({
      schema,
      document,
      rootValue,
      variableValues: variables,
    });
    return {
      ...(data === undefined ? {} : { data }),
      ...(errors === undefined ? {} : { errors: errors.map(toErrorAnswer) }),
    };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [toErrorAnswer(error)] };
    throw error;
  }
}

const types: ReadonlyMap<number, string> = new Map([
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [422, "UNPROCESSABLE"],
]);

function toErrorAnswer(error: GraphQLError): unknown {
  const { message, path = [], locations = [], originalError } = error;
  if (originalError instanceof GitHubRefusal) {
    const type = types.get(originalError.status) ?? "UNPROCESSABLE";
    return { type, path, locations, message };
  }
  if (originalError !== undefined) throw originalError;
  return { ...describeProblem(error), locations };
}

// The checker of GitHub is another library, with other words for the same.
function describeProblem(
  { message, nodes, source }: GraphQLError,
): Readonly<Record<string, unknown>> {
  const [, fieldName, parent] = /^Cannot query field "(.+?)" on type "(.+?)"/.exec(message) ?? [];
  if (fieldName !== undefined && parent !== undefined) {
    return {
      path: [parent === "Mutation" ? "mutation" : "query", fieldName],
      extensions: { code: "undefinedField", typeName: parent, fieldName },
      message: `Field '${fieldName}' doesn't exist on type '${parent}'`,
    };
  }
  const [, typeName] = /^Unknown type "(.+?)"/.exec(message) ?? [];
  const before = source?.body.slice(0, nodes?.[0]?.loc?.start) ?? "";
  const [, variableName] = /\$(\w+)\s*:[\s[]*$/.exec(before) ?? [];
  if (typeName === undefined || variableName === undefined) return { message };
  return {
    extensions: { code: "variableRequiresValidType", typeName, variableName },
    message: `${typeName} isn't a defined input type (on $${variableName})`,
  };
}
