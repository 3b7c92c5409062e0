/**
 * Stands in for an executable of the program, to be tried by a smoke run. Its first word is the fault
 * that it has, its second a folder where it leaves the number of its process. The fault `fork 1234` is
 * a process of its own that it does not end, and that connects to this port.
 */
const [fault = "", folder = "", mode = ""] = Deno.args;
const NAMES: Readonly<Record<string, string>> = {
  server: "COLLECTOR_PORT REGISTRY_REPO_OWNER REGISTRY_REPO_NAME REGISTRY_FILE_PATH GITHUB_TOKEN",
  informer: "INFORMER_PORT CLUSTER_NAME COLLECTOR_URL CLAIM_GROUP CLAIM_RESOURCE",
};
const FACTS = {
  version: fault === "other version" ? "1.2.4" : "1.2.3",
  commit: fault === "other commit" ? "d".repeat(40) : "c".repeat(40),
  platform: fault === "other platform" ? "plan9/mips" : `${Deno.build.os}/${Deno.build.arch}`,
};
let readinessCount = 0;

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

function refuse(names: string): never {
  const told = fault === "one setting named" ? names.split(" ")[0] : names;
  if (fault !== "nothing refused") Deno.stderr.writeSync(new TextEncoder().encode(`${told}\n`));
  Deno.exit(fault === "nothing refused" ? 0 : 2);
}

class EndlessSource {
  pull(controller: ReadableStreamDefaultController<Uint8Array>): void {
    controller.enqueue(new Uint8Array(10_000));
  }
}

function answer(path: string): Response {
  if (path === "/version") {
    return Response.json({ ...FACTS, ...(fault === "other answer" ? { version: "dev" } : {}) });
  }
  if (path === "/readyz") {
    readinessCount += 1;
    const isReady = fault === "always ready" || (fault === "late" && readinessCount === 1);
    return Response.json({ status: isReady ? "ready" : "degraded" });
  }
  if (fault === "endless answer") return new Response(new ReadableStream(new EndlessSource()));
  return new Response(null, { status: path !== "/healthz" || fault === "unhealthy" ? 503 : 200 });
}

/** Leaves a process behind that lives for as long as somebody at the port wants it to. */
async function fork(port: string): Promise<void> {
  const args = ["run", "--allow-all", "--quiet", import.meta.filename ?? "", "fork", port];
  const streams = { stdin: "null", stdout: "piped", stderr: "null" } as const;
  const child = new Deno.Command(Deno.execPath(), { args, ...streams }).spawn();
  child.unref();
  await child.stdout.getReader().read();
}

async function live(port: number): Promise<void> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  say("connected");
  await connection.readable.pipeTo(new WritableStream());
}

async function serve(): Promise<void> {
  await Deno.writeTextFile(`${folder}/pid`, `${Deno.pid}`);
  if (fault.startsWith("fork ")) await fork(fault.slice("fork ".length));
  if (fault === "early end") Deno.exit(7);
  Deno.addSignalListener("SIGTERM", () => {
    if (fault !== "deaf") Deno.exit(fault === "bad end" ? 1 : 0);
  });
  const onListen = ({ port }: { port: number }) => {
    if (fault === "strange port") port = 99_999;
    if (fault !== "mute") say(`${JSON.stringify({ message: "Listening", port })}\n`);
  };
  Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen },
    (request) => answer(new URL(request.url).pathname),
  );
}

if (fault === "fork") await live(Number(folder));
else if (mode === "version") say(fault === "no json" ? "1.2.3\n" : `${JSON.stringify(FACTS)}\n`);
else if (mode === "help") say(fault === "short help" ? "server\n" : "server informer\n");
else if (mode === "logo") {
  if (fault === "failing logo") Deno.exit(1);
  say(fault === "no logo" ? "\n" : "logo\n");
} else if (mode === "informer" || Deno.env.get("COLLECTOR_PORT") === "none") {
  refuse(NAMES[mode] ?? "");
} else await serve();
