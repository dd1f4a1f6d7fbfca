/** What a screen reader reads: the text of live regions, each time that it changes. */
import type { Page, WebSocket } from "@playwright/test";
import { expect, expectTransport, openTab, test } from "./support/game-fixtures.ts";
import { startServer } from "./support/server.ts";

declare global {
  interface Window {
    announced: string[];
  }
}

/** Records the text of every live region from the start of the page. */
const recordAnnouncements = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    window.announced = [];
    const regions = ["[role=status]", "[role=alert]", "[role=log]", "[aria-live]"]
      .map((region) => `${region}:not([aria-live=off])`)
      .join();
    const last = new WeakMap<Element, string>();
    const record = (region: Element): void => {
      const copy = region.cloneNode(true) as Element;
      for (const silent of copy.querySelectorAll("[aria-live=off]")) silent.remove();
      const text = copy.textContent.trim();
      if (last.get(region) !== text && text !== "") window.announced.push(text);
      last.set(region, text);
    };
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const above = element?.closest(regions);
        if (above) record(above);
        for (const region of element?.querySelectorAll(regions) ?? []) record(region);
      }
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });

test("[C41] a swap and a server that stops are announced exactly once each", async ({
  context,
}) => {
  const server = await startServer();
  let old: WebSocket | undefined;
  const tab = await openTab(
    context,
    server.url,
    "Una",
    "room=told&bots=0&transport=websocket",
    async (page) => {
      page.on("websocket", (socket) => {
        if (socket.url().includes("/link/websocket")) old = socket;
      });
      await recordAnnouncements(page);
    },
  );
  await expectTransport(tab, "websocket");
  const announced = (): Promise<string[]> => tab.page.evaluate(() => window.announced.splice(0));
  await expect.poll(announced).toEqual(["Flying on WebSocket"]);

  await tab.page.keyboard.press("Escape");
  await tab.page.getByLabel("Transport").selectOption("sse");
  await expectTransport(tab, "sse");
  // The old link stays open for a moment, as a fallback.
  await expect.poll(() => old?.isClosed()).toBe(true);
  await expect(tab.page.getByLabel("Transport")).toHaveAttribute("aria-busy", "false");
  expect(await announced()).toEqual(["Flying on SSE"]);

  await server.stop();
  await expect(tab.page.locator(".outage")).toContainText(
    "The server does not answer; trying again",
  );
  expect(await announced()).toEqual([expect.stringMatching(/; reconnecting$/)]);
});
