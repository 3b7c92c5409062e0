/** Something that the demo wanted to show has not happened; the message says what, for people. */
export class DemoFailure extends Error {
  override readonly name = "DemoFailure";
}
