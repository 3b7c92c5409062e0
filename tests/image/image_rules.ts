/** What must be true of the Dockerfile, rule by rule, so that a test can show that each one can fail. */
import {
  type Dockerfile,
  expandVariables,
  listValues,
  parseDockerfile,
  readLabels,
  type Stage,
} from "./dockerfile_reader.ts";

/** What the rules compare the file with. */
export interface ImageFacts {
  /** The version of Deno that CI runs. */
  readonly denoVersion: string;
  /** The tasks of `deno.json`. */
  readonly tasks: readonly string[];
  /** The ports that the modes listen on by default. */
  readonly ports: readonly string[];
  /** The files that get into the build. */
  readonly context: readonly string[];
}

/** A file with its two stages. */
interface Image extends Dockerfile {
  readonly compile: Stage;
  readonly last: Stage;
  readonly facts: ImageFacts;
}

const IMAGE_WITH_DIGEST = /^[a-z0-9.-]+(?:\/[a-z0-9-]+)+:[\w.-]+@sha256:[0-9a-f]{64}$/;
const BUILD_FACTS = ["BUILD_VERSION", "BUILD_COMMIT", "BUILD_DATE"];
const COMMAND = /deno task (\S+) --target="\$TARGETOS\/\$TARGETARCH" --output=(\S+)$/;
const ALLOWED_AT_LAST = ["ARG", "COPY", "ENTRYPOINT", "EXPOSE", "LABEL", "STOPSIGNAL", "USER"];
const LABELS = {
  title: "machinery-status-collector",
  description: "Keeps the status of Kubernetes claims in a registry file in Git up to date",
  licenses: "Apache-2.0",
  version: "${BUILD_VERSION}",
  revision: "${BUILD_COMMIT}",
  created: "${BUILD_DATE}",
  source: "${BUILD_SOURCE}",
  "base.name": "${BASE_IMAGE}",
};

const RULES: Readonly<Record<string, (image: Image) => boolean>> = {
  "each base is an argument with tag and digest": ({ args, stages }) =>
    stages.every(({ from }) => /^(?:--platform=\S+ )?\$\{\w+\}(?: AS \w+)?$/.test(from)) &&
    args.size === stages.length &&
    args.values().every((value) => IMAGE_WITH_DIGEST.test(value)),
  "it is compiled with the Deno that CI runs": ({ args, compile, facts }) =>
    expandVariables(compile.from, args).includes(
      ` docker.io/denoland/deno:${facts.denoVersion}@`,
    ),
  "it is compiled on the machine that builds": ({ compile, last }) =>
    compile.from.startsWith("--platform=$BUILDPLATFORM ") && !last.from.includes("--platform"),
  "one task compiles it, for the system that is asked for": ({ compile, facts }) =>
    listValues(compile, "RUN").length === 1 && facts.tasks.includes(readCommand(compile).task) &&
    hasArgs(compile, ["TARGETOS", "TARGETARCH"]),
  "no fact of the build may be missing": ({ compile }) =>
    hasArgs(compile, BUILD_FACTS) &&
    BUILD_FACTS.every((name) => readRun(compile).includes(`${name}="\${${name}:?`)),
  "what is copied is in the context, and nothing else is": ({ compile, facts }) => {
    const sources = listSources(compile);
    const isBelow = (path: string, source: string) =>
      path === source || path.startsWith(`${source}/`);
    return sources.every((source) => facts.context.some((path) => isBelow(path, source))) &&
      facts.context.every((path) => sources.some((source) => isBelow(path, source)));
  },
  "the base is the distroless one for C programs without root": ({ args, last }) =>
    expandVariables(last.from, args).startsWith("gcr.io/distroless/cc-debian12:nonroot@"),
  "the last stage runs nothing and sets no variable": ({ last }) =>
    last.instructions.every(({ name }) => ALLOWED_AT_LAST.includes(name)),
  "the executable is all that it gets": ({ compile, last }) => {
    const { output } = readCommand(compile);
    return listValues(last, "COPY").join() ===
      `--from=compile ${listValues(compile, "WORKDIR").at(-1)}/${output} ${toEntry(last)}`;
  },
  "the executable is started directly": ({ last }) =>
    listValues(last, "ENTRYPOINT").join() === `["${toEntry(last)}"]`,
  "the user is a number, and not root": ({ last }) =>
    /^[1-9]\d*:[1-9]\d*$/.test(listValues(last, "USER").join()),
  "the ports of both modes are named": ({ last, facts }) =>
    listValues(last, "EXPOSE").join() === facts.ports.join(" "),
  "it is stopped as the program expects": ({ last }) =>
    listValues(last, "STOPSIGNAL").join() === "SIGTERM",
  "the labels are all there, from the arguments": ({ last }) => {
    const labels = Object.entries(LABELS).map(([name, value]) =>
      [`org.opencontainers.image.${name}`, value] as const
    );
    const variables = ["BASE_IMAGE", ...BUILD_FACTS, "BUILD_SOURCE"];
    return isSame(readLabels(last), Object.fromEntries(labels)) && hasArgs(last, variables);
  },
};

/** The rules that do not hold. */
export function findBrokenRules(text: string, facts: ImageFacts): readonly string[] {
  const file = parseDockerfile(text);
  const [compile, last, ...others] = file.stages;
  if (compile === undefined || last === undefined || others.length > 0) {
    return ["there are two stages"];
  }
  const image = { ...file, compile, last, facts };
  return Object.entries(RULES).filter(([, holds]) => !holds(image)).map(([rule]) => rule);
}

/** All rules. */
export const RULE_NAMES: readonly string[] = Object.keys(RULES);

/** What the compile stage copies from the context. */
export function listSources(stage: Stage): readonly string[] {
  return listValues(stage, "COPY").flatMap((value) => value.split(" ").slice(0, -1));
}

/** The one command of the compile stage. */
export function readRun(stage: Stage): string {
  return listValues(stage, "RUN").join("\n");
}

function readCommand(stage: Stage): { readonly task: string; readonly output: string } {
  const [, task = "", output = ""] = COMMAND.exec(readRun(stage)) ?? [];
  return { task, output };
}

function toEntry(stage: Stage): string {
  return listValues(stage, "COPY").at(-1)?.split(" ").at(-1) ?? "";
}

/** Whether a stage takes these arguments before its first `RUN` or `LABEL`, where they are used. */
function hasArgs({ from, instructions }: Stage, names: readonly string[]): boolean {
  const use = instructions.findIndex(({ name }) => name === "RUN" || name === "LABEL");
  const declared = listValues({ from, instructions: instructions.slice(0, use) }, "ARG");
  return names.every((name) => declared.includes(name));
}

function isSame(
  left: Readonly<Record<string, string>>,
  right: Readonly<Record<string, string>>,
): boolean {
  const write = (pairs: typeof left) => JSON.stringify(Object.entries(pairs).sort());
  return write(left) === write(right);
}
