/** Examples at the end of each command's help; the tests run every one of them. */
import type { Command } from "commander";

/** A sentence and the command line that does it, as a POSIX shell takes it unless it says otherwise. */
interface Example {
  readonly text: string;
  readonly lines: readonly string[];
}

const NAME = "machinery-status-collector";

/** By command; the program itself has an empty name. */
const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  "": [
    { text: "Everything about one command:", lines: [`${NAME} help status`] },
    {
      text: "The collector, with settings from a file:",
      lines: ["set -a; . ./.env; set +a", `${NAME} server`],
    },
    {
      text: "What it knows, once it runs:",
      lines: [`${NAME} status --collector-url http://localhost:8080`],
    },
  ],
  server: [
    {
      text: "With settings from a file:",
      lines: ["set -a; . ./.env; set +a", `${NAME} server`],
    },
    {
      text: "With settings by flag, and the token from a file:",
      lines: [
        `GITHUB_TOKEN_FILE=./token ${NAME} server \\`,
        "  --registry-repo-owner acme --registry-repo-name inventory \\",
        "  --registry-file-path claims/registry.yaml",
      ],
    },
    {
      text: "More often, with more in the log, and the rest from the environment:",
      lines: [`${NAME} server --reconcile-interval 1m --log-level debug`],
    },
  ],
  informer: [
    {
      text: "All claims of one kind in the cluster of the current kubeconfig:",
      lines: [
        `${NAME} informer --cluster-name lab \\`,
        "  --collector-url https://collector.example.org \\",
        "  --claim-group storage.example.org --claim-resource volumeclaims",
      ],
    },
    {
      text: "Whatever claims the cluster defines, in another context:",
      lines: [
        `${NAME} informer --cluster-name lab \\`,
        "  --collector-url https://collector.example.org \\",
        "  --claim-group storage.example.org --claim-resource '*' \\",
        "  --kube-context lab-admin",
      ],
    },
  ],
  plan: [
    {
      text: "What the next pass of a running collector would do:",
      lines: [`${NAME} plan --collector-url http://localhost:8080`],
    },
    {
      text: "The same without one, from a checkout and a file of statuses:",
      lines: [
        `${NAME} plan --statuses statuses.json \\`,
        "  --registry claims/registry.yaml --manifests .",
      ],
    },
    {
      text: "For programs:",
      lines: [
        `${NAME} plan --statuses statuses.json \\`,
        "  --registry claims/registry.yaml --output json",
      ],
    },
  ],
  status: [
    {
      text: "Everything, worst first:",
      lines: [`${NAME} status --collector-url http://localhost:8080`],
    },
    {
      text: "What is wrong in two clusters, with exit code 3 if anything is:",
      lines: [
        `${NAME} status --collector-url http://localhost:8080 \\`,
        "  --cluster lab,production-eu --phase Error,Unavailable \\",
        "  --fail-on Error,Unavailable",
      ],
    },
    {
      text: "Again and again, on a terminal, with the address in the environment:",
      lines: ["export COLLECTOR_URL=http://localhost:8080", `${NAME} status --watch`],
    },
  ],
  version: [
    { text: "For people, and for programs:", lines: [`${NAME} version`, `${NAME} version --json`] },
  ],
  logo: [
    { text: "Without colours, on a terminal too:", lines: [`NO_COLOR=1 ${NAME} logo`] },
  ],
  completions: [
    { text: "In this bash:", lines: [`eval "$(${NAME} completions bash)"`] },
    {
      text: "In each new bash that has the package bash-completion:",
      lines: [
        "mkdir -p ~/.local/share/bash-completion/completions",
        `${NAME} completions bash \\`,
        `  > ~/.local/share/bash-completion/completions/${NAME}`,
      ],
    },
    {
      text: "In this zsh, and in each new one by these lines in ~/.zshrc:",
      lines: ["autoload -U compinit && compinit", `eval "$(${NAME} completions zsh)"`],
    },
    {
      text: "In each fish:",
      lines: [
        "mkdir -p ~/.config/fish/completions",
        `${NAME} completions fish \\`,
        `  > ~/.config/fish/completions/${NAME}.fish`,
      ],
    },
  ],
  help: [{ text: "All settings of the informer:", lines: [`${NAME} help informer`] }],
};

/** Adds the examples of a command to the end of its help. */
export function addExamples(command: Command): void {
  const name = command.parent === null ? "" : command.name();
  const examples = EXAMPLES[name] ?? [];
  if (examples.length > 0) command.addHelpText("after", () => formatExamples(examples));
}

function formatExamples(examples: readonly Example[]): string {
  const blocks = examples.map(({ text, lines }) => [
    `  ${text}`,
    ...lines.map((line) => `    ${line}`),
  ]);
  return ["", "Examples:", ...blocks.flat()].join("\n");
}
