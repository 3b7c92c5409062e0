/**
 * The program as one file in an empty folder, as a compiled one is, with all rights: nothing but its
 * own care keeps it at home. Around it servers that try to send it elsewhere, and an elsewhere that counts.
 */
import { ProgramProcess } from "../testing/program_process.ts";

const MAIN = new URL("../../main.ts", import.meta.url);

/** Asked by a signal, tells what the process may do; stands before the program in its file. */
const TELL_RIGHTS = `Deno.addSignalListener("SIGUSR1", async () => {
  const rights = {};
  for (const name of ["ffi", "run", "sys", "write"]) {
    rights[name] = (await Deno.permissions.query({ name })).state;
  }
  console.log(JSON.stringify({ message: "Rights", ...rights }));
});
`;

/** The bundled program. */
export class BundledProgram implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Bundles it; takes some seconds. */
  static async make(): Promise<BundledProgram> {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/main.js`;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--output", path, MAIN.href],
      cwd: new URL(".", MAIN),
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    await Deno.writeTextFile(path, TELL_RIGHTS + await Deno.readTextFile(path));
    return new BundledProgram(folder);
  }

  /** Starts it with all rights, without modules of its own to fall back on. */
  start(mode: string, env: Readonly<Record<string, string>>): ProgramProcess {
    const flags = "run --allow-all --no-config --no-npm --no-remote --quiet".split(" ");
    return new ProgramProcess({ words: [...flags, `${this.folder}/main.js`, mode], env });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A place that no setting names. Whoever connects is counted, whatever he says. */
export class Elsewhere implements AsyncDisposable {
  readonly url: string;
  visitCount = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #ended: Promise<void>;

  constructor() {
    this.url = `http://127.0.0.1:${this.#listener.addr.port}`;
    this.#ended = this.#count();
  }

  /** A redirect to here. */
  redirect(status = 307): Response {
    return new Response(null, { status, headers: { location: `${this.url}/redirected` } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#ended;
  }

  async #count(): Promise<void> {
    for await (const connection of this.#listener) {
      this.visitCount += 1;
      connection.close();
    }
  }
}

/** A server that a setting names. */
export class Named implements AsyncDisposable {
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(answer: (request: Request) => Response | Promise<Response>) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
