/** Fixtures for tests that play: one server per test file, tabs, and the statistics of each page. */
import { type BrowserContext, expect, type Page, test as base } from "@playwright/test";
import type { PageStats } from "../../client/page-stats.ts";
import { type RunningServer, startServer } from "./server.ts";

export interface Tab {
  readonly page: Page;
  stats(): Promise<PageStats>;
}

interface TestFixtures {
  /** Opens the game in a tab and waits until its ship flies. */
  readonly openTab: (
    name: string,
    query?: string,
    prepare?: (page: Page) => Promise<unknown>,
  ) => Promise<Tab>;
}
interface WorkerFixtures {
  readonly server: RunningServer;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern to know what a fixture needs.
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  openTab: async ({ context, server }, use) => {
    await use((name, query = "", prepare) => openTab(context, server.url, name, query, prepare));
  },
});

export async function openTab(
  context: BrowserContext,
  url: string,
  name: string,
  query = "",
  prepare?: (page: Page) => Promise<unknown>,
): Promise<Tab> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  // Drawing without a graphics card is slow, so the arena is small.
  await page.setViewportSize({ width: 480, height: 270 });
  await prepare?.(page);
  await page.goto(`${url}/?name=${encodeURIComponent(name)}&${query}`);
  const tab = { page, stats: () => page.evaluate(() => window.crosswire.stats()) };
  await expect
    .poll(async () => (await tab.stats()).self !== undefined, { message: `${name} flies` })
    .toBe(true);
  expect(errors).toEqual([]);
  return tab;
}

/** Waits until the tab uses `transport`. */
export async function expectTransport(
  tab: Tab,
  transport: string,
  timeout = 15_000,
): Promise<void> {
  await expect
    .poll(async () => (await tab.stats()).transport, { timeout, message: `flies on ${transport}` })
    .toBe(transport);
}

export { expect };
