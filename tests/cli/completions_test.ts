/** The scripts of completion in real shells: what they offer is what the help names, no more, no less. */
import assert from "node:assert/strict";
import { COMPLETION_FORMATS } from "../../src/cli/completions.ts";
import { SHELLS } from "../../src/cli/shell.ts";
import { SHOWN_PHASES } from "../../src/claim/claim.ts";
import { findTarget, toExecutableName } from "../../src/release/target.ts";
import { type CompletionPlace, listCandidates, testShell } from "../testing/completion_shell.ts";
import { type HelpedCommand, readHelpedCommands } from "../testing/helped_command.ts";
import { printCommand } from "../testing/printed_command.ts";
import { ShellSession } from "../testing/shell_session.ts";

const NAME = "machinery-status-collector";
const FILES = ["a folder", "some file"];

/** A folder with a file and a folder, and the script of a shell. */
async function preparePlace(shell: string): Promise<CompletionPlace> {
  const cwd = await Deno.makeTempDir();
  await Deno.mkdir(`${cwd}/a folder`);
  await Deno.writeTextFile(`${cwd}/some file`, "");
  return { cwd, script: (await printCommand(["completions", shell])).stdout };
}

/** What is offered for each value, as the help says. */
function toValueLines({ name, flags }: HelpedCommand): readonly (readonly [string, string[]])[] {
  return flags.flatMap(({ names, expected, isSwitch, isValued }) => {
    if (!isValued) return [];
    const words = expected.kind === "words" ? [...expected.words].sort() : [];
    const offered = { none: [], file: FILES, directory: ["a folder"], words }[expected.kind];
    const line = [NAME, name, names.at(-1)].filter((word) => word !== "").join(" ");
    return [
      [`${line}=`, offered] as const,
      ...(isSwitch ? [] : [[`${line} `, offered] as const]),
    ];
  });
}

for (const shell of SHELLS) {
  testShell(
    shell,
    `${shell} offers every command, flag and value of the help, and no other`,
    async () => {
      const place = await preparePlace(shell);
      const commands = await readHelpedCommands();
      const names = commands.map(({ name }) => name).filter((name) => name !== "").sort();
      const expected: (readonly [string, readonly string[]])[] = [
        [`${NAME} `, names],
        [`${NAME} help `, names],
        [`${NAME} completions `, [...SHELLS].sort()],
      ];
      for (const { name, flags } of commands) {
        const long = flags.map(({ names }) => names.at(-1) ?? "").sort();
        expected.push([`${NAME} ${name === "" ? "" : `${name} `}--`, long]);
      }
      expected.push(...commands.flatMap(toValueLines));
      assert.ok(expected.length > 100);
      const lines = expected.map(([line]) => line);
      const offered = await listCandidates(shell, { ...place, lines });
      assert.deepEqual(lines.map((line, index) => [line, offered[index]]), expected);
      await Deno.remove(place.cwd, { recursive: true });
    },
  );

  testShell(shell, `${shell} does not offer what the program would refuse there`, async () => {
    const place = await preparePlace(shell);
    const samples = {
      [`${NAME} --registry-write-status `]: "server",
      [`${NAME} --port 1 `]: "status",
      [`${NAME} completions bash `]: "zsh",
      [`${NAME} help plan `]: "status",
      [`${NAME} status --cluster a --output=json `]: "server",
      [`${NAME} server --`]: "--output",
      [`${NAME} --registry-file-path `]: "some file",
    };
    const lines = Object.keys(samples);
    const offered = await listCandidates(shell, { ...place, lines });
    for (const [index, wrong] of Object.values(samples).entries()) {
      assert.ok(!offered[index]?.includes(wrong), `${lines[index]}: ${offered[index]}`);
    }
    await Deno.remove(place.cwd, { recursive: true });
  });

  testShell(shell, `${shell} does nothing but compare, whatever the words are`, async () => {
    const place = await preparePlace(shell);
    const words = [
      "$(touch harm)",
      "`touch harm`",
      "'$(touch harm)",
      '"$(touch harm)',
      "a;touch harm;",
      "a\\ b",
      "*",
      "[a-",
      "${x:=y}",
      "~root",
      "a=b=c",
      "<(touch harm)",
      "x[$(touch harm)]",
      "%q\\n",
      "--",
      "-",
      "é\u{1f980}",
    ];
    const lines = words.flatMap((word) => [
      `${NAME} ${word}`,
      `${NAME} status --output ${word}`,
      `${NAME} status --output=${word}`,
      `${NAME} status --phase Error,${word}`,
      `${NAME} plan --manifests ${word}`,
      `${NAME} plan --registry=${word}`,
      `${NAME} --${word}`,
    ]);
    const closed = words.filter((word) => !/^['"]/.test(word));
    const last = `${NAME} status --output wi`;
    const after = closed.map((word) => `${NAME} status --cluster ${word} --output wi`);
    const offered = await listCandidates(shell, { ...place, lines: [...lines, last, ...after] });
    assert.deepEqual(offered[lines.length], ["wide"]);
    const names = await Array.fromAsync(Deno.readDir(place.cwd), ({ name }) => name);
    assert.deepEqual(names.sort(), FILES);
    await Deno.remove(place.cwd, { recursive: true });
  });

  testShell(shell, `${shell} takes any character in what a flag is for`, async () => {
    const summary = "A [b]: 'c' \\ $(touch harm) `d` (e), \"f\"; *";
    const rest = { short: undefined, summary, value: "none", completion: undefined } as const;
    const flags = [{ ...rest, long: "--new" }, { ...rest, long: "--old" }];
    const script = COMPLETION_FORMATS[shell]({
      programs: [NAME],
      outer: "server",
      flags,
      commands: [{ name: "server", summary, flags, words: [] }],
    });
    const { cwd } = await preparePlace(shell);
    const lines = [`${NAME} ser`, `${NAME} server --new --o`];
    assert.deepEqual(await listCandidates(shell, { cwd, script, lines }), [["server"], ["--old"]]);
    const names = await Array.fromAsync(Deno.readDir(cwd), ({ name }) => name);
    assert.deepEqual(names.sort(), FILES);
    await Deno.remove(cwd, { recursive: true });
  });

  testShell(shell, `${shell} takes values in any case, and offers no phase twice`, async () => {
    const place = await preparePlace(shell);
    const toRest = (typed: string) =>
      SHOWN_PHASES.filter((phase) => phase !== "Error").map((phase) => typed + phase).sort();
    const samples: Readonly<Record<string, readonly string[]>> = {
      [`${NAME} status --phase er`]: ["Error"],
      [`${NAME} status --phase=ER`]: ["Error"],
      [`${NAME} status --phase error,`]: toRest("error,"),
      [`${NAME} status --fail-on=ERROR,`]: toRest("ERROR,"),
      [`${NAME} status --phase stale,eRROR,thr`]: ["stale,eRROR,Throttled"],
      [`${NAME} status --phase error,er`]: [],
      [`${NAME} status --output WI`]: ["wide"],
      [`${NAME} status -o Wi`]: ["wide"],
      [`${NAME} --log-level=WA`]: ["warn"],
      [`${NAME} status --watch=T`]: ["true"],
    };
    const lines = Object.keys(samples);
    const offered = await listCandidates(shell, { ...place, lines });
    assert.deepEqual(
      Object.fromEntries(lines.map((line, index) => [line, offered[index]])),
      samples,
    );
    await Deno.remove(place.cwd, { recursive: true });
  });

  testShell(shell, `${shell} knows which command, flag and value a word belongs to`, async () => {
    const place = await preparePlace(shell);
    const download = `./${toExecutableName("1.2.3", findTarget("linux/amd64"))}`;
    const outputs = ["json", "table", "wide", "yaml"];
    const rest = SHOWN_PHASES.filter((phase) => phase !== "Error").map((phase) => `Error,${phase}`);
    const samples: Readonly<Record<string, readonly string[]>> = {
      [`${download} ser`]: ["server"],
      [`${download} --log-level in`]: ["info"],
      [`/usr/local/bin/${NAME} st`]: ["status"],
      [`${NAME} --port 1 `]: ["server"],
      [`${NAME} --port status `]: ["server"],
      [`${NAME} --github-api-url http://a:1/status `]: ["server"],
      [`${NAME} --registry-write-status --po`]: ["--port"],
      [`${NAME} --port 1 server --log-l`]: ["--log-level"],
      [`${NAME} --port=1 server --log-level=wa`]: ["warn"],
      [`${NAME} status -o `]: outputs,
      [`${NAME} status --watch --output `]: outputs,
      [`${NAME} status --watch=false --output `]: outputs,
      [`${NAME} status --cluster server --output `]: outputs,
      [`${NAME} status --collector-url https://a.example.org:8080/server --output `]: outputs,
      [`${NAME} status --phase Er`]: ["Error"],
      [`${NAME} status --fail-on Error,`]: [...rest].sort(),
      [`${NAME} plan -o `]: ["json", "text"],
      [`${NAME} version --j`]: ["--json"],
      [`${NAME} nonsense`]: [],
    };
    const lines = Object.keys(samples);
    const offered = await listCandidates(shell, { ...place, lines });
    assert.deepEqual(
      Object.fromEntries(lines.map((line, index) => [line, offered[index]])),
      samples,
    );
    await Deno.remove(place.cwd, { recursive: true });
  });
}

for (const shell of ["bash", "zsh"] as const) {
  testShell(
    shell,
    `a TAB in ${shell} finishes a word, and quotes a path as it was begun`,
    async () => {
      const place = await preparePlace(shell);
      await using session = await ShellSession.start(shell, place);
      const samples = {
        "stat": "status ",
        "status --output w": "status --output wide ",
        "status --phase er": "status --phase Error",
        "status --phase=error,st": "status --phase=error,Stale",
        "status --output=w": "status --output=wide ",
        "--registry-pr-merge-method s": "--registry-pr-merge-method squash ",
        "status --fail-on Error,St": "status --fail-on Error,Stale",
        "plan --statuses so": "plan --statuses some\\ file ",
        'plan --statuses "so': 'plan --statuses "some file" ',
        "plan --manifests=a": "plan --manifests=a\\ folder/",
      };
      for (const [typed, expected] of Object.entries(samples)) {
        const line = await session.pressTab(`${NAME} ${typed}`);
        assert.equal(line.replace(/,$/, ""), `${NAME} ${expected}`);
      }
      await Deno.remove(place.cwd, { recursive: true });
    },
  );
}

testShell("zsh", "zsh completes as well where the script lies in a folder of fpath", async () => {
  const { cwd, script } = await preparePlace("zsh");
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/_machinery-status-collector`, script);
  const lines = [`${NAME} status --output w`, `${NAME} status --output t`];
  const place = { cwd, script: `fpath=(${folder} $fpath); compinit -u -D` };
  assert.deepEqual(await listCandidates("zsh", { ...place, lines }), [["wide"], ["table"]]);
  await Deno.remove(folder, { recursive: true });
  await Deno.remove(cwd, { recursive: true });
});

for (const emulated of ["sh", "ksh"]) {
  testShell("zsh", `zsh loads the script and completes where it emulates ${emulated}`, async () => {
    const place = await preparePlace("zsh");
    const samples: Readonly<Record<string, readonly string[]>> = {
      [`${NAME} stat`]: ["status"],
      [`${NAME} --port 1 `]: ["server"],
      [`${NAME} --registry-write-status `]: ["false", "true"],
      [`${NAME} status --output w`]: ["wide"],
      [`${NAME} status -o w`]: ["wide"],
      [`${NAME} status --phase error,er`]: [],
      [`${NAME} status --phase error,t`]: ["error,Throttled"],
    };
    const lines = Object.keys(samples);
    const setup = `emulate ${emulated}`;
    const offered = await listCandidates("zsh", { ...place, setup, lines });
    assert.deepEqual(
      Object.fromEntries(lines.map((line, index) => [line, offered[index]])),
      samples,
    );
    await Deno.remove(place.cwd, { recursive: true });
  });
}

testShell(
  "bash",
  "bash completes as well where = does not split words, or nothing may be unset",
  async () => {
    const place = await preparePlace("bash");
    const setup = "COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]/}; set -u; IFS=,; shopt -s nullglob";
    const lines = [
      `${NAME} status --output=w`,
      `${NAME} --registry-write-status=`,
      `${NAME} status --collector-url=http://a:1 --outp`,
      `${NAME} `,
    ];
    const offered = await listCandidates("bash", { ...place, setup, lines });
    assert.deepEqual(offered.slice(0, 3), [["wide"], ["false", "true"], ["--output"]]);
    assert.equal(offered[3]?.length, 8);
    await Deno.remove(place.cwd, { recursive: true });
  },
);

Deno.test("another shell, and none, are refused with the names of the three", async () => {
  const samples: Readonly<Record<string, string>> = {
    "": "Expected bash, zsh or fish as the shell, got none\n",
    "tcsh": 'Expected bash, zsh or fish as the shell, got "tcsh"\n',
    "BASH": 'Expected bash, zsh or fish as the shell, got "BASH"\n',
    "bash zsh": "Command 'completions' takes one argument, got 'bash, zsh'\n",
  };
  for (const [words, expected] of Object.entries(samples)) {
    const args = ["completions", ...words.split(" ").filter((word) => word !== "")];
    const { exitCode, stdout, stderr } = await printCommand(args);
    assert.deepEqual([exitCode, stdout, stderr], [2, "", expected]);
  }
});
