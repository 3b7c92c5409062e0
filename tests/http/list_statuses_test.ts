import assert from "node:assert/strict";
import type { StatusStore } from "../../src/collector/status_store.ts";
import { PAGE_TOKEN } from "../../src/http/page.ts";
import { createTestApp, NOON, readError } from "./test_app.ts";

const PATH = "/api/v1/status";
const READY = "Ready: True, Synced: True";

type Row = Readonly<Record<string, string>>;

async function readRows(response: Response): Promise<readonly Row[]> {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  return await response.json();
}

function addClaims(store: StatusStore, names: readonly string[]): void {
  for (const name of names) {
    store.apply({ cluster: "prod", claimRef: name, statusMessage: READY });
  }
}

Deno.test("nothing known is an empty list", async () => {
  const { get } = createTestApp();
  assert.deepEqual(await readRows(await get(PATH)), []);
  assert.deepEqual(await readRows(await get(`${PATH}/nobody`)), []);
});

Deno.test("a row tells all that is known, and only that", async () => {
  const { get, store, clock } = createTestApp();
  const type = { group: "storage.example.org", kind: "VolumeClaim" };
  const report = { cluster: "prod", claimRef: "a/b", statusMessage: READY, type };
  store.apply({ ...report, observedAt: NOON - 60_000 });
  clock.now += 5_000;
  store.apply({ ...report, observedAt: NOON + 4_000 });
  store.apply({ cluster: "alpha", claimRef: "x", statusMessage: "Hello" });
  assert.deepEqual(await readRows(await get(PATH)), [{
    cluster: "alpha",
    claimRef: "x",
    statusMessage: "Hello",
    phase: "Unknown",
    observedAt: "2026-01-31T12:00:05.000Z",
    receivedAt: "2026-01-31T12:00:05.000Z",
    changedAt: "2026-01-31T12:00:05.000Z",
  }, {
    cluster: "prod",
    claimRef: "a/b",
    group: "storage.example.org",
    kind: "VolumeClaim",
    statusMessage: READY,
    phase: "Ready",
    observedAt: "2026-01-31T12:00:04.000Z",
    receivedAt: "2026-01-31T12:00:05.000Z",
    changedAt: "2026-01-31T11:59:00.000Z",
  }]);
});

Deno.test("percent-encoded names of clusters are understood", async () => {
  const { get, store } = createTestApp();
  const names = ["a/b", "a b", "100%", "a%2Fb", "münchen-🙂", "?x#y", "a+b", "..a"];
  for (const cluster of names) {
    store.apply({ cluster, claimRef: "x", statusMessage: READY });
    const rows = await readRows(await get(`${PATH}/${encodeURIComponent(cluster)}`));
    assert.deepEqual(rows.map((row) => row["cluster"]), [cluster]);
  }
});

Deno.test("a phase chooses rows", async () => {
  const { get, store } = createTestApp();
  store.apply({ cluster: "prod", claimRef: "a", statusMessage: READY });
  store.apply({ cluster: "prod", claimRef: "b", statusMessage: "Gone" });
  store.apply({ cluster: "test", claimRef: "c", statusMessage: "Gone" });
  const all = await readRows(await get(`${PATH}?phase=Gone`));
  assert.deepEqual(all.map((row) => row["claimRef"]), ["b", "c"]);
  const some = await readRows(await get(`${PATH}/test?phase=Gone`));
  assert.deepEqual(some.map((row) => row["claimRef"]), ["c"]);
});

Deno.test("wrong query parameters are answered 400, all at once", async () => {
  const { get } = createTestApp();
  const long = "x".repeat(500);
  const wrong = {
    phase: ["", "ready", long, "Gone&phase=Ready"],
    limit: ["", "0", "-1", "1.5", "1e3", "10001", "99999999999999999999", "x", "0x10", " 1", long],
    continue: ["", "x", "!!", "abcde", "ab==", "a%2Bb%2F", "ab%0A", "x".repeat(5_784)],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      for (const path of [PATH, `${PATH}/prod`]) {
        const response = await get(`${path}?${name}=${value}`);
        assert.equal(response.status, 400, `${name}=${value}`);
        const { details } = await readError(response);
        assert.deepEqual(details?.map((detail) => detail.field), [name]);
        assert.ok((details?.[0]?.message.length ?? 999) < 300);
      }
    }
  }
  const { details } = await readError(await get(`${PATH}?phase=x&limit=x&continue=x`));
  assert.deepEqual(details?.map((detail) => detail.field), ["phase", "limit", "continue"]);
});

Deno.test("each text of the described form is a page's place, whoever made it", async () => {
  const { get, store } = createTestApp();
  addClaims(store, ["a", "b"]);
  for (const token of ["AA", "___", "____", "A_-z", "x".repeat(PAGE_TOKEN.maxLength)]) {
    assert.equal((await get(`${PATH}?continue=${token}`)).status, 200, token.slice(0, 9));
  }
});

Deno.test("the longest key makes a page token that is taken back", async () => {
  const { get, store } = createTestApp();
  const widest = (length: number) => "\u{1f600}".repeat(length);
  for (const name of ["a", "b"]) {
    store.apply({
      cluster: widest(253),
      claimRef: widest(512),
      type: { group: widest(253), kind: name + widest(62) },
      statusMessage: READY,
    });
  }
  const first = await get(`${PATH}?limit=1`);
  assert.equal((await readRows(first)).length, 1);
  const rows = await readRows(await get(parseNext(first) ?? ""));
  assert.deepEqual(rows.map((row) => row["kind"]), [`b${widest(62)}`]);
});

Deno.test("pages lead to the end, whatever comes and goes meanwhile", async () => {
  const { get, store } = createTestApp();
  addClaims(store, ["b", "d", "f", "h", "j"]);
  store.apply({ cluster: "doomed", claimRef: "a", statusMessage: READY });
  const seen: string[] = [];
  let next: string | null = `${PATH}?limit=2&other=kept`;
  const meanwhile = [
    () => addClaims(store, ["a", "c"]),
    () => store.forget("doomed"),
    () => addClaims(store, ["zz"]),
  ];
  for (let page = 0; next !== null; page += 1) {
    assert.ok(page < 10, "The pages end");
    const response: Response = await get(next);
    const rows = await readRows(response);
    assert.ok(rows.length > 0 && rows.length <= 2);
    seen.push(...rows.map((row) => `${row["cluster"]}/${row["claimRef"]}`));
    next = parseNext(response);
    if (next !== null) {
      assert.match(next, /^\/api\/v1\/status\?limit=2&other=kept&continue=[\w-]+$/);
    }
    meanwhile[page]?.();
  }
  // "a" came before the page that was being read, so only a new reading shows it.
  assert.deepEqual(seen, [
    "doomed/a",
    "prod/b",
    "prod/c",
    "prod/d",
    "prod/f",
    "prod/h",
    "prod/j",
    "prod/zz",
  ]);
});

Deno.test("pages go through types of one claim, phases and one cluster", async () => {
  const { get, store } = createTestApp();
  const cluster = 'a/b>; rel="next"';
  for (const kind of ["A", "B", "C"]) {
    for (const group of ["", "x"]) {
      store.apply({ cluster, claimRef: "c", statusMessage: READY, type: { group, kind } });
      store.apply({ cluster, claimRef: "d", statusMessage: "Gone", type: { group, kind } });
    }
  }
  const seen: string[] = [];
  let next: string | null = `${PATH}/${encodeURIComponent(cluster)}?phase=Ready&limit=1`;
  for (let page = 0; next !== null; page += 1) {
    assert.ok(page < 10, "The pages end");
    const response: Response = await get(next);
    for (const row of await readRows(response)) seen.push(`${row["group"]}.${row["kind"]}`);
    next = parseNext(response);
  }
  assert.deepEqual(seen, [".A", ".B", ".C", "x.A", "x.B", "x.C"]);
});

Deno.test("a page that holds the rest names no next one", async () => {
  const { get, store } = createTestApp();
  addClaims(store, ["a", "b"]);
  for (const query of ["", "?limit=2", "?limit=10000"]) {
    assert.equal((await get(`${PATH}${query}`)).headers.get("link"), null);
  }
  const next = parseNext(await get(`${PATH}?limit=1`)) ?? assert.fail("There is a second page");
  store.forget("prod");
  assert.deepEqual(await readRows(await get(next)), []);
});

Deno.test("an entity tag holds until the next report", async () => {
  const { get, store } = createTestApp();
  addClaims(store, ["a", "b"]);
  for (const path of [PATH, `${PATH}/prod`, `${PATH}?limit=1&phase=Ready`]) {
    const first = await get(path);
    const tag = first.headers.get("etag") ?? assert.fail("There is a tag");
    assert.match(tag, /^W\/"[\x21\x23-\x7e]+"$/);
    assert.equal(first.headers.get("cache-control"), "no-cache");
    const strong = tag.replace("W/", "");
    for (const header of [tag, strong, `"other", ${tag}`, "*"]) {
      const again = await get(path, { "if-none-match": header });
      assert.equal(again.status, 304, header);
      assert.equal(await again.text(), "");
      assert.equal(again.headers.get("etag"), tag);
      assert.match(again.headers.get("x-request-id") ?? "", /^made-/);
    }
    for (const header of ['"other"', "", "W/", tag.slice(0, -2)]) {
      assert.equal((await get(path, { "if-none-match": header })).status, 200, header);
    }
    addClaims(store, ["a"]);
    assert.equal((await get(path, { "if-none-match": tag })).status, 200);
  }
});

Deno.test("an entity tag belongs to one query and one process", async () => {
  const { get, store } = createTestApp();
  addClaims(store, ["a", "b", "c"]);
  const tags = new Set<string | null>();
  const next = parseNext(await get(`${PATH}?limit=1`)) ?? assert.fail("There is a next page");
  const paths = [PATH, `${PATH}?limit=1`, `${PATH}?limit=2`, `${PATH}?phase=Ready`, next];
  for (const path of paths) tags.add((await get(path)).headers.get("etag"));
  const other = createTestApp({ store, instance: "instance-2" });
  tags.add((await other.get(PATH)).headers.get("etag"));
  assert.equal(tags.size, paths.length + 1);
});

Deno.test("HEAD answers as GET does, without the body", async () => {
  const { app, store } = createTestApp();
  addClaims(store, ["a", "b"]);
  const response = await app.request(`${PATH}?limit=1`, { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "");
  assert.match(response.headers.get("link") ?? "", /rel="next"/);
  assert.match(response.headers.get("etag") ?? "", /^W\//);
});

function parseNext(response: Response): string | null {
  const link = response.headers.get("link");
  if (link === null) return null;
  return /^<([^>]+)>; rel="next"$/.exec(link)?.[1] ?? assert.fail(`Not a link: ${link}`);
}

Deno.test("a sender's long lists that have not left leave room for short ones, and for others", async () => {
  const { app, store } = createTestApp();
  const emoji = "\u{1f600}".repeat(8_180);
  for (let index = 0; index < 1_600; index++) {
    store.apply({ cluster: "a", claimRef: `${index}`, statusMessage: `${index} ${emoji}` });
  }
  const sent: (() => void)[] = [];
  const list = async (remoteAddress: string, query = "") => {
    const env = { remoteAddress, whenSent: (done: () => void) => void sent.push(done) };
    const response = await app.request(`${PATH}${query}`, {}, env);
    const length = (await response.json()).length;
    return [response.status, length, response.headers.get("retry-after")];
  };
  assert.deepEqual(await list("192.0.2.1"), [200, 1_600, null]);
  assert.deepEqual(await list("192.0.2.1"), [503, undefined, "5"]);
  assert.deepEqual(await list("192.0.2.1", "?limit=10"), [200, 10, null]);
  assert.deepEqual(await list("192.0.2.1", "/none"), [200, 0, null]);
  assert.deepEqual(await list("192.0.2.2"), [200, 1_600, null]);
  for (const done of sent) done();
  assert.deepEqual(await list("192.0.2.1"), [200, 1_600, null]);
});

Deno.test("a long list is whole and in order, although others have their turn while it is made", async () => {
  const { store, get, post } = createTestApp();
  const names = Array.from({ length: 4_500 }, (_, index) => `${index}`.padStart(5, "0"));
  for (const name of names) {
    store.apply({ cluster: "a", claimRef: name, statusMessage: "Ready: True" });
  }
  const listing = get(PATH);
  await post(PATH, { cluster: "a", claimRef: "zz", statusMessage: "later" });
  const rows = await readRows(await listing);
  assert.deepEqual(rows.map(({ claimRef }) => claimRef), names);
});
