/**
 * Each invariant of the map is broken here once, in a copy that holds the real configuration and next
 * to no code, and the tool that guards it must say so. What is allowed must pass.
 */
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = dirname(import.meta.dirname);
const copy = mkdtempSync(join(tmpdir(), "crosswire-invariants-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Who may come in by which front door. */
const mayImport: Record<string, string[]> = {
  protocol: [],
  simulation: ["#protocol"],
  transport: [],
  weather: [],
  signaling: ["#protocol", "#transport"],
  server: [
    "#protocol",
    "#protocol/wire",
    "#simulation",
    "#transport",
    "#transport/accept",
    "#signaling",
  ],
  text: [],
  client: ["#protocol", "#protocol/wire", "#simulation", "#transport", "#transport/dial", "#text"],
  "client/game": ["#protocol", "#simulation"],
  "otel/browser": ["#protocol/tracing", "#transport"],
  "otel/server": ["#protocol/tracing", "#transport"],
  "otel/shared": ["#protocol/tracing", "#transport"],
  "otel/viewer": ["#protocol/tracing", "#text"],
};
const packageJson = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  imports: Record<string, string>;
};
const frontDoors = Object.keys(packageJson.imports);

/** Compared as `folder -> door`; a folder needs no leave to enter itself, nor does it use its own door. */
const crossings = Object.entries(mayImport).flatMap(([folder, open]) =>
  frontDoors
    .filter((door) => door !== `#${folder}` && !door.startsWith(`#${folder}/`))
    .map((door) => ({ folder, door, allowed: open.includes(door) })),
);
const fileOf = (folder: string, door: string) => `${folder}/to-${door.slice(1).replace("/", "-")}`;

function write(path: string, text: string) {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), `${text}\n`);
}

/** Output and all: these tools are meant to fail. */
function outputOf(tool: string, ...args: string[]): string {
  try {
    return execFileSync(join(root, "node_modules/.bin", tool), args, {
      cwd: copy,
      encoding: "utf8",
      maxBuffer: 1e8,
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

interface Breach {
  readonly claim: string;
  readonly path: string;
  readonly code: string;
  readonly says: RegExp;
}

const env = "export const port = process.env.PORT;";
const tracer = 'import { trace } from "@opentelemetry/api"; export const t = trace;';
const drawing = 'import Phaser from "phaser"; export const p = Phaser;';

const breaches: Breach[] = [
  {
    claim: "folders are crossed by the front door",
    path: "server/deep.ts",
    code: 'import { open } from "../protocol/index.ts"; export const x = open;',
    says: /front door/,
  },
  {
    claim: "folders are crossed by the front door, in tests too",
    path: "e2e/deep.test.ts",
    code: 'import { open } from "../protocol/index.ts"; export const x = open;',
    says: /front door/,
  },
  { claim: "OpenTelemetry stays out of server", path: "server/t.ts", code: tracer, says: /otel\// },
  { claim: "OpenTelemetry stays out of client", path: "client/t.ts", code: tracer, says: /otel\// },
  {
    claim: "OpenTelemetry stays out of transport",
    path: "transport/t.ts",
    code: tracer,
    says: /otel\//,
  },
  {
    claim: "Phaser stays in client/game",
    path: "client/p.ts",
    code: drawing,
    says: /client\/game/,
  },
  {
    claim: "process.env is read in main.ts",
    path: "server/env.ts",
    code: env,
    says: /process\.env/,
  },
  ...["localStorage", "sessionStorage", "window.localStorage"].map((area, at) => ({
    claim: `the client does without ${area}`,
    path: `client/storage-${at}.ts`,
    code: `export const x = ${area};`,
    says: /browser-storage/,
  })),
  ...["client", "otel/browser", "otel/viewer"].flatMap((folder) =>
    ["crypto.randomUUID", "navigator.clipboard"].map((api, at) => ({
      claim: `${folder} does without ${api}`,
      path: `${folder}/secure-${at}.ts`,
      code: `export const x = ${api};`,
      says: /secure contexts/,
    })),
  ),
  {
    claim: "client/game knows nothing else of the client",
    path: "client/game/up.ts",
    code: 'import { x } from "../view.ts"; export const y = x;',
    says: /draws a picture/,
  },
  {
    claim: "nothing is exported by default",
    path: "server/default.ts",
    code: "export default 1;",
    says: /named exports/,
  },
  {
    claim: "a front door is not opened in a circle",
    path: "server/circle-a.ts",
    code: 'import { b } from "./circle-b.ts"; export const a = () => b;',
    says: /cycle/i,
  },
  {
    claim: "a switch over a union names every case",
    path: "server/switch.ts",
    code: 'export function f(x: "a" | "b") { switch (x) { case "a": return 1; } return 2; }',
    says: /not exhaustive/,
  },
  ...["test", "describe"].map((what) => ({
    claim: `a ${what} is not skipped without a reason`,
    path: `server/${what}.test.ts`,
    code: `import { ${what} } from "vitest"; ${what}.skipIf(true)("x", () => {});`,
    says: /how to run it/,
  })),
  {
    claim: "a promise is awaited",
    path: "server/floating.ts",
    code: "export function f(x: Promise<void>) { x; void 0; Promise.resolve(1).then(() => 2); }",
    says: /Promises must be awaited/,
  },
  ...["protocol", "simulation"].flatMap((folder): Breach[] => [
    {
      claim: `${folder} has no Node`,
      path: `${folder}/node.ts`,
      code: 'import { hash } from "node:crypto"; export const h = hash;',
      says: /No Node here/,
    },
    ...Object.entries({
      "Math.random()": /No chance/,
      "crypto.randomUUID()": /No chance/,
      "Date.now()": /No clock/,
      "globalThis.Date.now()": /No clock/,
      "performance.now()": /No clock/,
      "setTimeout(() => {}, 1)": /No timer/,
      "setInterval(() => {}, 1)": /No timer/,
      "console.log(1)": /No console/,
      "fetch('x')": /No host/,
    }).map(([code, says], at) => ({
      claim: `${folder} has no ${code}`,
      path: `${folder}/host-${at}.ts`,
      code: `export const x = ${code};`,
      says,
    })),
  ]),
  ...["sin", "cos", "tan", "atan2", "pow", "exp", "log", "hypot"].flatMap((name): Breach[] => [
    {
      claim: `simulation has no Math.${name}`,
      path: `simulation/${name}.ts`,
      code: `export const x = Math.${name};`,
      says: /Engines round/,
    },
    {
      claim: `simulation has no Math.${name}, taken apart`,
      path: `simulation/${name}-apart.ts`,
      code: `const { ${name} } = Math; export const x = ${name};`,
      says: /Engines round/,
    },
  ]),
];

const allowed: Record<string, string> = {
  "server/main.ts": `${env} ${tracer} console.log("http"); export { x } from "#otel/server";`,
  "client/main.ts": `${tracer} export { x } from "#otel/browser";`,
  "otel/server/t.ts": tracer,
  "client/game/p.ts": drawing,
  "client/browser-storage.ts": "export const x = localStorage;",
  "scripts/env.mjs": env,
  ...Object.fromEntries(
    [
      "server/relay.test.ts",
      "transport/testing/relay.ts",
      "e2e/relay.spec.ts",
      "bench/relay.ts",
    ].map((path) => [path, 'export { x } from "#weather/relay";']),
  ),
  "server/circle-b.ts": 'import { a } from "./circle-a.ts"; export const b = () => a;',
};

describe("oxlint", () => {
  const said = new Map<string, string>();

  beforeAll(() => {
    for (const { path, code } of breaches) write(path, code);
    for (const [path, code] of Object.entries(allowed)) write(path, code);
    for (const { folder, door } of crossings) {
      write(`${fileOf(folder, door)}.ts`, `export { x } from "${door}";`);
    }
    for (const name of ["oxlint.config.ts", "package.json"]) {
      copyFileSync(join(root, name), join(copy, name));
    }
    write("tsconfig.json", '{ "compilerOptions": { "strict": true, "noEmit": true } }');
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");

    const output = outputOf(
      "oxlint",
      "--type-aware",
      "--format=json",
      "--ignore-pattern=node_modules",
    );
    const report = JSON.parse(output) as {
      diagnostics: { filename: string; message: string; help?: string }[];
    };
    for (const { filename, message, help } of report.diagnostics) {
      said.set(filename, `${said.get(filename) ?? ""}${message} ${help ?? ""}\n`);
    }
  });

  test.each(breaches)("$claim", ({ path, says }) => {
    expect(said.get(path)).toMatch(says);
  });

  test("what is allowed passes", () => {
    const noise = /cycle/i;
    const objections = Object.keys(allowed).map((path) => said.get(path) ?? "");
    expect(objections.filter((text) => text !== "" && !noise.test(text))).toEqual([]);
  });

  test("every folder's list of front doors is the map's", () => {
    const refused = crossings.filter(({ folder, door }) => said.has(`${fileOf(folder, door)}.ts`));
    expect(refused.map(({ folder, door }) => `${folder} -> ${door}`)).toEqual(
      crossings.filter((it) => !it.allowed).map(({ folder, door }) => `${folder} -> ${door}`),
    );
  });
});

describe("tsc", () => {
  const said = new Map<string, string>();
  const projects = Object.keys(mayImport).filter((folder) => folder !== "otel/shared");
  const projectOf = (door: string) => dirname(packageJson.imports[door]!).slice(2);
  /** A reference opens a whole project, and main.ts needs one more than its folder. */
  const references = (folder: string) => [
    ...(mayImport[folder] ?? []).map(projectOf),
    ...({ server: ["otel/server"], client: ["otel/browser"] }[folder] ?? []),
  ];
  const typeImports = crossings.filter(({ folder }) => projects.includes(folder));
  const dom = "export const x: unknown = document;";
  const node = "export const x: unknown = process;";
  const worlds = {
    "protocol/dom.ts": dom,
    "protocol/node.ts": node,
    "simulation/dom.ts": dom,
    "simulation/node.ts": node,
    "client/game/dom.ts": dom,
    "client/node.ts": node,
    "server/dom.ts": dom,
  };

  beforeAll(() => {
    rmSync(copy, { recursive: true, force: true });
    for (const path of globSync(["tsconfig.json", "{*,*/*}/tsconfig.json"], { cwd: root })) {
      if (!path.startsWith("node_modules")) write(path, readFileSync(join(root, path), "utf8"));
    }
    copyFileSync(join(root, "package.json"), join(copy, "package.json"));
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");

    for (const door of Object.values(packageJson.imports)) {
      write(door, "export interface Thing { readonly id: string }");
    }
    for (const folder of projects) write(`${folder}/own.ts`, "export const own = 1;");
    for (const [path, code] of Object.entries(worlds)) write(path, code);
    for (const { folder, door } of typeImports) {
      const code = `import type { Thing } from "${door}"; export type It = Thing;`;
      write(`${fileOf(folder, door)}.ts`, code);
    }
    // One project at a time: a wrong import makes a project emit files of another, which that one may be reading.
    for (const line of outputOf("tsc", "-b", "--builders", "1", ...projects).split("\n")) {
      const [, path, error] = /^(\S+)\(\d+,\d+\): error (.*)/.exec(line) ?? [];
      if (path !== undefined) said.set(path, error!);
    }
  }, 120_000);

  test.each(Object.keys(worlds))("%s is not of this folder's world", (path) => {
    expect(said.get(path)).toMatch(/Cannot find name '(document|process)'/);
  });

  test("an import that the map does not allow does not compile, even of a type", () => {
    const refused = typeImports.filter(({ folder, door }) =>
      said.get(`${fileOf(folder, door)}.ts`)?.includes("is not listed within the file list"),
    );
    const wrong = typeImports.filter((it) => !references(it.folder).includes(projectOf(it.door)));
    expect(refused).toEqual(wrong);
  });

  test("what the map allows compiles", () => {
    const right = typeImports.filter((it) => references(it.folder).includes(projectOf(it.door)));
    const files = right.map(({ folder, door }) => `${fileOf(folder, door)}.ts`);
    expect([...files, "server/own.ts"].filter((path) => said.has(path))).toEqual([]);
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
