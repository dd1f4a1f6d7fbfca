/** A second address of this machine, for peers of another network than 127.0.0.1. */
import type { TestContext } from "vitest";

export const otherLoopback = "127.0.0.2";

/** All of 127.0.0.0/8 is the loopback, but macOS sets up only one address of it. */
export function needOtherLoopback({ skip }: Pick<TestContext, "skip">): void {
  skip(
    process.platform === "darwin",
    "macOS has one loopback address: sudo ifconfig lo0 alias 127.0.0.2",
  );
}
