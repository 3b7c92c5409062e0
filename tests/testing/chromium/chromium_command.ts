/** Where Chromium is, and the tests that need it. */
import { createNeedingTest, type DefineTest, hasCommand } from "../needed_part.ts";

/** A test that runs where there is Chromium. */
export const testChromium: DefineTest = createNeedingTest({
  isThere: hasCommand("chromium"),
  name: "Chromium",
  notice: "needs chromium, Debian's package of that name",
});
