/** Who has to go when there are too many connections. */
import assert from "node:assert/strict";
import { ConnectionTable } from "../../src/transport/connection_table.ts";
import { ListenerCounts } from "../../src/transport/listener_counts.ts";

class FakeSocket {
  bytesWritten = 0;
  isDestroyed = false;

  destroy(): void {
    this.isDestroyed = true;
  }
}

/** A request that has arrived, and one that has not. */
const WHOLE = { complete: true };
const PART = { complete: false };

function fill(connectionCount: number) {
  const counts = new ListenerCounts();
  const limits = { connectionCount, requestCount: 2, unsentBytes: 100 };
  const table = new ConnectionTable(limits, counts);
  const sockets = Array.from({ length: connectionCount }, () => new FakeSocket());
  for (const [index, socket] of sockets.entries()) table.add(`${index}`, socket);
  const listDestroyed = () => sockets.flatMap((one, index) => one.isDestroyed ? [index] : []);
  return { table, sockets, listDestroyed, counts };
}

Deno.test("the connection that has been idle for longest makes room", () => {
  const { table, listDestroyed } = fill(3);
  table.begin("0", WHOLE);
  table.begin("1", WHOLE);
  table.end("0");
  table.add("new", new FakeSocket());
  table.add("newer", new FakeSocket());
  assert.deepEqual([listDestroyed(), table.size], [[0, 2], 3]);
});

Deno.test("where all are busy the new connection has to go", () => {
  const { table, listDestroyed } = fill(2);
  table.begin("0", WHOLE);
  table.begin("1", WHOLE);
  const late = new FakeSocket();
  table.add("new", late);
  assert.deepEqual([listDestroyed(), late.isDestroyed, table.size], [[], true, 2]);
});

Deno.test("a connection counts once, also when it goes on with TLS", () => {
  const { table, sockets } = fill(2);
  const secure = new FakeSocket();
  table.add("0", secure);
  assert.ok(sockets[0] !== undefined);
  table.remove("0", sockets[0]);
  assert.equal(table.size, 2);
  table.remove("0", secure);
  assert.equal(table.size, 1);
});

Deno.test("of those who do not read, the one with most to read goes first", () => {
  const { table, sockets, listDestroyed } = fill(4);
  for (const [index, byteCount] of [30, 40, 20, 20].entries()) {
    const socket = sockets[index];
    assert.ok(socket !== undefined);
    table.begin(`${index}`, WHOLE);
    socket.bytesWritten += byteCount;
    table.write(`${index}`);
  }
  assert.deepEqual(listDestroyed(), [1]);
});

Deno.test("what was read counts no more", () => {
  const { table, sockets, listDestroyed } = fill(2);
  const [socket] = sockets;
  assert.ok(socket !== undefined);
  for (let round = 0; round < 3; round++) {
    table.begin("0", WHOLE);
    socket.bytesWritten += 60;
    table.write("0");
    table.end("0");
  }
  assert.deepEqual(listDestroyed(), []);
});

Deno.test("where none is idle, whoever takes longest to send a request makes room", () => {
  const { table, listDestroyed } = fill(3);
  table.begin("0", WHOLE);
  table.begin("1", PART);
  table.begin("2", PART);
  table.add("new", new FakeSocket());
  assert.deepEqual([listDestroyed(), table.size], [[1], 3]);
});

Deno.test("a connection with too many requests at once is closed, and its requests are not taken", () => {
  const { table, listDestroyed } = fill(1);
  assert.deepEqual([table.begin("0", WHOLE), table.begin("0", WHOLE)], [true, true]);
  assert.deepEqual([table.begin("0", WHOLE), table.begin("0", WHOLE)], [false, false]);
  assert.deepEqual([listDestroyed(), table.size], [[0], 0]);
});
