import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { killOnExit } from "./kill-on-exit.suite.ts";

test("a running child has one exit listener, and a child that has ended has none", async () => {
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
    import { killOnExit } from ${JSON.stringify(module)};
    const running = ["-e", "setTimeout(() => {}, 60_000); process.send('running')"];
    const child = spawn(process.execPath, running, { stdio: ["ignore", "inherit", "ignore", "ipc"] });
    killOnExit(child);
    child.once("message", (text) => {
      console.log(text);
      process.exit();
    });
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", starter]);
  const exit = once(parent, "exit");
  // The child inherits the pipe, so the text is complete only when both have ended.
  expect(await text(parent.stdout)).toBe("running\n");
  expect(await exit).toEqual([0, null]);
});
