/**
 * The files below a directory of this machine, seen as a commit would show them: links are no files,
 * so nothing outside of the directory is ever read.
 */
import type { FileTree, TreeItem } from "../collector/registry_repository.ts";
import { decodeUtf8 } from "../runtime/utf8.ts";

/** The file system, as far as it is needed. */
export interface LocalFileSystem {
  readonly readFile: (path: string) => Promise<Uint8Array>;
  readonly realPath: (path: string) => Promise<string>;
  readonly stat: (
    path: string,
  ) => Promise<{ readonly isFile: boolean; readonly isDirectory: boolean; readonly size: number }>;
}

/** Most manifests that are read; each costs no more than a look at the disk. */
const READ_COUNT_MAX = 50_000;

/** A tree without files. */
export const EMPTY_FILE_TREE: FileTree = {
  find: () => Promise.resolve(undefined),
  readText: () => Promise.resolve(undefined),
};

/** The tree below a directory; throws what the file system says where there is none. */
export async function createLocalFileTree(
  root: string,
  fileSystem: LocalFileSystem,
): Promise<FileTree> {
  const realRoot = (await fileSystem.realPath(root)).replaceAll("\\", "/").replace(/\/$/, "");
  return {
    readCountMax: READ_COUNT_MAX,
    find: async (path) => await find(`${realRoot}/${path}`, fileSystem),
    readText: async (path) => await readText(path, fileSystem),
  };
}

/** The path itself names a file's content: nothing changes while a plan is made. */
async function find(path: string, fileSystem: LocalFileSystem): Promise<TreeItem | undefined> {
  try {
    const real = (await fileSystem.realPath(path)).replaceAll("\\", "/");
    if (real !== path.replace(/\/$/, "")) return undefined;
    const { isFile, isDirectory, size } = await fileSystem.stat(path);
    if (isDirectory) return { kind: "directory" };
    return isFile ? { kind: "file", blob: path, sizeBytes: size } : undefined;
  } catch {
    // Paths are what people wrote into entries: whatever is wrong with one, nothing is there.
    return undefined;
  }
}

async function readText(path: string, fileSystem: LocalFileSystem): Promise<string | undefined> {
  try {
    return decodeUtf8(await fileSystem.readFile(path));
  } catch {
    return undefined;
  }
}
