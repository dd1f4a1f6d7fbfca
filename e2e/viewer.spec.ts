/** The trace viewer on four screens, and its notice about spans that the store refused. */
import { expect, openTab, test } from "./support/game-fixtures.ts";
import { startServer } from "./support/server.ts";

const screens = [
  [1280, 720],
  [800, 500],
  [844, 390],
  [390, 844],
] as const;

const span = (traceId: string) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "stranger" } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId,
              spanId: "12".repeat(8),
              name: "work",
              startTimeUnixNano: `${Date.now()}000000`,
              endTimeUnixNano: `${Date.now() + 5}000000`,
            },
          ],
        },
      ],
    },
  ],
});

test("the viewer names the setting that admits spans which the store refused, and the list fits each of four screens", async ({
  page,
}) => {
  const server = await startServer({ env: { TRACE_INTAKE: "players" } });
  const refused = await fetch(`${server.url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(span("ab".repeat(16))),
  });
  expect(refused.status).toBe(403);
  for (const [width, height] of screens) {
    await page.setViewportSize({ width, height });
    await page.goto(`${server.url}/traces`);
    await expect(page.getByRole("region", { name: "Every span refused" })).toContainText(
      "TRACE_INTAKE=anyone",
    );
    const summary = page.getByText("1 request refused");
    await summary.click();
    const list = page.locator("details").getByRole("list");
    await expect(list).toContainText("1 request came from senders that may not send");
    const box = await list.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
  }
  await server.stop();
});

test("a list of found traces is no wider than each of four screens, and one trace of one span is counted in the singular", async ({
  page,
}) => {
  const server = await startServer();
  const taken = await fetch(`${server.url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(span("cd".repeat(16))),
  });
  expect(taken.status).toBe(200);
  for (const [width, height] of screens) {
    await page.setViewportSize({ width, height });
    await page.goto(`${server.url}/traces?service=stranger`);
    await expect(page.getByRole("heading", { name: "1 trace", exact: true })).toBeVisible();
    await expect(page.getByRole("list", { name: "Traces" })).toContainText("1 span");
    await expect(page.getByRole("list", { name: "Traces" })).not.toContainText("1 spans");
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider, `${width}x${height}`).toBeLessThanOrEqual(0);
  }
  await server.stop();
});

test("the HUD shows how many spans of the page the server refused, and nothing while it takes them", async ({
  context,
}) => {
  const server = await startServer();
  const tab = await openTab(context, server.url, "Ivo", "bots=0&room=refused");
  const missing = tab.page.locator(".missing-spans");
  await expect.poll(async () => (await tab.stats()).spans.exported).toBeGreaterThan(0);
  await expect(missing).toBeHidden();
  await tab.page.route("**/v1/traces", (route) => route.fulfill({ status: 403, json: {} }));
  await expect(missing).toContainText(/\d+ spans? refused/);
  expect((await tab.stats()).spans.refused).toBeGreaterThan(0);
  await server.stop();
});
