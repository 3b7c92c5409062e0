/** Folders with a kubeconfig in them, and API servers that say what they saw. */
import { createKubeAccess, type KubeAccessDeps } from "../../src/kube/create_kube_access.ts";
import type { KubeAccess } from "../../src/kube/kube_access.ts";
import { KubeClient } from "../../src/kube/kube_client.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { type ScriptedApiServer, startScriptedApiServer } from "./scripted_api_server.ts";

/** What a test says of one cluster and user; contexts `here` and `there` are added. */
export interface KubeconfigParts {
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A folder with a kubeconfig in it, as JSON, which is YAML as well. */
export interface KubeconfigFolder extends AsyncDisposable {
  readonly path: string;
  /** A text, or a value as JSON. */
  write(name: string, content: unknown): Promise<void>;
  /** A script of the shell that may be run. */
  writeScript(name: string, text: string): Promise<void>;
  /** Writes the kubeconfig anew. */
  rewrite(parts: KubeconfigParts): Promise<void>;
  open(
    context?: string | null,
    names?: readonly string[],
    deps?: KubeAccessDeps,
  ): Promise<KubeAccess>;
}

/** Makes the folder; it is removed in the end. */
export async function createKubeconfigFolder(
  parts: KubeconfigParts = {},
): Promise<KubeconfigFolder> {
  const path = await Deno.makeTempDir();
  const write = (name: string, content: unknown) =>
    Deno.writeTextFile(
      `${path}/${name}`,
      typeof content === "string" ? content : JSON.stringify(content),
    );
  const rewrite = (changed: KubeconfigParts) => write("config", toKubeconfig(changed));
  await rewrite(parts);
  return {
    path,
    write,
    rewrite,
    writeScript: async (name, text) => {
      await write(name, `#!/bin/sh\n${text}\n`);
      await Deno.chmod(`${path}/${name}`, 0o755);
    },
    open: (context = null, names = ["config"], deps = {}) =>
      createKubeAccess({
        kind: "kubeconfig",
        paths: names.map((name) => `${path}/${name}`),
        context,
      }, deps),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

function toKubeconfig(parts: KubeconfigParts): unknown {
  const cluster = { server: "https://kube.example.org:6443", ...parts.cluster };
  return {
    "current-context": "here",
    clusters: [{ name: "one", cluster }, {
      name: "two",
      cluster: { server: "https://two.example.org/prefix/" },
    }],
    users: [{ name: "mia", user: parts.user ?? {} }],
    contexts: [
      { name: "here", context: { cluster: "one", user: "mia" } },
      { name: "there", context: { cluster: "two" } },
    ],
    ...parts.more,
  };
}

/** Asks the API server for its version; what it answers is what it saw. */
export async function readVersion(access: KubeAccess): Promise<unknown> {
  const client = new KubeClient({ access, clock: systemClock });
  try {
    return await client.readJson("/version", new AbortController().signal);
  } finally {
    client.close();
  }
}

/** An API server that answers with the headers that say who asked. */
export function startMirror(): ScriptedApiServer {
  return startScriptedApiServer(({ headers, path }) =>
    Response.json({
      path,
      authorization: headers.get("authorization"),
      as: headers.get("impersonate-user"),
    })
  );
}
