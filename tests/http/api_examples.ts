/** The examples of the API description, each with its place and its schema. */
import assert from "node:assert/strict";
import { createTestApp } from "./test_app.ts";

/** Plain data of the description. */
export type Node = { readonly [key: string]: unknown };

/** One example of a body. */
export interface ApiExample {
  readonly operationId: string;
  /** A status, or `request`. */
  readonly place: string;
  /** Of several; empty where there is only one. */
  readonly name: string;
  readonly schema: unknown;
  readonly value: unknown;
}

/** A description as a server answers it. */
export async function readDescription(): Promise<Node> {
  return await (await createTestApp().get("/openapi.json")).json();
}

/** All examples of requests and answers; fails where a body has none. */
export function listExamples(description: Node): readonly ApiExample[] {
  return Object.values(toNode(description["paths"])).flatMap((item) =>
    Object.values(toNode(item)).map(toNode).flatMap((operation) => {
      const operationId = String(operation["operationId"]);
      const bodies: [string, unknown][] = Object.entries(toNode(operation["responses"]));
      if ("requestBody" in operation) bodies.push(["request", operation["requestBody"]]);
      return bodies.flatMap(([place, body]) =>
        Object.values(toNode(toNode(body)["content"] ?? {})).flatMap((media) =>
          listMediaExamples(toNode(media), `${operationId} ${place}`).map(([name, value]) => ({
            operationId,
            place,
            name,
            schema: toNode(media)["schema"],
            value,
          }))
        )
      );
    })
  );
}

function listMediaExamples(media: Node, where: string): readonly (readonly [string, unknown])[] {
  if ("example" in media) return [["", media["example"]]];
  const examples = Object.entries(toNode(media["examples"] ?? {}));
  assert.ok(examples.length > 0, `${where} has no example`);
  return examples.map(([name, example]) => {
    assert.match(String(toNode(example)["summary"]), /^[A-Z].{5}/, `${where} ${name}`);
    return [name, toNode(example)["value"]];
  });
}

/** A value that is an object. */
export function toNode(value: unknown): Node {
  assert.ok(typeof value === "object" && value !== null, `Not an object: ${value}`);
  return value as Node;
}
