/**
 * The program as it is packed, but with all rights: nothing but its own care keeps it at home. Around
 * it servers that try to send it elsewhere, and an elsewhere that counts.
 */
import { PackedProgram } from "../testing/packed_program.ts";
import { ProgramProcess } from "../testing/program_process.ts";

/** Asked by a signal, tells what the process may do; stands before the program in its file. */
const TELL_RIGHTS = `Deno.addSignalListener("SIGUSR1", async () => {
  const rights = {};
  for (const name of ["ffi", "run", "sys", "write"]) {
    rights[name] = (await Deno.permissions.query({ name })).state;
  }
  console.log(JSON.stringify({ message: "Rights", ...rights }));
});
`;

/** The packed program with all rights; it tells them when it is asked. */
export class BundledProgram implements AsyncDisposable {
  readonly folder: string;
  readonly #packed: PackedProgram;

  private constructor(packed: PackedProgram) {
    this.#packed = packed;
    this.folder = packed.folder;
  }

  /** Bundles it; takes some seconds. */
  static async make(): Promise<BundledProgram> {
    const packed = await PackedProgram.make();
    await Deno.writeTextFile(packed.entry, TELL_RIGHTS + await Deno.readTextFile(packed.entry));
    return new BundledProgram(packed);
  }

  /** Starts it with all rights. */
  start(mode: string, env: Readonly<Record<string, string>>): ProgramProcess {
    const options = this.#packed.toOptions([mode], ["--allow-all", "--no-config"]);
    return new ProgramProcess({ ...options, env: { ...options.env, ...env } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#packed[Symbol.asyncDispose]();
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
