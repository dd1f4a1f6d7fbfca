/**
 * The invariants of the map, as bans that name the replacement (scripts/lint-bans.ts).
 *
 * An override replaces the options of a rule and does not add to them, so every folder below states its whole list of imports.
 * `scripts/invariants.test.ts` breaks each ban once.
 */
import { defineConfig } from "oxlint";
import {
  aboveGame,
  chance,
  clientMay,
  deep,
  globals,
  imports,
  node,
  ofMath,
  only,
  phaser,
  rounding,
  secure,
  serverMay,
  skipping,
  storage,
  telemetry,
} from "./scripts/lint-bans.ts";

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
    // It also reports `expect.anything()` inside a condition, which asserts nothing.
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
              ...globals(
                "Date performance Temporal",
                "No clock here: time is a tick, taken as an argument.",
              ),
              ...globals(
                "setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame",
                "No timer here: the caller advances time.",
              ),
              ...globals(
                "console",
                "No console here: return a value, or throw an error with the facts.",
              ),
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
          only([], "protocol imports no other folder: declare it here, or take it as an argument."),
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
          only(["#protocol"], "simulation imports #protocol only: take the rest as an argument."),
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
          "transport knows bytes and deliveries, never the game: it imports no other folder.",
        ),
      ),
    },
    {
      files: ["weather/**"],
      rules: imports(
        deep,
        telemetry,
        phaser,
        only([], "weather knows bytes and datagrams, never the game: it imports no other folder."),
      ),
    },
    {
      files: ["text/**"],
      rules: imports(deep, telemetry, phaser, node, only([], "text imports no other folder.")),
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
        only(serverMay, "server accepts and never dials; server/main.ts connects telemetry."),
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
        only(clientMay, "client dials and never accepts; client/main.ts connects telemetry."),
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
        only(
          ["#protocol", "#simulation", "#transport/catalog"],
          "client/game imports #protocol, #simulation and the transport catalogue only.",
        ),
      ),
    },
    {
      files: ["otel/**"],
      rules: imports(
        deep,
        phaser,
        only(
          ["#protocol/tracing", "#transport/catalog"],
          "otel knows the tracing types and the transport catalogue, not the game.",
        ),
      ),
    },
    {
      files: ["otel/viewer/**"],
      rules: imports(
        deep,
        phaser,
        only(
          ["#protocol/tracing", "#text", "#transport/catalog"],
          "otel/viewer reads the query API; it imports attribute names, the transport catalogue and #text only.",
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
        // `expect(tracer.start)` refers to a method without calling it.
        "typescript/unbound-method": "off",
        ...imports(deep),
      },
    },
    {
      // The type of what the page shows to tests (`window.crosswire`) is in no index.ts.
      files: ["e2e/**"],
      rules: imports({ ...deep, allowTypeImports: true }),
    },
    {
      // A suite receives its titles, and some of its assertions, as arguments.
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
