/** The rules of the image, each of which a broken Dockerfile breaks. */
import assert from "node:assert/strict";
import { runCleanTool, testTools } from "../testing/tools/check_tool.ts";
import { findBrokenRules, RULE_NAMES } from "./image_rules.ts";
import { DOCKERFILE, readImageFacts } from "./project_image.ts";

const FACTS = await readImageFacts();

/** Each rule, and changes of the file that break it. */
const BROKEN: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  "each base is an argument with tag and digest": [
    [/@sha256:9dac\w+/, "@sha256:9dac"],
    [/(cc-debian12:nonroot)@sha256:\w+/, "$1@latest"],
    [/^FROM \$\{BASE_IMAGE\}/m, "FROM gcr.io/distroless/cc-debian12:nonroot@sha256:0"],
    [/^(ARG BASE_IMAGE=)/m, "ARG OTHER_IMAGE=alpine\n$1"],
  ],
  "it is compiled with the Deno that CI runs": [[/deno:2\.\d+\.\d+/, "deno:2.0.0"]],
  "it is compiled on the machine that builds": [
    [/--platform=\$BUILDPLATFORM /, ""],
    [/\$BUILDPLATFORM/, "$TARGETPLATFORM"],
    [/^FROM \$\{BASE/m, "FROM --platform=linux/amd64 ${BASE"],
  ],
  "one task compiles it, for the system that is asked for": [
    [/deno task compile /, "deno task package "],
    [/^ARG TARGETARCH\n/m, ""],
    [/^RUN BUILD/m, "RUN apt-get update\nRUN BUILD"],
  ],
  "no fact of the build may be missing": [
    [/\$\{BUILD_COMMIT:\?[^}]*\}/, "${BUILD_COMMIT}"],
    [/BUILD_DATE="\$\{BUILD_DATE:/, 'BUILD_DATE="${BUILD_VERSION:'],
    [/^ARG BUILD_VERSION\n/m, ""],
  ],
  "what is copied is in the context, and nothing else is": [
    [/^COPY src /m, "COPY src tests "],
    [/ main\.ts /, " "],
    [/^COPY src \.\/src\n/m, ""],
  ],
  "the base is the distroless one for C programs without root": [
    [/distroless\/cc-debian12/, "distroless/static-debian12"],
    [/cc-debian12:nonroot/, "cc-debian12:latest"],
  ],
  "the last stage runs nothing and sets no variable": [
    [/^USER/m, 'SHELL ["/bin/sh", "-c"]\nUSER'],
    [/^USER/m, "RUN chmod +x /machinery-status-collector\nUSER"],
    [/^USER/m, "HEALTHCHECK NONE\nUSER"],
    [/^USER/m, "ADD src /src\nUSER"],
    [/^USER/m, "ENV GITHUB_TOKEN=none\nUSER"],
  ],
  "the executable is all that it gets": [
    [/^USER/m, "COPY src /machinery-status-collector\nUSER"],
    [/^WORKDIR \/build/m, "WORKDIR /other"],
    [/--output=out\//, "--output=dist/"],
  ],
  "the executable is started directly": [
    [/^ENTRYPOINT .*/m, "ENTRYPOINT /machinery-status-collector"],
    [/^ENTRYPOINT .*/m, 'ENTRYPOINT ["sh", "-c", "/machinery-status-collector"]'],
    [/^ENTRYPOINT .*/m, ""],
  ],
  "the user is a number, and not root": [
    [/^USER .*/m, "USER nonroot:nonroot"],
    [/^USER .*/m, "USER 0:65532"],
    [/^USER .*/m, "USER 65532"],
    [/^USER .*\n/m, ""],
  ],
  "the ports of both modes are named": [[/^EXPOSE 8080 8081/m, "EXPOSE 8080"]],
  "it is stopped as the program expects": [[/SIGTERM/, "SIGKILL"], [/^STOPSIGNAL .*\n/m, ""]],
  "the labels are all there, from the arguments": [
    [/\.revision="\$\{BUILD_COMMIT\}"/, '.revision="${BUILD_VERSION}"'],
    [/org\.opencontainers\.image\.licenses="[^"]*" \\\n/, ""],
    [/(image\.version=")[^"]*/, "$1dev"],
    [/^ARG BUILD_SOURCE\n/m, ""],
    [/(ENTRYPOINT[^]*)^ARG BUILD_DATE\n/m, "$1"],
  ],
};

Deno.test("the Dockerfile keeps every rule", () => {
  assert.deepEqual(findBrokenRules(DOCKERFILE, FACTS), []);
});

Deno.test("every rule can be broken", () => {
  assert.deepEqual(Object.keys(BROKEN).sort(), RULE_NAMES.toSorted());
});

for (const [rule, changes] of Object.entries(BROKEN)) {
  Deno.test(`a Dockerfile breaks the rule: ${rule}`, () => {
    for (const [pattern, text] of changes) {
      const broken = DOCKERFILE.replace(pattern, text);
      assert.notEqual(broken, DOCKERFILE, `${pattern}`);
      assert.ok(findBrokenRules(broken, FACTS).includes(rule), `${pattern}`);
    }
  });
}

Deno.test("there are two stages, and no third", () => {
  const more = `${DOCKERFILE}\nFROM \${BASE_IMAGE}\n`;
  assert.deepEqual(findBrokenRules(more, FACTS), ["there are two stages"]);
});

testTools("hadolint finds nothing, not even where a comment would silence it", async () => {
  const strict = "--failure-threshold=style --disable-ignore-pragma".split(" ");
  await runCleanTool("hadolint", [...strict, "Dockerfile"]);
});
