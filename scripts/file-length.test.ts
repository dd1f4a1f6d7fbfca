/** Source files are short. A longer one states its reason in a comment: `More than 300 lines: <reason>`. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const maxLines = 300;
const root = join(import.meta.dirname, "..");
const reason = /More than 300 lines: \S/;

const isTooLong = (text: string): boolean =>
  text.trimEnd().split("\n").length > maxLines && !reason.test(text);

test("a file of 301 lines is too long, unless it states a reason", () => {
  const lines = (count: number): string => "x\n".repeat(count);
  expect(
    [lines(300), lines(301), `// More than 300 lines: a table.\n${lines(301)}`].map(isTooLong),
  ).toEqual([false, true, false]);
});

test("every source file is at most 300 lines long, or states the reason", () => {
  const files = globSync("**/*.{ts,tsx,mjs,css}", {
    cwd: root,
    exclude: ["**/node_modules/**", ".cache/**", "client/dist/**", "**/generated/**"],
  });
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((path) => isTooLong(readFileSync(join(root, path), "utf8")))).toEqual([]);
});
