/**
 * The invariants of the map, as bans that name the replacement.
 *
 * An override replaces a rule's options, it does not add to them: so every folder below states its
 * whole list of imports, built from the same parts. `scripts/invariants.test.ts` breaks each one.
 */
import { readFileSync } from "node:fs";
import { defineConfig } from "oxlint";

interface Ban {
  readonly regex: string;
  readonly message: string;
  readonly allowTypeImports?: boolean;
}

const packageJson = readFileSync(`${import.meta.dirname}/package.json`, "utf8");
const frontDoors = Object.keys((JSON.parse(packageJson) as { imports: object }).imports);
const folders = [...new Set(frontDoors.map((name) => name.slice(1).split("/")[0])), "client"];

const deep: Ban = {
  regex: `^(\\.\\./)+(${folders.join("|")})(/|$)`,
  message: "Folders are crossed by the front door: import from #name (package.json, imports).",
};
const telemetry: Ban = {
  regex: "^@opentelemetry/",
  message: "Only otel/ and main.ts know OpenTelemetry: take a tracer, handed in by main.ts.",
};
const phaser: Ban = {
  regex: "^phaser(/|$)",
  message:
    "Only client/game draws with Phaser: say it in the picture (client/game/render-state.ts).",
};
const node: Ban = {
  regex: "^node:",
  message: "No Node here: browser and server run this code alike. Take it as an argument.",
};
const aboveGame: Ban = {
  regex: "^\\.\\./",
  message: "client/game draws a picture and knows nothing else of the client.",
};

/** Shuts every front door but these. */
const only = (open: readonly string[], message: string): Ban => ({
  regex: `^(${frontDoors.filter((name) => !open.includes(name)).join("|")})$`,
  message,
});

function imports(...patterns: Ban[]): {
  "no-restricted-imports": ["error", { patterns: Ban[] }];
} {
  return { "no-restricted-imports": ["error", { patterns }] };
}

const globals = (names: string, message: string) =>
  names.split(" ").map((name) => ({ name, message }));

const ofMath = (names: string, message: string) =>
  names.split(" ").map((property) => ({ object: "Math", property, message }));

const chance = "No chance here: draw from the world's seed.";
const rounding =
  "Engines round it differently: use the simulation's own, the same bits everywhere.";

const storage = "Storage throws where site data is blocked: use client/browser-storage.ts.";

const secure =
  "Only secure contexts have it, and plain http on another machine is none: do without, or catch its absence and switch this rule off there.";

const skipping =
  "Say why it cannot run here, and how to run it: skippedFor(reason) of scripts/skipped.suite.ts.";

const serverMay = [
  "#protocol",
  "#protocol/wire",
  "#simulation",
  "#transport",
  "#transport/accept",
  "#signaling",
];
const clientMay = [
  "#protocol",
  "#protocol/wire",
  "#simulation",
  "#text",
  "#transport",
  "#transport/dial",
];

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise", "node", "vitest"],
  categories: { correctness: "error" },
  options: { reportUnusedDisableDirectives: "error" },
  ignorePatterns: ["client/dist", ".cache", "data", "protocol/generated"],
  rules: {
    eqeqeq: ["error", "always", { null: "ignore" }],
    "no-var": "error",
    "prefer-const": "error",
    "no-console": "error",
    "node/no-process-env": "error",
    "import/no-default-export": "error",
    "import/no-cycle": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-misused-promises": "error",
    "typescript/only-throw-error": "error",
    "typescript/switch-exhaustiveness-check": [
      "error",
      { considerDefaultExhaustiveForUnions: true },
    ],
    // `expect.anything()` inside a condition asserts nothing by itself.
    "vitest/no-conditional-expect": "off",
    "vitest/valid-expect": ["error", { maxArgs: 2 }],
    "vitest/expect-expect": ["error", { assertFunctionNames: ["expect*", "assert*", "fc.assert"] }],
    ...imports(deep, telemetry, phaser),
  },
  overrides: [
    {
      files: ["protocol/**", "simulation/**"],
      rules: {
        "no-restricted-globals": [
          "error",
          {
            checkGlobalObject: true,
            globals: [
              ...globals("Date performance Temporal", "No clock here: time is a tick, handed in."),
              ...globals(
                "setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame",
                "No timer here: the caller turns the clock.",
              ),
              ...globals("console", "No console here: return a value, or throw with the facts."),
              ...globals("crypto", chance),
              ...globals(
                "process require fetch window document",
                "No host here: take it as an argument.",
              ),
            ],
          },
        ],
      },
    },
    {
      files: ["protocol/**"],
      rules: {
        "no-restricted-properties": ["error", ...ofMath("random", chance)],
        ...imports(
          deep,
          telemetry,
          phaser,
          node,
          only([], "protocol imports nothing of ours: declare it here, or have it handed in."),
        ),
      },
    },
    {
      files: ["simulation/**"],
      rules: {
        "no-restricted-properties": [
          "error",
          ...ofMath("random", chance),
          ...ofMath("sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh", rounding),
          ...ofMath("pow exp expm1 log log1p log2 log10 cbrt hypot", rounding),
        ],
        ...imports(
          deep,
          telemetry,
          phaser,
          node,
          only(["#protocol"], "simulation imports #protocol only: the rest is handed in."),
        ),
      },
    },
    {
      files: ["transport/**"],
      rules: imports(
        deep,
        telemetry,
        phaser,
        only(
          [],
          "transport knows bytes and deliveries, never the game: it imports nothing of ours.",
        ),
      ),
    },
    {
      files: ["weather/**"],
      rules: imports(
        deep,
        telemetry,
        phaser,
        only([], "weather knows bytes and datagrams, never the game: it imports nothing of ours."),
      ),
    },
    {
      files: ["text/**"],
      rules: imports(deep, telemetry, phaser, node, only([], "text imports nothing of ours.")),
    },
    {
      files: ["signaling/**"],
      rules: imports(
        deep,
        telemetry,
        phaser,
        only(["#protocol", "#transport"], "signaling imports #protocol and #transport only."),
      ),
    },
    {
      files: ["server/**"],
      rules: imports(
        deep,
        telemetry,
        phaser,
        only(serverMay, "server accepts and never dials; telemetry is wired on in server/main.ts."),
      ),
    },
    {
      files: ["server/main.ts"],
      rules: {
        "node/no-process-env": "off",
        "no-console": "off",
        ...imports(
          deep,
          phaser,
          only([...serverMay, "#server", "#otel/server"], "server accepts and never dials."),
        ),
      },
    },
    {
      files: ["client/**"],
      rules: imports(
        deep,
        telemetry,
        phaser,
        only(clientMay, "client dials and never accepts; telemetry is wired on in client/main.ts."),
      ),
    },
    {
      files: ["client/**"],
      rules: {
        "no-restricted-globals": [
          "error",
          {
            checkGlobalObject: true,
            globals: globals("localStorage sessionStorage", storage),
          },
        ],
      },
    },
    {
      files: ["client/**", "otel/browser/**", "otel/shared/**", "otel/viewer/**"],
      rules: {
        "no-restricted-properties": [
          "error",
          ...["randomUUID", "subtle"].map((property) => ({
            object: "crypto",
            property,
            message: secure,
          })),
          ...["clipboard", "keyboard", "locks", "serviceWorker", "wakeLock"].map((property) => ({
            object: "navigator",
            property,
            message: secure,
          })),
        ],
      },
    },
    {
      files: ["client/browser-storage.ts"],
      rules: { "no-restricted-globals": "off" },
    },
    {
      files: ["client/main.{ts,tsx}"],
      rules: imports(
        deep,
        phaser,
        only([...clientMay, "#otel/browser"], "client dials and never accepts."),
      ),
    },
    {
      files: ["client/game/**"],
      rules: imports(
        deep,
        telemetry,
        aboveGame,
        only(["#protocol", "#simulation"], "client/game imports #protocol and #simulation only."),
      ),
    },
    {
      files: ["otel/**"],
      rules: imports(
        deep,
        phaser,
        only(
          ["#protocol/tracing", "#transport"],
          "otel knows the tracing types and the transports, not the game.",
        ),
      ),
    },
    {
      files: ["otel/viewer/**"],
      rules: imports(
        deep,
        phaser,
        only(
          ["#protocol/tracing", "#text"],
          "otel/viewer reads the query API; it imports attribute names and #text only.",
        ),
      ),
    },
    {
      files: ["**/*.test.{ts,tsx}", "**/*.suite.ts", "transport/testing/**", "e2e/**", "bench/**"],
      rules: {
        "node/no-process-env": "off",
        "no-console": "off",
        "no-restricted-globals": "off",
        "no-restricted-properties": [
          "error",
          ...["skipIf", "runIf"].map((property) => ({ property, message: skipping })),
        ],
        // `expect(tracer.start)` looks at a method, it does not call it.
        "typescript/unbound-method": "off",
        ...imports(deep),
      },
    },
    {
      // The shape of what the page shows to tests (`window.crosswire`) has no front door.
      files: ["e2e/**"],
      rules: imports({ ...deep, allowTypeImports: true }),
    },
    {
      // A suite is handed its titles, and some of its assertions, by those it tests.
      files: ["**/*.suite.ts"],
      rules: { "vitest/expect-expect": "off", "vitest/valid-title": "off" },
    },
    {
      files: ["*.config.ts", "scripts/vitest-summary.mjs"],
      rules: { "node/no-process-env": "off", "import/no-default-export": "off" },
    },
    { files: ["examples/**"], rules: { "no-console": "off" } },
    { files: ["scripts/**"], rules: { "node/no-process-env": "off", "no-console": "off" } },
  ],
});
