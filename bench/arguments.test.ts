import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { argumentsFrom } from "./arguments.ts";

const measures = ["tick", "snapshot", "memory"];
const listed = "npm run bench -- --help lists what there is";

test("without arguments every measure runs, memory for one minute", () => {
  const nothing = { writeDocs: false, help: false, check: false };
  expect(argumentsFrom([], measures)).toEqual({ ...nothing, only: measures, minutes: 1 });
  const args = ["--only", "tick,memory", "--minutes", "2.5", "--write-docs"];
  expect(argumentsFrom(args, measures)).toEqual({
    ...nothing,
    only: ["tick", "memory"],
    minutes: 2.5,
    writeDocs: true,
  });
});

test.each([
  [
    ["--only", "tick,tock"],
    "--only tick,tock is not valid: tick, snapshot, memory, separated by commas",
  ],
  [["--only", ""], "--only  is not valid: tick, snapshot, memory, separated by commas"],
  [["--only"], `Option '--only <value>' argument missing: ${listed}`],
  [["--minutes", "0"], "--minutes 0 is not valid: 0.5 to 1440"],
  [["--minutes", "long"], "--minutes long is not valid: 0.5 to 1440"],
  [["--fast"], `Unknown option '--fast': ${listed}`],
  [["-x"], `Unknown option '-x': ${listed}`],
  [["tick"], `Unexpected argument 'tick': ${listed}`],
  [["--help=yes"], `Option '--help' does not take an argument: ${listed}`],
])("an invalid argument is named in one line: %j", (args, message) => {
  expect(() => argumentsFrom(args, measures)).toThrow(
    expect.objectContaining({ name: "BadArgument", message }),
  );
});

test("the command prints that line and nothing else, and exits with 1", async () => {
  const child = spawn(process.execPath, ["scripts/bench.mjs", "--fast"]);
  const [errors, output, [code]] = await Promise.all([
    text(child.stderr),
    text(child.stdout),
    once(child, "exit"),
  ]);
  expect({ errors, output, code: code as unknown }).toEqual({
    errors: `Unknown option '--fast': ${listed}\n`,
    output: "",
    code: 1,
  });
});
