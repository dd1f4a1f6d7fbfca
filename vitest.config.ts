import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { __VERSION__: JSON.stringify("test") },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: ["node_modules/**", ".cache/**", "client/dist/**", "e2e/**"],
    // These tests use real sockets and native peers: a process per file keeps them apart.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 15_000,
    hookTimeout: 20_000,
    teardownTimeout: 5_000,
    reporters: ["default", "./scripts/vitest-summary.mjs"],
  },
});
