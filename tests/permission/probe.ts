/**
 * Runs in place of the program and tries what an intruder would, and what the mode must do. Prints one
 * JSON object: each attempt with `done`, or the name of the error that refused it.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createConnection } from "node:net";

/** Where things are, carried by a setting that takes any text: the probe sees no other variable. */
const { elsewhere, here, folder, file } = JSON.parse(
  Deno.env.get("REGISTRY_PR_TITLE") ?? Deno.env.get("CLUSTER_NAME") ?? "",
);
const { hostname, port: portText } = new URL(elsewhere);
const port = Number(portText);

function load(url: string): Promise<unknown> {
  return import(url).catch(({ message }) => {
    const isRefused = /^Requires import access|--no-remote/.test(message);
    throw isRefused ? new Deno.errors.NotCapable(message) : new Error(message);
  });
}

const attempts: Readonly<Record<string, () => unknown>> = {
  "read a file of the system": () => Deno.readTextFile("/etc/passwd"),
  "read it by Node": () => readFileSync("/etc/passwd"),
  "read the program": () => Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  "read a neighbour of a file that is named": () => Deno.readTextFile(`${folder}/neighbour`),
  "list a folder": () => Array.fromAsync(Deno.readDir(folder)),
  "write": () => Deno.writeTextFile(`${folder}/new`, ""),
  "write a file that is named": () => Deno.writeTextFile(file, ""),
  "remove a file that is named": () => Deno.remove(file),
  "link to another file": () => Deno.symlink("/etc/passwd", `${folder}/link`),
  "run a shell": () => new Deno.Command("sh", { args: ["-c", "true"] }).output(),
  "run a shell by Node": () => {
    // A refusal is an empty answer there.
    if (spawnSync("sh", ["-c", "true"]).status !== 0) throw new Deno.errors.NotCapable("not run");
  },
  "run the runtime": () => new Deno.Command(Deno.execPath(), { args: ["--version"] }).output(),
  "end another process": () => Deno.kill(Deno.ppid, "SIGCONT"),
  "connect elsewhere": async () => (await Deno.connect({ hostname, port })).close(),
  "connect elsewhere by Node": () =>
    new Promise((resolve, reject) => {
      createConnection({ host: hostname, port }, () => resolve(0)).on("error", reject);
    }),
  "ask elsewhere": async () => await (await fetch(elsewhere)).text(),
  "open a socket elsewhere": () => new WebSocket(elsewhere.replace("http", "ws")),
  "load code from elsewhere": () => load(`${elsewhere}module.js`),
  "load code from where the runtime allows it by itself": () => load("https://deno.land/x/a.js"),
  "ask for an address": () => Deno.resolveDns("localhost", "A"),
  "listen elsewhere": () => Deno.listen({ hostname: "127.0.0.2", port: 0 }).close(),
  "load a library": () => Deno.dlopen("libc.so.6", {}),
  "ask who we are": () => Deno.hostname(),
  "change a variable": () => {
    Deno.env.set("CANARY", "changed");
    if (Deno.env.get("CANARY") === undefined) throw new Deno.errors.NotCapable("unchanged");
  },
  "ask for more": async () => {
    const { state } = await Deno.permissions.request({ name: "run" });
    if (state !== "granted") throw new Deno.errors.NotCapable(state);
  },
  "read a variable that is no setting": () => {
    if (Deno.env.get("CANARY") === undefined) throw new Deno.errors.NotCapable("hidden");
  },
  "list variables": () => {
    if (!("CANARY" in Deno.env.toObject())) throw new Deno.errors.NotCapable("hidden");
  },
  "use a file that is named": () => Deno.readTextFile(file),
  "ask a server that is named": async () => await (await fetch(here)).text(),
};

const results: Record<string, string> = {};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    await attempt();
    results[name] = "done";
  } catch (error) {
    results[name] = error instanceof Error ? error.name : String(error);
  }
}
Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(results)}\n`));
Deno.exit(0);
