/**
 * Folders for what is not finished: what is made there is moved to its place when it is whole, so that
 * nobody ever finds half of it, nor what another run is making at the same time.
 */
import { ReleaseError } from "./release_error.ts";

/** Its name begins so; nothing that is released does. */
const PREFIX = ".work-";
const TRY_MAX = 20;

/** A folder of its own, which is removed at the end with all that is still in it. */
export class WorkFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes one in `parent`, which is made where it is missing, or among the system's temporary files. */
  static async create(parent?: string): Promise<WorkFolder> {
    if (parent === undefined) return new WorkFolder(await makeTemporaryFolder());
    await Deno.mkdir(parent, { recursive: true });
    return new WorkFolder(await Deno.makeTempDir({ dir: parent, prefix: PREFIX }));
  }

  /** Moves a folder out of this one to `path`, in place of the one that is there. */
  async release(name: string, path: string): Promise<void> {
    for (let count = 1;; count += 1) {
      await moveIfThere(path, `${this.path}/replaced-${count}`);
      try {
        return await Deno.rename(`${this.path}/${name}`, path);
      } catch (error) {
        // Another run may have put its own there in between.
        if (count === TRY_MAX) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

async function makeTemporaryFolder(): Promise<string> {
  try {
    return await Deno.makeTempDir();
  } catch (error) {
    throw new ReleaseError(`Cannot make a temporary folder, see TMPDIR: ${String(error)}`, {
      cause: error,
    });
  }
}

async function moveIfThere(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
