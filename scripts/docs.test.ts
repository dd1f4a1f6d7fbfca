/** The pages of the project lead where they say, and the README stays short. */
import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { mayImport } from "./map.suite.ts";

const root = join(import.meta.dirname, "..");
const decisions = "docs/decisions";
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Targets of Markdown links and images, without those of other sites. */
const linksIn = (markdown: string): string[] =>
  [...markdown.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map((found) => found[1]!)
    .filter((target) => !/^[a-z]+:/.test(target));

test("every relative link of a page leads to a file", () => {
  const pages = globSync("**/*.md", { cwd: root, exclude: ["**/node_modules/**", ".cache/**"] });
  const links = pages.flatMap((page) => linksIn(read(page)).map((target) => ({ page, target })));
  expect(links.length).toBeGreaterThan(10);
  const dead = links.filter(({ page, target }) => !existsSync(join(root, dirname(page), target)));
  expect(dead).toEqual([]);
});

test("the list of decisions has every page, in order and by its title", () => {
  const pages = readdirSync(join(root, decisions)).filter((name) => /^\d{4}-/.test(name));
  const lines = pages.map((name) => {
    const title = /^# (.*)$/m.exec(read(join(decisions, name)))?.[1];
    return `- [${title}](${name})`;
  });
  const listed = read(join(decisions, "README.md")).match(/^- .*$/gm);
  expect(listed).toEqual(lines.toSorted());
});

test("the README has at most 12 kB", () => {
  expect(statSync(join(root, "README.md")).size).toBeLessThanOrEqual(12_000);
});

test("the arrows in the README are those of the map", () => {
  const arrows = [...read("README.md").matchAll(/^([\w/]+) +-> ([\w, ]+)$/gm)].map(
    ([, folder, open]) => [folder!, open!] as const,
  );
  const inReadme = (folder: string): string =>
    /^otel\/(browser|server|shared)$/.test(folder) ? "otel" : folder;
  const map = Object.entries(mayImport).map(([folder, names]) => {
    const folders = new Set(names.map((name) => name.slice(1).split("/")[0]!));
    return [inReadme(folder), [...folders].toSorted().join(", ")] as const;
  });
  expect(Object.fromEntries(arrows)).toEqual(
    Object.fromEntries(map.filter(([, folders]) => folders !== "")),
  );
});
