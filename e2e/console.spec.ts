/** The console of a browser: no answer 404, and no error of the page. */
import type { Page } from "@playwright/test";
import { expect, expectTransport, openTab, test } from "./support/game-fixtures.ts";
import { fetchTransportOffers, startServer } from "./support/server.ts";

/**
 * Errors of the console with their addresses. Answers with an error status other than 404 are left out: when a page leaves Socket.IO
 * polling, its last POST, the close packet, arrives after the server has closed the session. Engine.IO answers 400 ("Session ID
 * unknown"), and the browser logs it. No message is lost by it: the session is on its new link by then.
 */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    const isOther = /status of (?!404)\d+/.test(message.text());
    if (message.type() === "error" && !isOther)
      errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => errors.push(error.message));
  return errors;
}

test("joining, each transport offered, a reload and leaving cause no 404 and no error of the page in the console", async ({
  context,
}) => {
  test.setTimeout(120_000);
  const server = await startServer();
  let errors: string[] = [];
  const tab = await openTab(context, server.url, "Cal", "bots=2&autopilot=1", async (page) => {
    errors = errorsOf(page);
  });
  await tab.page.keyboard.press("Escape");
  for (const { name, offered } of await fetchTransportOffers(server)) {
    if (!offered) continue;
    await tab.page.getByLabel("Transport").selectOption(name);
    await expectTransport(tab, name);
  }
  await tab.page.reload();
  await expect.poll(async () => (await tab.stats()).self).toBeDefined();
  await tab.page.goto("about:blank");
  expect(errors).toEqual([]);
  await server.stop();
});

test("the viewer causes no 404 and no error of the page in the console: search, a trace that is not there yet, one that is, and an address without a trace", async ({
  context,
  openTab: open,
  server,
}) => {
  const viewer = await context.newPage();
  const errors = errorsOf(viewer);
  await viewer.goto(`${server.url}/traces`);
  await expect(viewer.getByRole("heading", { name: "Search traces" })).toBeAttached();
  await viewer.goto(`${server.url}/traces/${"ab".repeat(16)}`);
  await expect(viewer.getByRole("status").first()).toContainText(
    "No span of this trace has arrived",
  );
  await viewer.goto(`${server.url}/traces/nonsense`);
  await expect(viewer.getByRole("heading")).toHaveText("nonsense is no trace id");
  const tab = await open("Ida", "room=console&bots=0");
  await tab.page.mouse.click(300, 60);
  await expect.poll(async () => (await tab.stats()).lastShot?.outcome).toMatch(/hit|missed/);
  await viewer.goto(`${server.url}/traces/${(await tab.stats()).lastShot?.traceId}`);
  await expect(viewer.getByRole("treegrid")).toContainText("process input");
  expect(errors).toEqual([]);
});
