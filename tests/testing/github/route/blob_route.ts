/** The Git blobs: reading by id and creating. */
import { Buffer } from "node:buffer";
import { Hono } from "@hono/hono";
import { type GitHubEnv, nodeId } from "../http/github_env.ts";
import { answerJson, answerRaw, wantsRaw } from "../http/json_answer.ts";
import { RequestBody } from "../http/request_body.ts";
import {
  GitHubRefusal,
  notFound,
  requireSha,
  unprocessable,
} from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";

/** The routes of blobs. */
export function createBlobRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/git/blobs/:sha", (c) => {
    const sha = c.req.param("sha");
    requireSha(sha);
    const bytes = state.store.blob(sha);
    if (bytes === undefined) throw notFound();
    if (bytes.length > state.settings.blobBytesMax) throw tooLarge();
    if (wantsRaw(c.req)) return answerRaw(bytes);
    return answerJson({
      sha,
      node_id: nodeId("B", sha),
      size: bytes.length,
      url: `${c.get("links").api}/git/blobs/${sha}`,
      content: toBase64Lines(bytes),
      encoding: "base64",
    });
  });
  app.post("/git/blobs", async (c) => {
    const body = await RequestBody.read(c.req);
    const content = body.requiredText("content");
    const encoding = body.text("encoding") ?? "utf-8";
    const sha = state.store.putBlob(encoding === "base64" ? fromBase64(content) : content);
    const url = `${c.get("links").api}/git/blobs/${sha}`;
    return answerJson({ sha, url }, { status: 201, headers: { location: url } });
  });
  return app;
}

/** Base64 as GitHub sends it: a newline after each 60 characters and at the end. */
export function toBase64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return text.replace(/.{1,60}/g, "$&\n");
}

/** Bytes of Base64, newlines allowed, or GitHub's 422. */
export function fromBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) throw unprocessable("content is not valid Base64");
  return Buffer.from(text, "base64");
}

/** 403 for what is larger than GitHub answers. */
export function tooLarge(): GitHubRefusal {
  return new GitHubRefusal({
    status: 403,
    message: "This API returns blobs up to 100 MB in size. The requested blob is too large to " +
      "fetch via the API, but you can always clone the repository via Git in order to obtain it.",
    errors: [{ resource: "Blob", field: "data", code: "too_large" }],
  });
}
