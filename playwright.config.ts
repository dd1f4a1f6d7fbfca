/**
 * Browser tests of the whole game. They start their own server on free ports, so `npm start` may run beside them. `npm test` finds
 * a browser and writes its path to `.cache/browser.json`.
 */
import { readFileSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Undefined for the browser that Playwright downloaded. */
function browserPath(): string | undefined {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  try {
    const found = readFileSync(`${import.meta.dirname}/.cache/browser.json`, "utf8");
    return (JSON.parse(found) as { executablePath: string | null }).executablePath ?? undefined;
  } catch {
    return undefined;
  }
}

const executablePath = browserPath();
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "e2e",
  outputDir: ".cache/e2e",
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["json", { outputFile: ".cache/playwright.json" }]],
  projects: [{ name: "chromium" }],
  use: {
    viewport: { width: 1280, height: 720 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        ...(isRoot ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        // Draws without a graphics card.
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--ignore-gpu-blocklist",
        // Candidates then have addresses instead of .local names, which need a multicast resolver.
        "--disable-features=WebRtcHideLocalIpsWithMdns",
        "--autoplay-policy=no-user-gesture-required",
      ],
    },
  },
});
