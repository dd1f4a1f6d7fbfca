/** The two walks in the README, of a key press up to the world and of a snapshot down to the screen, are true. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Step {
  readonly path: string;
  /** The name by which the next file receives what this one has; undefined in the last one. */
  readonly by: string | undefined;
}

/** The numbered list under a heading: "1. `file` (`by`): what it does." */
function stepsUnder(heading: string, markdown: string): Step[] {
  const section = markdown.split(`### ${heading}\n`)[1]?.split(/^#/m)[0] ?? "";
  return [...section.matchAll(/^\d+\. `([^`]+)`(?: \(`(\w+)`\))?:/gm)].map(([, path, by]) => ({
    path: path!,
    by,
  }));
}

/** Steps whose name does not occur in both files. */
function brokenSteps(steps: readonly Step[], textOf: (path: string) => string): string[] {
  return steps.slice(1).flatMap(({ path: to }, index) => {
    const { path: from, by } = steps[index]!;
    const name = new RegExp(`\\b${by ?? ""}\\b`);
    const isTrue = by !== undefined && name.test(textOf(from)) && name.test(textOf(to));
    return isTrue ? [] : [`${from} -> ${to}: ${by ?? "no name"}`];
  });
}

test("a step whose name one of the two files does not mention is found, and so is a step without a name", () => {
  const list =
    "### Up\n\n1. `a.ts` (`press`): x.\n2. `b.ts` (`send`): x.\n3. `c.ts`: x.\n4. `d.ts`: x.\n\n### Down\n\n1. `e.ts` (`draw`): x.\n";
  const texts: Record<string, string> = {
    "a.ts": "press(1);",
    "b.ts": "export function press() { return send(); }",
    "c.ts": "export const sender = 1;",
    "d.ts": "",
  };
  expect(brokenSteps(stepsUnder("Up", list), (path) => texts[path]!)).toEqual([
    "b.ts -> c.ts: send",
    "c.ts -> d.ts: no name",
  ]);
});

describe.each(["A key press on its way up", "A snapshot on its way down"])("%s", (heading) => {
  const steps = stepsUnder(heading, read("README.md"));

  test("has at most 15 files, and they exist", () => {
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.length).toBeLessThanOrEqual(15);
    expect(steps.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });

  test("both files of each step mention its name", () => {
    expect(brokenSteps(steps, read)).toEqual([]);
  });
});
