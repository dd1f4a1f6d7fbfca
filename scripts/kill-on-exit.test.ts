import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { killOnExit } from "./kill-on-exit.suite.ts";

test("children that have ended leave nothing behind in the process that started them", async () => {
  const before = process.listenerCount("exit");
  for (let count = 0; count < 12; count++) {
    const child = spawn(process.execPath, ["-e", ""]);
    killOnExit(child);
    expect(process.listenerCount("exit")).toBe(before + 1);
    await once(child, "exit");
  }
  expect(process.listenerCount("exit")).toBe(before);
});

test("a child that still runs ends with the process that started it", async () => {
  const module = `${import.meta.dirname}/kill-on-exit.suite.ts`;
  const starter = `
    import { spawn } from "node:child_process";
    import { endsWithUs } from ${JSON.stringify(module)};
    const running = ["-e", "setTimeout(() => {}, 60_000)"];
    const child = spawn(process.execPath, running, { stdio: ["ignore", "inherit", "ignore"] });
    endsWithUs(child);
    child.once("spawn", () => process.exit());
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", starter]);
  // The pipe is the child's too: it ends when both have.
  expect(await text(parent.stdout)).toBe("");
});
