/** Recordings of a real Crossplane, which some machines have beside the project. */

const FOLDER = new URL("../../../../shared/testdata/", import.meta.url);

/** Whether they are there. */
export const hasRecordedData: boolean = isThere();

/** Reads a recording. */
export async function readRecordedData(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, FOLDER));
}

function isThere(): boolean {
  try {
    Deno.statSync(FOLDER);
    return true;
  } catch {
    return false;
  }
}
