/** Every hostile text as a name, a message, a query, a path and a header of a request. */
import assert from "node:assert/strict";
import { HOSTILE_TEXTS, isClusterName, isMessage, UNSAFE } from "../testing/hostile_texts.ts";
import { parsePageToken } from "../../src/http/page.ts";
import { createTestApp, POST, type TestApp } from "./test_app.ts";

const SESSION = { id: "s", startedAt: "2026-01-31T11:00:00Z" };
const PATH = "/api/v1/status";
/** What an invisible character would be in an answer of ours about what was sent. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/** Reads an answer, and checks what every answer promises. */
async function readAnswer(response: Response, about: string): Promise<unknown> {
  for (const [name, value] of response.headers) {
    assert.match(value, /^[\x20-\x7e]*$/, `${name} after ${about}`);
  }
  assert.equal(response.headers.get("set-cookie"), null, about);
  assert.equal(response.headers.get("content-disposition"), null, about);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff", about);
  const text = await response.text();
  if (text !== "") assert.equal(response.headers.get("content-type"), "application/json", about);
  assert.ok(text.isWellFormed(), about);
  return text === "" ? null : JSON.parse(text);
}

/** A refusal: a status that was expected, our grammar, nothing that steers or hides. */
async function assertRefused(response: Response, about: string): Promise<void> {
  assert.ok([400, 404, 405, 415].includes(response.status), `${response.status} after ${about}`);
  const body = await readAnswer(response, about) as {
    readonly error: string;
    readonly details?: readonly { readonly message: string }[];
  };
  for (const message of [body.error, ...body.details?.map(({ message }) => message) ?? []]) {
    assert.doesNotMatch(message, UNSAFE, about);
    assert.doesNotMatch(message, INVISIBLE, about);
    assert.ok(message.length < 1_000, `${message.length} characters after ${about}`);
  }
}

function postOf(fields: Readonly<Record<string, string>>) {
  return { ...POST, ...fields };
}

async function listRows(world: TestApp, cluster: string): Promise<readonly unknown[]> {
  const response = await world.get(`${PATH}/${encodeURIComponent(cluster)}`);
  assert.equal(response.status, 200, cluster);
  return await readAnswer(response, cluster) as readonly unknown[];
}

for (const field of ["cluster", "claimRef", "kind"] as const) {
  Deno.test(`a ${field} is kept whole, or refused with what was expected and nothing stored`, async () => {
    for (const hostile of HOSTILE_TEXTS) {
      const world = createTestApp();
      const { name, text } = hostile;
      const post = postOf({ [field]: text, ...(field === "kind" ? { group: text } : {}) });
      const response = await world.post(PATH, post);
      const isTaken = (field === "cluster" ? isClusterName(hostile) : hostile.isName) &&
        (field !== "kind" || [...text].length <= 63);
      if (!isTaken) {
        await assertRefused(response, name);
        assert.equal(world.store.version, 0, name);
        continue;
      }
      assert.deepEqual(await readAnswer(response, name), { status: "created" });
      const [row] = await listRows(world, post.cluster);
      assert.equal((row as Record<string, unknown>)[field], text, name);
    }
  });
}

Deno.test("a message is kept as it is, but for halves of characters", async () => {
  const world = createTestApp();
  for (const hostile of HOSTILE_TEXTS) {
    const { name, text } = hostile;
    const response = await world.post(PATH, postOf({ statusMessage: text }));
    if (!isMessage(hostile)) {
      await assertRefused(response, name);
      continue;
    }
    assert.equal(response.status, 201, name);
    const [row] = await listRows(world, POST.cluster);
    assert.equal((row as Record<string, unknown>)["statusMessage"], text.toWellFormed(), name);
  }
});

Deno.test("an item of a batch is taken by the same rules, and costs only itself", async () => {
  for (const hostile of HOSTILE_TEXTS) {
    const world = createTestApp();
    const { name, text } = hostile;
    const rest = { group: "", kind: "A", phase: "Ready", observedAt: SESSION.startedAt };
    const body = {
      protocol: 1,
      session: SESSION,
      sequence: 1,
      upserts: [
        { ...rest, claimRef: text, statusMessage: "m" },
        { ...rest, claimRef: "message", statusMessage: text },
        { ...rest, claimRef: "good", statusMessage: "m" },
      ],
    };
    const response = await world.post("/api/v1/clusters/prod/batch", body);
    const { accepted, rejected } = await readAnswer(response, name) as {
      readonly accepted: number;
      readonly rejected: readonly { readonly index: number; readonly error: string }[];
    };
    const refused = [hostile.isName, isMessage(hostile)].flatMap((isGood, index) =>
      isGood ? [] : [index]
    );
    assert.deepEqual([response.status, rejected.map(({ index }) => index)], [200, refused], name);
    assert.equal(accepted, 3 - refused.length, name);
    for (const { error } of rejected) assert.doesNotMatch(error, UNSAFE, name);
  }
});

Deno.test("a path that names a cluster names one in one way only, or is refused", async () => {
  const world = createTestApp();
  const broken = ["%", "%zz", "a%2", "%ff", "%c0%ae", "%E0%A4%A", "%ed%a0%80", "x%"];
  const unprintable = ["%00", "%0d%0aset-cookie:a", "%e2%80%ae", "%20", "x".repeat(5_000)];
  for (const part of [...broken, ...unprintable]) {
    const batch = { protocol: 1, session: SESSION, sequence: 1 };
    const answers = [
      await world.get(`${PATH}/${part}`),
      await world.post(`/api/v1/clusters/${part}/batch`, batch),
      await world.app.request(`/api/v1/clusters/${part}`, { method: "DELETE" }),
    ];
    for (const response of answers) {
      assert.equal(response.status, 400, part);
      await assertRefused(response, part);
    }
  }
  assert.deepEqual(await readAnswer(await world.get("/api/v1/clusters"), "all"), []);
});

Deno.test("a name in a path that no client would send so reaches nothing", async () => {
  const world = createTestApp();
  // A request line may hold what a URL of the library cannot.
  for (const path of ["/api/v1/status/..", "/api/v1/clusters/./batch", "/api/v1/clusters/.."]) {
    const method = path.endsWith("batch") ? "POST" : path.includes("status") ? "GET" : "DELETE";
    const request = new Request("http://collector.test/", {
      method,
      ...(method === "POST"
        ? {
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ protocol: 1, session: SESSION, sequence: 1 }),
        }
        : {}),
    });
    Object.defineProperty(request, "url", { value: `http://collector.test${path}` });
    const response = await world.app.fetch(request);
    assert.equal(response.status, 400, path);
    const { details } = await readAnswer(response, path) as { details: { message: string }[] };
    assert.match(details[0]?.message ?? "", /got "\.\.?", which no path of a URL can hold$/);
  }
  assert.equal(world.store.version, 0);
});

Deno.test("a query repeats nothing that is not quoted, and an unknown path neither", async () => {
  const world = createTestApp();
  for (const { name, text } of HOSTILE_TEXTS) {
    const encoded = encodeURIComponent(text.toWellFormed());
    for (const parameter of ["phase", "limit"]) {
      await assertRefused(await world.get(`${PATH}?${parameter}=${encoded}`), name);
    }
    // Each text of a token's form names a place in the list.
    const answer = await world.get(`${PATH}?continue=${encoded}`);
    if (parsePageToken(text) === undefined) await assertRefused(answer, name);
    else await readAnswer(answer, name);
    await assertRefused(await world.get(`/nowhere/${encoded}`), name);
    await readAnswer(await world.get(`${PATH}?${encoded}=1`), name);
    await assertRefused(await world.post("/api/v1/reconcile", { confirm: text + "\u0000" }), name);
  }
});

Deno.test("headers of a request come back only where they are harmless", async () => {
  const world = createTestApp();
  for (const { name, text } of HOSTILE_TEXTS) {
    let headers: Headers;
    try {
      headers = new Headers({ "x-request-id": text, "if-none-match": text, "user-agent": text });
    } catch {
      // No request can have it.
      continue;
    }
    const response = await world.app.request(PATH, { headers });
    await readAnswer(response, name);
    const id = response.headers.get("x-request-id") ?? "";
    assert.match(id, /^[A-Za-z0-9._~=-]{1,128}$/, name);
    const isKept = /^[A-Za-z0-9._~=-]{1,128}$/.test(text);
    assert.equal(id === text, isKept, name);
    headers.set("content-type", text);
    headers.set("authorization", `Bearer ${headers.get("user-agent")}`);
    const body = JSON.stringify(POST);
    const posted = await world.app.request(PATH, { method: "POST", headers, body });
    assert.equal(posted.status, 415, name);
    await assertRefused(posted, name);
  }
});
