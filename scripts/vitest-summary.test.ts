import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "..");
const cache = join(root, ".cache");

const fixture = `
import { describe, test } from "vitest";
import { skippedFor } from "${import.meta.dirname}/skipped.suite.ts";

test("runs", skippedFor(undefined), () => {});
test("fails", () => { throw new Error("as it should"); });
test("itself", skippedFor("no tool: get one"), () => {});
test.each([1, 2])("each %i", skippedFor("no tool: get one"), () => {});
test("while it runs", (context) => context.skip("not today: wait"));
describe("a suite", skippedFor("no engine: start one"), () => {
  describe("in a suite", () => void test("within", () => {}));
});
`;

test("the summary of a run counts passed and failed tests and lists every skipped one with its reason", async () => {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "summary-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [file, config] = [join(folder, "summary.json"), join(folder, "vitest.config.mjs")];
  writeFileSync(join(folder, "fixture.test.ts"), fixture);
  const reporters = [[join(import.meta.dirname, "vitest-summary.mjs"), { file }]];
  writeFileSync(config, `export default ${JSON.stringify({ test: { reporters } })};`);
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  await new Promise((ended) =>
    execFile(process.execPath, [vitest, "run", "--root", folder, "--config", config], ended),
  );
  const summary = JSON.parse(readFileSync(file, "utf8")) as {
    passed: number;
    failed: number;
    skipped: { name: string; reason: string | null }[];
  };
  const skipped = summary.skipped.map(({ name, reason }) => [name.split(": ").at(-1), reason]);
  expect({ ...summary, skipped }).toEqual({
    passed: 1,
    failed: 1,
    skipped: [
      ["itself", "no tool: get one"],
      ["each 1", "no tool: get one"],
      ["each 2", "no tool: get one"],
      ["while it runs", "not today: wait"],
      ["a suite > in a suite > within", "no engine: start one"],
    ],
  });
});
