/**
 * Lint rule: nothing but one module leaves the process. Everybody else asks that module for a way to
 * the address that the settings name, so no answer and no slip can lead a request elsewhere.
 */
import { isReference, toMemberName, toText, visitImports } from "./syntax.ts";

/** The module that may. */
export const OUTBOUND_MODULE = "src/runtime/outbound.ts";

/** The runtime's own ways out; a local function needs another name. */
const OUTBOUND_GLOBALS: ReadonlySet<string> = new Set([
  ..."fetch EventSource WebSocket WebSocketStream WebTransport XMLHttpRequest".split(" "),
]);
const OUTBOUND_MEMBERS: ReadonlySet<string> = new Set([
  ..."connect connectTls connectQuic startTls createHttpClient".split(" "),
  ..."listenDatagram resolveDns upgradeWebTransport".split(" "),
].map((name) => `Deno.${name}`));
const OUTBOUND_MODULES = /^node:(?:dgram|dns|http|http2|https|inspector|net|tls)(?:\/|$)/;

/** What these modules have that connects to nobody. */
const PASSIVE_NAMES: ReadonlySet<string> = new Set([
  ..."createServer createSecureServer createSecureContext BlockList isIP isIPv4 isIPv6".split(" "),
  "STATUS_CODES",
]);

/** Reports every way out. */
export function visitOutbound(
  report: (node: Deno.lint.Node, message: string) => void,
): Deno.lint.LintVisitor {
  const refuse = (node: Deno.lint.Node, what: string): void =>
    report(node, `Only ${OUTBOUND_MODULE} may use ${what}: take a way out from there`);
  return {
    ...visitImports((node, specifier = "") => {
      if (OUTBOUND_MODULES.test(specifier) && !isPassive(node)) refuse(node, `"${specifier}"`);
    }),
    Identifier: (node) => {
      if (OUTBOUND_GLOBALS.has(node.name) && isReference(node)) refuse(node, node.name);
    },
    MemberExpression: (node) => {
      const name = toMemberName(node).replace(/^globalThis\./, "");
      if (OUTBOUND_MEMBERS.has(name) || OUTBOUND_GLOBALS.has(name)) refuse(node, name);
    },
  };
}

/** Whether an import takes types only, or names that are known to be harmless. */
function isPassive(node: Deno.lint.Node): boolean {
  switch (node.type) {
    case "TSImportType":
      return true;
    case "ImportDeclaration":
      return node.importKind === "type" ||
        node.specifiers.every((specifier) =>
          specifier.type === "ImportSpecifier" &&
          (specifier.importKind === "type" || isPassiveName(specifier.imported))
        );
    case "ImportExpression":
      return isTakenApart(node);
    default:
      return false;
  }
}

/** `const { isIP } = await import("node:net")`, with harmless names alone. */
function isTakenApart(node: Deno.lint.ImportExpression): boolean {
  const waiting: Deno.lint.Node = node.parent;
  if (waiting.type !== "AwaitExpression") return false;
  const taking: Deno.lint.Node = waiting.parent;
  return taking.type === "VariableDeclarator" && taking.id.type === "ObjectPattern" &&
    taking.id.properties.every((property) =>
      property.type === "Property" && isPassiveName(property.key)
    );
}

function isPassiveName(node: Deno.lint.Node): boolean {
  return PASSIVE_NAMES.has(node.type === "Identifier" ? node.name : toText(node) ?? "");
}
