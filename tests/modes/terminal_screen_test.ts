import assert from "node:assert/strict";
import { TerminalScreen } from "../../src/modes/terminal_screen.ts";
import { systemClock } from "../../src/runtime/clock.ts";

/** A terminal that takes what is written once it is let. */
function createTerminal() {
  const writes: string[] = [];
  const gate = Promise.withResolvers<void>();
  const decoder = new TextDecoder();
  const output = {
    write: async (bytes: Uint8Array) => {
      await gate.promise;
      writes.push(decoder.decode(bytes));
      return bytes.length;
    },
    writeSync: (bytes: Uint8Array) => {
      writes.push(decoder.decode(bytes));
      return bytes.length;
    },
    readSize: () => ({ columns: 80, rows: 24 }),
  };
  return { writes, output, open: gate.resolve, fail: gate.reject };
}

Deno.test("each frame is one write, in the order in which they were drawn", async () => {
  const { writes, output, open } = createTerminal();
  const screen = new TerminalScreen({ output, clock: systemClock });
  const done = [screen.enter(), screen.draw(["a", "b"]), screen.draw(["c"]), screen.leave()];
  const late = screen.draw(["late"]);
  open();
  await Promise.all([...done, late]);
  assert.deepEqual(writes, [
    "\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J",
    "\u001b[?2026h\u001b[Ha\u001b[K\r\nb\u001b[K\u001b[J\u001b[?2026l",
    "\u001b[?2026h\u001b[Hc\u001b[K\u001b[J\u001b[?2026l",
    "\u001b[?25h\u001b[?1049l",
  ]);
  screen.leaveNow();
  assert.equal(writes.length, 4, "what was given back is not given back again");
});

Deno.test("whoever cannot wait for the terminal gives it back at once", async () => {
  const { writes, output, open } = createTerminal();
  const screen = new TerminalScreen({ output, clock: systemClock });
  const done = [screen.enter(), screen.leave()];
  screen.leaveNow();
  assert.deepEqual(writes, ["\u001b[?25h\u001b[?1049l"]);
  open();
  await Promise.all(done);
});

Deno.test("a terminal that is gone is noticed, and drawn on no more", async () => {
  const { writes, output, fail } = createTerminal();
  const screen = new TerminalScreen({ output, clock: systemClock });
  const entered = screen.enter();
  assert.ok(!screen.isGone);
  fail(new Error("Input/output error"));
  await entered;
  assert.ok(screen.isGone);
  await screen.draw(["a"]);
  assert.deepEqual(writes, []);
});
