/** What lint rules ask of a syntax tree: imports, names of members, and which names stand for values. */

/** Calls back for each import and re-export; the specifier is `undefined` where it is computed. */
export function visitImports(
  visit: (node: Deno.lint.Node, specifier: string | undefined) => void,
): Deno.lint.LintVisitor {
  return {
    ImportDeclaration: (node) => visit(node, node.source.value),
    ExportAllDeclaration: (node) => visit(node, node.source.value),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) visit(node, node.source.value);
    },
    ImportExpression: (node) => visit(node, toText(node.source)),
    TSImportType: (node) => visit(node, toText(node.argument)),
  };
}

/** The text of a plain string; `undefined` for all else. */
export function toText(node: Deno.lint.Node): string | undefined {
  if (node.type === "TSLiteralType") return toText(node.literal);
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

/** `Deno.env` and `Deno["env"]` are both `Deno.env`; what is not a name is left out. */
export function toMemberName(node: Deno.lint.MemberExpression): string {
  const property = node.property.type === "Identifier" && !node.computed
    ? node.property.name
    : toText(node.property) ?? "";
  const { object } = node;
  if (object.type === "MemberExpression") return `${toMemberName(object)}.${property}`;
  return object.type === "Identifier" ? `${object.name}.${property}` : `.${property}`;
}

/** Whether a node is this very name. */
export function isNamed(node: Deno.lint.Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

/** Whether an identifier stands for a value, not for a key or a member of that name. */
export function isReference(node: Deno.lint.Identifier): boolean {
  const parent: Deno.lint.Node = node.parent;
  switch (parent.type) {
    case "MemberExpression":
      return parent.computed || isSame(parent.object, node);
    case "Property":
      return parent.shorthand || parent.computed || !isSame(parent.key, node);
    case "PropertyDefinition":
    case "MethodDefinition":
      return parent.computed || !isSame(parent.key, node);
    case "TSPropertySignature":
    case "TSMethodSignature":
    case "ImportSpecifier":
    case "ExportSpecifier":
      return false;
    default:
      return true;
  }
}

function isSame(a: Deno.lint.Node, b: Deno.lint.Node): boolean {
  return a.range[0] === b.range[0] && a.range[1] === b.range[1];
}
