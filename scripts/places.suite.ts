/**
 * Each transport, message, feature, panel and view has its own places. Its name, as a string or as an imported file, may not
 * occur anywhere else: then adding one is adding its places, and nothing else has to change.
 */
import { globSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { kinds } from "#protocol";
import { catalog } from "#transport";
import { exceptions } from "./place-exceptions.suite.ts";
import { sourceLiterals } from "./source-literals.suite.ts";

const root = join(import.meta.dirname, "..");

/** One sort of thing that grows. */
export interface Sort {
  readonly sort: string;
  readonly names: readonly string[];
  /** Where everything of one of them stands: a file, or a folder with a slash. */
  readonly place: (name: string) => string;
  /** The files that list all of them. */
  readonly lists: readonly string[];
  /** Whether its name may occur as a string in its places only. The names of panels and views are everyday words. */
  readonly checksStrings: boolean;
  /** Whether its files may be imported in its places only. Handlers of a message import its definition. */
  readonly checksImports: boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly code: string;
}

export interface Exception {
  readonly names: readonly string[];
  /** Globs. */
  readonly files: readonly string[];
  readonly reason: string;
}

const foldersIn = (path: string): string[] =>
  globSync(`${path}/*/`, { cwd: root }).map((folder) =>
    folder.replace(/\/$/, "").slice(path.length + 1),
  );

export const sorts = (): Sort[] => [
  {
    sort: "transport",
    names: catalog.map(({ name }) => name),
    place: (name) => `transport/${name}/`,
    lists: [
      "transport/{catalog,ends,dial,dial-node,accept,index}.ts",
      // Generated.
      "transport/{dialers,http-acceptors}.ts",
    ],
    checksStrings: true,
    checksImports: true,
  },
  {
    sort: "message",
    names: Object.keys(kinds),
    place: (name) => `protocol/messages/${name}.ts`,
    lists: ["protocol/messages/index.ts"],
    checksStrings: true,
    checksImports: false,
  },
  {
    sort: "feature",
    names: foldersIn("server/features"),
    place: (name) => `server/features/${name}/`,
    lists: ["server/features/index.ts"],
    checksStrings: true,
    checksImports: true,
  },
  {
    sort: "panel",
    names: foldersIn("client/panels").filter((name) => name !== "shared"),
    place: (name) => `client/panels/${name}/`,
    lists: ["client/panels/list.ts"],
    checksStrings: false,
    checksImports: true,
  },
  {
    sort: "view",
    names: foldersIn("otel/viewer/views"),
    place: (name) => `otel/viewer/views/${name}/`,
    lists: ["otel/viewer/views/*.ts"],
    checksStrings: false,
    checksImports: true,
  },
];

const isTest = (path: string): boolean =>
  /\.(test|suite)\.tsx?$|\/testing\/|\/fixtures\//.test(path);

export const sourceFiles = (): SourceFile[] =>
  globSync(
    "{protocol,simulation,transport,weather,text,signaling,server,client,otel}/**/*.{ts,tsx}",
    {
      cwd: root,
      exclude: ["client/dist/**", "protocol/generated/**"],
    },
  )
    .filter((path) => !isTest(path))
    .map((path) => ({ path, code: readFileSync(join(root, path), "utf8") }));

const isIn = (path: string, place: string): boolean =>
  place.endsWith("/") ? path.startsWith(place) : path === place;

/** Names outside their places, as `file:line: name`; and exceptions that no file needs. */
export function strayNames(
  files: readonly SourceFile[],
  of: readonly Sort[],
  except: readonly Exception[] = exceptions,
): string[] {
  const used = new Set<Exception>();
  const isExcepted = (path: string, name: string): boolean => {
    const found = except.filter(
      (each) => each.names.includes(name) && each.files.some((glob) => matchesGlob(path, glob)),
    );
    for (const each of found) used.add(each);
    return found.length > 0;
  };
  const isListed = (path: string, { lists }: Sort): boolean =>
    lists.some((glob) => matchesGlob(path, glob));

  const strays = files.flatMap(({ path, code }) => {
    const { strings, imports } = sourceLiterals(path, code);
    const byImport = of
      .filter(({ checksImports }) => checksImports)
      .flatMap((sort) =>
        sort.names.flatMap((name) =>
          imports
            .filter(({ text }) => isIn(text, sort.place(name)))
            .filter(() => !isIn(path, sort.place(name)) && !isListed(path, sort))
            .filter(() => !isExcepted(path, name))
            .map(({ line }) => `${path}:${line}: imports the ${sort.sort} ${name}`),
        ),
      );
    const byName = strings.flatMap(({ text, line }) => {
      const named = of.filter((sort) => sort.checksStrings && sort.names.includes(text));
      const isAtHome = of.some(
        (sort) =>
          sort.names.includes(text) && (isIn(path, sort.place(text)) || isListed(path, sort)),
      );
      if (named.length === 0 || isAtHome || isExcepted(path, text)) return [];
      return [`${path}:${line}: names the ${named.map(({ sort }) => sort).join(" and ")} ${text}`];
    });
    return [...byImport, ...byName];
  });
  const unused = except.filter((each) => !used.has(each));
  return [
    ...strays,
    ...unused.map(
      ({ names, files: globs }) =>
        `no file needs the exception of ${names.join(", ")} in ${globs.join(", ")}`,
    ),
  ];
}
