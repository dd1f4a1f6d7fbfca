/** `npm run screenshots`: the pictures of the README, taken from the real game. */
import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

export default defineConfig({
  ...tests,
  testMatch: "**/*.shots.ts",
  outputDir: ".cache/screenshots",
  timeout: 180_000,
  reporter: [["list"]],
});
