/** The pages keep to their own Content-Security-Policy, and it blocks foreign scripts and frames. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { codecNames } from "#protocol";
import { expect, expectTransport, openTab, test } from "./support/game-fixtures.ts";
import {
  fetchTransportOffers,
  startServer,
  startServerWithAllTransports,
} from "./support/server.ts";

test.setTimeout(240_000);

/** The violations of the policy that the browser reports, by the page and by its workers. */
async function violationsOf(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction("reportViolation", (text: string) => violations.push(text));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) => {
      const { effectiveDirective, blockedURI, sourceFile, lineNumber } = event;
      const report = (window as unknown as { reportViolation(text: string): void }).reportViolation;
      report(`${effectiveDirective} ${blockedURI} (${sourceFile}:${lineNumber})`);
    }),
  );
  page.on("console", (message) => {
    if (/content security policy|refused to/i.test(message.text())) violations.push(message.text());
  });
  return violations;
}

test("flying on every transport offered, in every codec, with settings, help and net graph, and reading a trace, violates no rule of the pages' policy", async ({
  context,
}) => {
  const server = await startServerWithAllTransports();
  let violations: string[] = [];
  const tab = await openTab(
    context,
    server.url,
    "Cy",
    "bots=2&autopilot=1&graph=3",
    async (page) => {
      violations = await violationsOf(page);
      await page.setViewportSize({ width: 1280, height: 720 });
    },
  );
  const { keyboard } = tab.page;
  const choose = async (label: string, option: string): Promise<void> => {
    await keyboard.press("Escape");
    await tab.page.getByLabel(label, { exact: true }).selectOption(option);
    await keyboard.press("Escape");
  };
  for (const { name, offered } of await fetchTransportOffers(server)) {
    if (!offered) continue;
    await choose("Transport", name);
    await expectTransport(tab, name, 30_000);
  }
  for (const codec of codecNames) {
    await choose("Codec", codec);
    await expect.poll(async () => (await tab.stats()).codec, { timeout: 15_000 }).toBe(codec);
  }
  await keyboard.press("h");
  await expect(tab.page.getByRole("dialog", { name: "Controls" })).toBeVisible();
  await keyboard.press("Escape");
  await tab.page.mouse.click(300, 60);
  await keyboard.press("t");
  await expect.poll(async () => (await tab.stats()).lastShot?.traceId).toBeTruthy();
  const { traceId = "" } = (await tab.stats()).lastShot ?? {};

  const viewer = await context.newPage();
  const seen = await violationsOf(viewer);
  await viewer.goto(`${server.url}/traces`);
  await expect(viewer.getByRole("link").first()).toBeVisible();
  await viewer.goto(`${server.url}/traces/${traceId}`);
  await expect(viewer.getByText("send input").first()).toBeVisible();
  expect([...violations, ...seen]).toEqual([]);
  await server.stop();
});

test("the policy runs no inline script and no eval", async ({ page, server }) => {
  await page.goto(server.url);
  const ran = await page.evaluate(() => {
    const inline = document.createElement("script");
    inline.textContent = "document.title = 'inline'";
    document.body.append(inline);
    const byHandler = document.createElement("p");
    byHandler.setAttribute("onclick", "document.title = 'handler'");
    byHandler.click();
    // In a task of the page: in code that the test itself evaluates, the browser allows eval.
    return new Promise<string[]>((resolve) => {
      setTimeout(() => {
        try {
          // oxlint-disable-next-line no-eval -- That it is refused is the claim.
          eval("document.title = 'eval'");
          resolve([document.title]);
        } catch (error) {
          resolve([document.title, (error as Error).name]);
        }
      });
    });
  });
  expect(ran).toEqual(["Crosswire", "EvalError"]);
});

test("the game is shown in frames of pages that FRAME_ANCESTORS names, and of no others", async ({
  page,
}) => {
  const framing = (): string => `<iframe src="${server.url}"></iframe>`;
  const [friend, stranger] = [await pageServer(framing), await pageServer(framing)];
  const server = await startServer({ env: { FRAME_ANCESTORS: friend.url } });
  const urlInFrame = async (url: string): Promise<string | undefined> => {
    await page.goto(url);
    // The frame has a document in both cases: the game, or the browser's error page.
    await page.frames()[1]?.waitForLoadState();
    return page.frames()[1]?.url();
  };
  expect(await urlInFrame(friend.url)).toBe(`${server.url}/`);
  expect(await urlInFrame(stranger.url)).toContain("chrome-error:");
  friend.stop();
  stranger.stop();
  await server.stop();
});

/** Another origin of this machine, with one page. */
async function pageServer(html: () => string): Promise<{ url: string; stop(): void }> {
  const http = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end(html()),
  );
  await once(http.listen(0, "127.0.0.1"), "listening");
  const { port } = http.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => http.close() };
}
