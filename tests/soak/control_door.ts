/** How the processes around a soak are asked for something: a command by its name, an answer in JSON. */

/** What can be asked for, by name. */
export type Commands = Readonly<Record<string, () => unknown>>;

/** Answers commands on a free port of 127.0.0.1, and says on standard output where. */
export function serveCommands(
  commands: Commands,
  facts: Readonly<Record<string, unknown>>,
): void {
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => {
      const record = { message: "Listening", control: `http://127.0.0.1:${port}`, ...facts };
      Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(record)}\n`));
    },
  }, async (request) => {
    const command = commands[new URL(request.url).pathname.slice(1)];
    if (command === undefined) return new Response(null, { status: 404 });
    return Response.json(await command() ?? null);
  });
}

/** Asks a process for something; throws where it is not done. */
export async function askFor<T>(control: string, command: string): Promise<T> {
  const response = await fetch(`${control}/${command}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot "${command}": answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
