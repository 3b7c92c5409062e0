/**
 * An interactive bash or zsh on a terminal of its own, with nobody's settings, that somebody types
 * into. What stands on its line after a key is written by the shell itself into a pipe.
 */

const DEADLINE_MS = 20_000;
/** Ends what the shell writes into the pipe. */
const END = "\0";

/** Keys: the line into the pipe, every candidate onto the line, the line away. */
const DUMP = "\u0018d";
const INSERT_ALL = "\u0018a";
const CLEAR = "\u0018k";

/** Commands that bind them. */
const SETUP = {
  bash: `PS1= PROMPT_COMMAND=
bind 'set enable-bracketed-paste off'
bind 'set bell-style none'
dump() { printf '%s\\0' "$READLINE_LINE" > "$LINE_PIPE"; }
bind -x '"\\C-xd": dump'
bind '"\\C-xa": insert-completions'
bind '"\\C-xk": kill-whole-line'
`,
  zsh: `PS1= PS2= PROMPT_EOL_MARK=
unsetopt zle_bracketed_paste 2>/dev/null; unset zle_bracketed_paste
autoload -U compinit; compinit -u -D
dump() { printf '%s\\0' "$BUFFER" > $LINE_PIPE }
zle -N dump
zle -C all-matches complete-word _generic
zstyle ':completion:all-matches::::' completer _all_matches _complete
zstyle ':completion:all-matches:*' insert yes
bindkey -e
bindkey '^Xd' dump
bindkey '^Xa' all-matches
bindkey '^Xk' kill-buffer
`,
} as const;

const ARGS = { bash: "--norc --noprofile -i", zsh: "-f -i" } as const;

/** The shell; ends with its terminal. */
export class ShellSession implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #screen: Promise<string>;
  readonly #folder: string;
  readonly #pipe: Deno.FsFile;
  #shellPid = 0;

  private constructor(child: Deno.ChildProcess, folder: string, pipe: Deno.FsFile) {
    this.#child = child;
    this.#folder = folder;
    this.#pipe = pipe;
    this.#writer = child.stdin.getWriter();
    this.#screen = new Response(child.stdout).text();
  }

  /** Starts it in a folder, and loads a script of completion there. */
  static async start(
    shell: "bash" | "zsh",
    { script, cwd, setup = "" }: {
      readonly script: string;
      readonly cwd: string;
      readonly setup?: string;
    },
  ): Promise<ShellSession> {
    const folder = await Deno.makeTempDir();
    await new Deno.Command("mkfifo", { args: [`${folder}/line`] }).output();
    await Deno.writeTextFile(`${folder}/script`, script);
    await Deno.writeTextFile(`${folder}/setup`, `${SETUP[shell]}${setup}\n. ${folder}/script\n`);
    const child = new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", `${shell} ${ARGS[shell]}`, "/dev/null"],
      cwd,
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: folder,
        TERM: "xterm",
        LC_ALL: "C.UTF-8",
        LINE_PIPE: `${folder}/line`,
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    // Open at both ends, so that a wait can be ended from here.
    const pipe = await Deno.open(`${folder}/line`, { read: true, write: true });
    const session = new ShellSession(child, folder, pipe);
    try {
      await session.#type(` . ${folder}/setup; printf '%s\\0' $$ > "$LINE_PIPE"\r`);
      session.#shellPid = Number(await session.#readLine());
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The line after a TAB at its end. */
  async pressTab(line: string): Promise<string> {
    return await this.#press(line, "\t");
  }

  /** All that a TAB would offer for the last word, as the shell writes it. */
  async list(line: string): Promise<readonly string[]> {
    const before = line.slice(0, line.lastIndexOf(" ") + 1);
    const after = await this.#press(line, INSERT_ALL);
    if (after === line) return [];
    return after.slice(before.length).split(/(?<!\\) /).filter((word) => word !== "");
  }

  async #press(line: string, key: string): Promise<string> {
    await this.#type(`${line}${key}${DUMP}`);
    const after = await this.#readLine();
    await this.#type(CLEAR);
    return after;
  }

  async #type(keys: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(keys));
  }

  async #readLine(): Promise<string> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#pipe.writeSync(new TextEncoder().encode(END));
    }, DEADLINE_MS);
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(4_096);
    let text = "";
    while (!text.endsWith(END)) {
      const count = await this.#pipe.read(buffer) ?? 0;
      text += decoder.decode(buffer.subarray(0, count), { stream: true });
    }
    clearTimeout(timer);
    if (isLate) throw new Error("The shell did not tell its line");
    return text.slice(0, -END.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The shell first: one that loses its terminal may write its history yet.
    if (this.#shellPid !== 0) Deno.kill(this.#shellPid, "SIGKILL");
    this.#child.kill("SIGKILL");
    await this.#writer.close().catch(() => {});
    await this.#screen;
    await this.#child.status;
    this.#pipe.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
