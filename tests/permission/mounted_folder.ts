/** Files as Kubernetes mounts them. */

/** A folder as Kubernetes mounts secrets: the files are links, and all change at once. */
export class MountedFolder implements AsyncDisposable {
  readonly path: string;
  #generation = 0;

  private constructor(path: string) {
    this.path = path;
  }

  /** A folder with these files. */
  static async create(files: Readonly<Record<string, string>>): Promise<MountedFolder> {
    const folder = new MountedFolder(await Deno.makeTempDir());
    await folder.replace(files);
    for (const name of Object.keys(files)) {
      await Deno.symlink(`..data/${name}`, `${folder.path}/${name}`);
    }
    return folder;
  }

  /** Other texts for the same files. */
  async replace(files: Readonly<Record<string, string>>): Promise<void> {
    const generation = `..${this.#generation++}`;
    await Deno.mkdir(`${this.path}/${generation}`);
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${this.path}/${generation}/${name}`, text);
    }
    await Deno.symlink(generation, `${this.path}/..next`);
    await Deno.rename(`${this.path}/..next`, `${this.path}/..data`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
