/** A Git repository of its own in a folder of its own. */
import { createGit, type Git } from "../../src/release/git.ts";

/** The repository and, where it was asked for, one that it pushes to. */
export class GitWorld implements AsyncDisposable {
  readonly folder: string;
  readonly git: Git;

  private constructor(folder: string) {
    this.folder = folder;
    this.git = createGit(`${folder}/clone`);
  }

  /** Makes it, without a commit. */
  static async create(): Promise<GitWorld> {
    const folder = await Deno.makeTempDir();
    for (const name of ["clone", "origin"]) await Deno.mkdir(`${folder}/${name}`);
    await createGit(`${folder}/origin`).read(["init", "--quiet", "--bare"]);
    const world = new GitWorld(folder);
    await world.git.read(["init", "--quiet", "--initial-branch=main"]);
    await world.git.read(["remote", "add", "origin", `${folder}/origin`]);
    for (const setting of ["user.name=Mara", "user.email=mara@example.org", "tag.gpgSign=false"]) {
      const [name = "", value = ""] = setting.split("=");
      await world.git.read(["config", name, value]);
    }
    return world;
  }

  /** Makes a commit; gives its id. */
  async commit(message = "feat: begin"): Promise<string> {
    await this.git.read(["commit", "--quiet", "--allow-empty", "--no-gpg-sign", "-m", message]);
    return await this.git.read(["rev-parse", "HEAD"]);
  }

  /** Leaves something that is not committed. */
  async scribble(): Promise<void> {
    await Deno.writeTextFile(`${this.folder}/clone/note.txt`, "not committed\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
