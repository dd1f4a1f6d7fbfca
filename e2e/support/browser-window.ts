/**
 * A browser window in which only the front tab is visible, as people use it. Browsers that Playwright starts show every page all
 * the time. A browser that it only connects to, without overrides, does not.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type BrowserContext, chromium, type LaunchOptions } from "@playwright/test";
import { killOnExit } from "../../scripts/kill-on-exit.suite.ts";

export interface BrowserWindow {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** `options` are those with which Playwright would start its own browser. */
export async function openBrowserWindow(options: LaunchOptions): Promise<BrowserWindow> {
  const profile = await mkdtemp(join(tmpdir(), "crosswire-window-"));
  const child = spawn(
    options.executablePath ?? chromium.executablePath(),
    [
      ...(options.args ?? []),
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  killOnExit(child);
  const browser = await chromium.connectOverCDP(await endpointIn(child.stderr), {
    noDefaults: true,
  });
  const [context] = browser.contexts();
  if (!context) throw new Error("the browser has no window");
  return {
    context,
    async close() {
      const gone = once(child, "exit");
      await browser.close();
      child.kill();
      await gone;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function endpointIn(output: NodeJS.ReadableStream): Promise<string> {
  let said = "";
  for await (const line of createInterface(output)) {
    const [, endpoint] = /^DevTools listening on (\S+)/.exec(line) ?? [];
    if (endpoint) return endpoint;
    said += `${line}\n`;
  }
  throw new Error(`the browser did not start:\n${said}`);
}
