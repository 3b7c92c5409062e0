/**
 * Lint plugin: keeps the rooms of `src/` apart as `docs/architecture.md` draws them. The tables
 * below are the law; a new room or package needs a row here before anything can use it.
 */
import { OUTBOUND_MODULE, visitOutbound } from "./outbound_rule.ts";
import { isNamed, isReference, toMemberName, visitImports } from "./syntax.ts";

/** What each room may import beside itself and the ground; lower rooms never import upper ones. */
const ROOM_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  // The same file starts the process and its worker, whose work is in `thread`.
  main: ["cli", "config", "modes", "thread", "runtime"],
  // A second start of the program, which starts the first with fewer rights.
  permission: ["cli", "modes", "access", "kube", "config", "claim", "runtime"],
  // Makes what is released; no part of the program.
  release: ["runtime"],
  cli: ["config", "modes", "runtime"],
  modes: [
    ..."access config http github kube client thread transport local metrics status".split(" "),
    ..."collector informer registry contract claim runtime".split(" "),
  ],
  config: ["registry", "contract", "claim", "runtime"],
  http: ["collector", "informer", "registry", "contract", "claim", "runtime"],
  metrics: ["collector", "informer", "claim", "runtime"],
  status: ["contract", "claim", "runtime"],
  access: ["collector", "contract", "claim", "runtime"],
  github: ["collector", "informer", "registry", "contract", "claim", "runtime"],
  kube: ["collector", "informer", "registry", "contract", "claim", "runtime"],
  client: ["informer", "contract", "claim", "runtime"],
  local: ["collector", "informer", "registry", "contract", "claim", "runtime"],
  thread: ["collector", "informer", "registry", "contract", "claim", "runtime"],
  collector: ["registry", "contract", "claim", "runtime"],
  informer: ["registry", "contract", "claim", "runtime"],
  registry: ["claim"],
  contract: ["claim"],
  claim: [],
  transport: ["runtime"],
  runtime: [],
};

/** Files of `src/` that every room may import, and that import nothing but each other. */
const GROUND: readonly string[] = ["errors.ts", "version.ts", "build_info.ts"];

/** The rooms that may import an external package; a name that ends in `/` stands for a scope. */
const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  "@cyclonedx/cyclonedx-library": ["release"],
  "@hono/": ["http"],
  "@hono/node-server": ["transport"],
  "@octokit/": ["github"],
  "jose": ["access"],
  "js-yaml": ["access", "kube", "local", "registry"],
  "@kubernetes/client-node": ["kube"],
  "commander": ["cli"],
  "get-east-asian-width": ["status"],
  "prom-client": ["metrics"],
  "zod": ["contract", "http", "config", "github"],
};

const PURE_ROOMS: readonly string[] = ["claim", "contract", "registry"];
const EDGE_ROOMS: readonly string[] = ["main", "permission", "release", "modes"];
/** Rooms that start the program, and so may say which build it is. */
const START_ROOMS: readonly string[] = ["main", "permission", "release"];

/** Globals that do input or output, or tell time: nothing for a pure room. */
const IMPURE_GLOBALS: ReadonlySet<string> = new Set([
  ..."Deno process globalThis console performance".split(" "),
  ..."fetch WebSocket Worker setTimeout setInterval queueMicrotask".split(" "),
]);
const IMPURE_MEMBERS: ReadonlySet<string> = new Set([
  "Date.now",
  "Math.random",
  "crypto.randomUUID",
  "crypto.getRandomValues",
]);

/** What only the edge of the process may touch. */
const PROCESS_MEMBERS: ReadonlySet<string> = new Set([
  "Deno.args",
  "Deno.env",
  "Deno.exit",
  "Deno.exitCode",
  "Deno.addSignalListener",
  "process.argv",
  "process.env",
  "process.exit",
  "process.exitCode",
]);

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 60;

type Report = (node: Deno.lint.Node, message: string) => void;
type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** A file as the rules see it. */
interface Place {
  /** Below the project's root, with `/`. */
  readonly path: string;
  /** Its room, or `ground`; `undefined` where `ROOM_IMPORTS` has no row for it. */
  readonly room: string | undefined;
}

/** A rule that looks at `main.ts` and `src/` only. */
function createRule(
  visit: (place: Place, report: Report, context: Deno.lint.RuleContext) => Deno.lint.LintVisitor,
): Deno.lint.Rule {
  return {
    create: (context) => {
      const path = toProjectPath(context.filename);
      if (path !== "main.ts" && !path.startsWith("src/")) return {};
      const report: Report = (node, message) => context.report({ node, message });
      return visit({ path, room: toRoom(path) }, report, context);
    },
  };
}

const importDirection = createRule(({ path, room }, report) => ({
  Program: (node) => {
    if (room === undefined) report(node, `"${path}" is in no room of the import table`);
  },
  ...visitImports((node, specifier) => {
    if (room === undefined) return;
    if (specifier === undefined) {
      return report(node, "An import must name its module by a plain string");
    }
    if (!/^\.{0,2}\//.test(specifier)) return;
    const target = resolvePath(path, specifier);
    const targetRoom = toRoom(target);
    const isAllowed = targetRoom !== undefined && target !== "main.ts" &&
      (targetRoom === room || (targetRoom === "ground" && target !== "src/build_info.ts") ||
        (START_ROOMS.includes(room) && targetRoom === "ground") ||
        ROOM_IMPORTS[room]?.includes(targetRoom));
    if (!isAllowed) report(node, `Room "${room}" may not import "${target}"`);
  }),
}));

const packageRoom = createRule(({ room = "unknown" }, report) =>
  visitImports((node, specifier = "") => {
    if (/^(?:\.{0,2}\/|node:|$)/.test(specifier)) return;
    const name = toPackageName(specifier);
    const scope = name.replace(/\/.*$/, "/");
    const rooms = PACKAGE_ROOMS[name] ?? PACKAGE_ROOMS[scope];
    if (rooms === undefined) {
      report(node, `Package "${name}" has no room yet: name one in PACKAGE_ROOMS`);
    } else if (!rooms.includes(room)) {
      report(node, `Package "${name}" belongs to ${rooms.join(", ")}, not to "${room}"`);
    }
  })
);

const pureRoom = createRule(({ room = "" }, report) => {
  if (!PURE_ROOMS.includes(room)) return {};
  const refuse = (node: Deno.lint.Node, what: string): void =>
    report(node, `Room "${room}" is pure and may not use ${what}: take it as an argument`);
  return {
    ...visitImports((node, specifier = "") => {
      if (specifier.startsWith("node:")) refuse(node, `"${specifier}"`);
    }),
    Identifier: (node) => {
      if (IMPURE_GLOBALS.has(node.name) && isReference(node)) refuse(node, node.name);
    },
    MemberExpression: (node) => {
      const name = toMemberName(node);
      if (IMPURE_MEMBERS.has(name)) refuse(node, name);
    },
    NewExpression: (node) => {
      if (isNamed(node.callee, "Date") && node.arguments.length === 0) refuse(node, "new Date()");
    },
    CallExpression: (node) => {
      if (isNamed(node.callee, "Date")) refuse(node, "Date()");
    },
  };
});

const processEdge = createRule(({ room = "" }, report) => {
  if (EDGE_ROOMS.includes(room)) return {};
  const refuse = (node: Deno.lint.Node, what: string): void =>
    report(node, `Only main.ts, src/permission and src/modes may use ${what}`);
  return {
    ...visitImports((node, specifier) => {
      if (specifier === "node:process") refuse(node, `"${specifier}"`);
    }),
    MemberExpression: (node) => {
      const name = toMemberName(node).replace(/^globalThis\./, "");
      if (PROCESS_MEMBERS.has(name)) refuse(node, name);
    },
    VariableDeclarator: (node) => {
      // `const { env } = Deno` would hide which part is used.
      if (node.id.type === "ObjectPattern" && node.init && isNamed(node.init, "Deno")) {
        refuse(node, "parts of Deno by destructuring");
      }
    },
  };
});

const outbound = createRule(({ path }, report) =>
  path === OUTBOUND_MODULE ? {} : visitOutbound(report)
);

const fileLength = createRule((_place, report, { sourceCode }) => ({
  Program: (node) => {
    const count = sourceCode.text.replace(/\n$/, "").split("\n").length;
    if (count > FILE_LINES_MAX) report(node, `File has ${count} lines, at most ${FILE_LINES_MAX}`);
  },
}));

const functionLength = createRule((_place, report, { sourceCode }) => {
  const check = (node: FunctionNode): void => {
    const count = sourceCode.text.slice(...node.range).split("\n").length;
    if (count <= FUNCTION_LINES_MAX) return;
    report(node, `Function has ${count} lines, at most ${FUNCTION_LINES_MAX}`);
  };
  return {
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
  };
});

function toProjectPath(filename: string): string {
  const path = filename.replaceAll("\\", "/");
  const root = `${new URL("../..", import.meta.url).pathname.replace(/^\/(?=[A-Za-z]:)/, "")}`;
  return path.startsWith(root) ? path.slice(root.length) : path;
}

/** `src/http/app.ts` is in `http`, `src/cli.ts` in `cli`, `src/errors.ts` belongs to the ground. */
function toRoom(path: string): string | undefined {
  if (path === "main.ts") return "main";
  const [top, second = ""] = path.split("/");
  if (top !== "src") return undefined;
  if (GROUND.includes(path.slice("src/".length))) return "ground";
  const room = path === "src/cli.ts" ? "cli" : second;
  return room in ROOM_IMPORTS && room !== "main" ? room : undefined;
}

function resolvePath(from: string, specifier: string): string {
  // Leaving the root gives a path that no room has.
  const url = new URL(specifier, `file:///a/b/c/d/e/f/${from}`);
  return url.pathname.replace(/^\/a\/b\/c\/d\/e\/f\//, "");
}

/** `npm:@scope/name@1/sub` and `@scope/name/sub` are both `@scope/name`. */
function toPackageName(specifier: string): string {
  const bare = specifier.replace(/^npm:\/?/, "");
  return /^(@[^/]+\/[^/@]+|[^/@]+)/.exec(bare)?.[0] ?? specifier;
}

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "import-direction": importDirection,
    "package-room": packageRoom,
    "pure-room": pureRoom,
    "process-edge": processEdge,
    "outbound": outbound,
    "file-length": fileLength,
    "function-length": functionLength,
  },
};

export default plugin;
