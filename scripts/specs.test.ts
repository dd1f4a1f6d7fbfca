/** Every rule of a SPEC.md has a test that names it, and every rule that a test names exists. */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Text {
  readonly path: string;
  readonly text: string;
}

/** A rule begins its line: `- **[T4]** …` or `[T4] …`. */
const rulesOf = ({ text }: Text) =>
  [...text.matchAll(/^\s*(?:[-*]\s+)?\**\[([A-Z]+\d+)\]/gm)].map((found) => found[1]!);

/** A title begins with the rules that it tests, as an argument of `test` or of a helper of a suite. */
const claimsOf = ({ text }: Text) =>
  [...text.matchAll(/["'`]((?:\[[A-Z]+\d+\]\s*)+)/g)].flatMap((title) =>
    [...title[1]!.matchAll(/\[([A-Z]+\d+)\]/g)].map((found) => found[1]!),
  );

function faults(specs: readonly Text[], tests: readonly Text[]): string[] {
  const rules = specs.flatMap((spec) => rulesOf(spec).map((rule) => ({ rule, path: spec.path })));
  const claims = tests.flatMap((file) => claimsOf(file).map((rule) => ({ rule, path: file.path })));
  const known = new Set(rules.map(({ rule }) => rule));
  const tested = new Set(claims.map(({ rule }) => rule));
  return [
    ...rules
      .filter(({ rule }, at) => rules.findIndex((other) => other.rule === rule) !== at)
      .map(({ rule, path }) => `${path}: [${rule}] is stated twice`),
    ...rules
      .filter(({ rule }) => !tested.has(rule))
      .map(({ rule, path }) => `${path}: no test names [${rule}]`),
    ...claims
      .filter(({ rule }) => !known.has(rule))
      .map(({ rule, path }) => `${path}: no SPEC.md states [${rule}]`),
  ];
}

function textsOf(...patterns: string[]): Text[] {
  const exclude = ["node_modules/**", "client/dist/**", ".cache/**", "scripts/**"];
  return globSync(patterns, { exclude }).map((path) => ({
    path,
    text: readFileSync(path, "utf8"),
  }));
}

test("a rule without a test, a test without a rule and a rule stated twice are found", () => {
  const specs = [
    { path: "a/SPEC.md", text: "- **[A1]** One.\n- **[A2]** Two, unlike [A9].\n" },
    { path: "b/SPEC.md", text: "[A1] Again.\n" },
  ];
  const tests = [
    {
      path: "a/a.test.ts",
      text: 'test.skipIf(no)("[A1] one", () => {});\nrule(`[A1][A3] ${x}`, f);',
    },
  ];
  expect(faults(specs, tests)).toEqual([
    "b/SPEC.md: [A1] is stated twice",
    "a/SPEC.md: no test names [A2]",
    "a/a.test.ts: no SPEC.md states [A3]",
  ]);
});

test("specs and tests name the same rules", () => {
  const specs = textsOf("**/SPEC.md");
  const tests = textsOf("**/*.test.{ts,tsx}", "**/*.suite.ts", "e2e/**/*.ts");
  expect(specs.length).toBeGreaterThan(0);
  expect(faults(specs, tests)).toEqual([]);
});
