/** The least that a server of Hono can be: what a start is measured against. */
import { Hono } from "@hono/hono";
import { print } from "./print_line.ts";

const app = new Hono();
app.get("/", (context) => context.text("ok"));
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => print("Listening") }, app.fetch);
