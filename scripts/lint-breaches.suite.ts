/** One breach of each ban of oxlint.config.ts, and what the bans allow. */

/** Code that breaks a ban, and the message that it must cause. */
export interface Breach {
  readonly claim: string;
  readonly path: string;
  readonly code: string;
  readonly says: RegExp;
}

const env = "export const port = process.env.PORT;";
const tracer = 'import { trace } from "@opentelemetry/api"; export const t = trace;';
const drawing = 'import Phaser from "phaser"; export const p = Phaser;';

export const breaches: Breach[] = [
  {
    claim: "folders are imported by #name",
    path: "server/deep.ts",
    code: 'import { open } from "../protocol/index.ts"; export const x = open;',
    says: /by #name/,
  },
  {
    claim: "folders are imported by #name, in tests too",
    path: "e2e/deep.test.ts",
    code: 'import { open } from "../protocol/index.ts"; export const x = open;',
    says: /by #name/,
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
    claim: `the client does not use ${area}`,
    path: `client/storage-${at}.ts`,
    code: `export const x = ${area};`,
    says: /browser-storage/,
  })),
  ...["client", "otel/browser", "otel/viewer"].flatMap((folder) =>
    ["crypto.randomUUID", "navigator.clipboard"].map((api, at) => ({
      claim: `${folder} does not use ${api}`,
      path: `${folder}/secure-${at}.ts`,
      code: `export const x = ${api};`,
      says: /secure contexts/,
    })),
  ),
  {
    claim: "client/game imports nothing else of the client",
    path: "client/game/up.ts",
    code: 'import { x } from "../view.ts"; export const y = x;',
    says: /draws the render state/,
  },
  {
    claim: "nothing is exported by default",
    path: "server/default.ts",
    code: "export default 1;",
    says: /named exports/,
  },
  {
    claim: "imports form no cycle",
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
      claim: `simulation has no Math.${name}, by destructuring`,
      path: `simulation/${name}-apart.ts`,
      code: `const { ${name} } = Math; export const x = ${name};`,
      says: /Engines round/,
    },
  ]),
];

/** Code that the bans allow. */
export const allowed: Record<string, string> = {
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
