/** Chromium as the browser tests start it, and the server that its pages come from. */
import { type Browser, type BrowserContext, chromium } from "playwright";
import type { Child } from "./child.ts";
import { startServer } from "./full-room.ts";

export interface BrowserFixture {
  readonly url: string;
  /** A browser context with an empty cache. */
  newVisitor(): Promise<BrowserContext>;
  stop(): Promise<void>;
}

export async function startBrowser(): Promise<BrowserFixture> {
  // It reads the path of the browser, which is known only after the bench has started.
  const { default: config } = await import("../playwright.config.ts");
  const [server, url]: [Child, string] = await startServer();
  let browser: Browser | undefined;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
  };
  try {
    const opened = await chromium.launch({ ...config.use?.launchOptions });
    browser = opened;
    const viewport = { width: 1280, height: 720 };
    return { url, newVisitor: () => opened.newContext({ viewport }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
