/**
 * Each invariant of the map is broken here once, in a scratch folder with the real configuration, and the tool that guards it must
 * report it. What is allowed must pass.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allowed, breaches } from "./lint-breaches.suite.ts";
import { crossingFile, crossings, entries, mayImport, projectOf } from "./map.suite.ts";
import { exceptions } from "./place-exceptions.suite.ts";
import { type Sort, sorts, sourceFiles, strayNames } from "./places.suite.ts";
import { scratchFolder } from "./scratch-folder.suite.ts";

const root = dirname(import.meta.dirname);

describe("oxlint", () => {
  const scratch = scratchFolder();
  afterAll(() => scratch.remove());
  /** What oxlint reports of each file. */
  const reports = new Map<string, string>();

  beforeAll(() => {
    for (const { path, code } of breaches) scratch.write(path, `${code}\n`);
    for (const [path, code] of Object.entries(allowed)) scratch.write(path, `${code}\n`);
    for (const crossing of crossings)
      scratch.write(`${crossingFile(crossing)}.ts`, `export { x } from "${crossing.name}";\n`);
    for (const path of ["oxlint.config.ts", "scripts/lint-bans.ts", "package.json"])
      scratch.copy(path);
    scratch.write("tsconfig.json", '{ "compilerOptions": { "strict": true, "noEmit": true } }');

    const output = scratch.outputOf(
      "oxlint",
      "--type-aware",
      "--format=json",
      "--ignore-pattern=node_modules",
    );
    const { diagnostics } = JSON.parse(output) as {
      diagnostics: { filename: string; message: string; help?: string }[];
    };
    for (const { filename, message, help } of diagnostics)
      reports.set(filename, `${reports.get(filename) ?? ""}${message} ${help ?? ""}\n`);
  });

  test.each(breaches)("$claim", ({ path, says }) => {
    expect(reports.get(path)).toMatch(says);
  });

  test("what is allowed passes", () => {
    // The second file of the cycle is reported, too.
    const isCycle = /cycle/i;
    const objections = Object.keys(allowed).map((path) => reports.get(path) ?? "");
    expect(objections.filter((text) => text !== "" && !isCycle.test(text))).toEqual([]);
  });

  test("each folder may import exactly the names of the map", () => {
    const refused = crossings.filter((crossing) => reports.has(`${crossingFile(crossing)}.ts`));
    expect(refused).toEqual(crossings.filter((crossing) => !crossing.allowed));
  });
});

describe("tsc", () => {
  const scratch = scratchFolder();
  afterAll(() => scratch.remove());
  const errors = new Map<string, string>();
  const projects = Object.keys(mayImport).filter((folder) => folder !== "otel/shared");
  /** main.ts needs one project more than its folder. */
  const references = (folder: string) => [
    ...(mayImport[folder] ?? []).map(projectOf),
    ...({ server: ["otel/server"], client: ["otel/browser"] }[folder] ?? []),
  ];
  const typeImports = crossings.filter(({ folder }) => projects.includes(folder));
  const isReferenced = ({ folder, name }: (typeof crossings)[number]): boolean =>
    references(folder).includes(projectOf(name));
  const dom = "export const x: unknown = document;";
  const node = "export const x: unknown = process;";
  const foreignGlobals = {
    "protocol/dom.ts": dom,
    "protocol/node.ts": node,
    "simulation/dom.ts": dom,
    "simulation/node.ts": node,
    "client/game/dom.ts": dom,
    "client/node.ts": node,
    "server/dom.ts": dom,
  };

  beforeAll(() => {
    for (const path of globSync(["tsconfig.json", "{*,*/*}/tsconfig.json"], { cwd: root }))
      if (!path.startsWith("node_modules")) scratch.copy(path);
    scratch.copy("package.json");

    for (const entry of Object.values(entries))
      scratch.write(entry, "export interface Thing { readonly id: string }");
    for (const folder of projects) scratch.write(`${folder}/own.ts`, "export const own = 1;");
    for (const [path, code] of Object.entries(foreignGlobals)) scratch.write(path, code);
    for (const crossing of typeImports) {
      const code = `import type { Thing } from "${crossing.name}"; export type It = Thing;`;
      scratch.write(`${crossingFile(crossing)}.ts`, code);
    }
    // One project at a time: a wrong import makes a project emit files of another, which that one may be reading.
    for (const line of scratch.outputOf("tsc", "-b", "--builders", "1", ...projects).split("\n")) {
      const [, path, error] = /^(\S+)\(\d+,\d+\): error (.*)/.exec(line) ?? [];
      if (path !== undefined) errors.set(path, error!);
    }
  }, 120_000);

  test.each(Object.keys(foreignGlobals))("%s uses a global that its folder lacks", (path) => {
    expect(errors.get(path)).toMatch(/Cannot find name '(document|process)'/);
  });

  test("an import that the map does not allow does not compile, even of a type", () => {
    const refused = typeImports.filter((crossing) =>
      errors.get(`${crossingFile(crossing)}.ts`)?.includes("is not listed within the file list"),
    );
    expect(refused).toEqual(typeImports.filter((crossing) => !isReferenced(crossing)));
  });

  test("what the map allows compiles", () => {
    const files = typeImports
      .filter(isReferenced)
      .map((crossing) => `${crossingFile(crossing)}.ts`);
    expect([...files, "server/own.ts"].filter((path) => errors.has(path))).toEqual([]);
  });
});

describe("names in their places", () => {
  const files = sourceFiles();
  /** The sorts, with one more thing of one of them. */
  const withDummy = ({ sort: wanted }: Sort): Sort[] =>
    sorts().map((each) =>
      each.sort === wanted ? { ...each, names: [...each.names, "dummy"] } : each,
    );
  const placeOf = ({ place }: Sort): string => place("dummy").replace(/\/$/, "/dummy.ts");
  const ownFile = (sort: Sort) => ({
    path: placeOf(sort),
    code: 'export const dummy = { name: "dummy" };',
  });

  test("every name of the project occurs in its places only", () => {
    expect(files.length).toBeGreaterThan(200);
    expect(strayNames(files, sorts())).toEqual([]);
  });

  test.each(sorts())("a $sort in its own place passes", (sort) => {
    const added = [...files, ownFile(sort)];
    expect(strayNames(added, withDummy(sort))).toEqual([]);
  });

  test.each(sorts().filter(({ checksStrings }) => checksStrings))(
    "a $sort that another file names fails",
    (sort) => {
      const stray = { path: "server/room/stray.ts", code: 'export const x: "dummy" = "dummy";' };
      const found = strayNames([...files, ownFile(sort), stray], withDummy(sort));
      const fault = `server/room/stray.ts:1: names the ${sort.sort} dummy`;
      expect(found).toEqual([fault, fault]);
    },
  );

  test.each(sorts().filter(({ checksImports }) => checksImports))(
    "a $sort that another file imports fails",
    (sort) => {
      const code = `export * from "../../${placeOf(sort)}";`;
      const stray = { path: "server/room/stray.ts", code };
      expect(strayNames([...files, ownFile(sort), stray], withDummy(sort))).toEqual([
        `server/room/stray.ts:1: imports the ${sort.sort} dummy`,
      ]);
    },
  );

  test("an exception that no file needs fails", () => {
    const useless = { names: ["dummy"], files: ["server/**"], reason: "none" };
    expect(strayNames(files, sorts(), [...exceptions, useless])).toEqual([
      "no file needs the exception of dummy in server/**",
    ]);
  });
});

test("the lock names a build of every native package for every platform", () => {
  type Package = { optionalDependencies?: Record<string, string> };
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Package>;
  };
  const missing = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter(
      (name) => !Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`)),
    ),
  );
  expect(missing).toEqual([]);
});
