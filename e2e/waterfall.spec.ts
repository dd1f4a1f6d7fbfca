/** The waterfall by keyboard and pointer, on a trace that the test sends itself. */
import { expect, test } from "./support/game-fixtures.ts";

const traceId = "5c".repeat(16);
const spanIdOf = (number: number) => String(number).repeat(16);
const startMs = Date.now();

function sentSpan(number: number, parent: number | undefined, from: number, to: number) {
  return {
    traceId,
    spanId: spanIdOf(number),
    ...(parent !== undefined && { parentSpanId: spanIdOf(parent) }),
    name: `step ${number}`,
    startTimeUnixNano: `${startMs + from}000000`,
    endTimeUnixNano: `${startMs + to}000000`,
  };
}
const spans = [sentSpan(1, undefined, 0, 90), sentSpan(2, 1, 10, 40), sentSpan(3, 2, 20, 30)];
const body = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "stranger" } }] },
      scopeSpans: [{ spans }],
    },
  ],
};

test("the waterfall's keys select, fold, open, find and zoom, and Esc goes back a step", async ({
  page,
  server,
}) => {
  await page.request.post(`${server.url}/v1/traces`, { data: body });
  await page.goto(`${server.url}/traces/${traceId}`);
  const rows = page.getByRole("treegrid", { name: "Spans" });
  const selected = rows.getByRole("row", { selected: true });
  await rows.focus();
  await expect(selected).toContainText("step 1");
  await rows.press("ArrowDown");
  await expect(selected).toContainText("step 2");
  await expect(page).toHaveURL(/span=2{16}/);
  await rows.press("ArrowLeft");
  await expect(rows.getByRole("row")).toHaveCount(2);
  await rows.press("ArrowRight");
  await expect(rows.getByRole("row")).toHaveCount(3);

  await rows.press("Enter");
  const details = page.getByRole("complementary", { name: "step 2" });
  await expect(details.getByRole("heading", { name: "step 2" })).toBeFocused();
  const resetZoom = page.getByRole("button", { name: "Reset zoom" });
  await details.getByRole("button", { name: "Zoom to this span" }).click();
  await expect(resetZoom).toBeEnabled();
  await page.keyboard.press("Escape");
  await expect(details).toBeHidden();
  await expect(rows).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(resetZoom).toBeDisabled();

  await page.keyboard.press("/");
  const find = page.getByRole("searchbox", { name: "Find span" });
  await expect(find).toBeFocused();
  await find.fill("step 3");
  await expect(page.getByText("1 found")).toBeVisible();
  await find.press("Enter");
  await expect(selected).toContainText("step 3");
  await find.press("Escape");
  await expect(rows).toBeFocused();
  await page.keyboard.press("+");
  await expect(resetZoom).toBeEnabled();
  await page.keyboard.press("0");
  await expect(resetZoom).toBeDisabled();
});

test("a click on a row opens its span, and a drag over its bar zooms", async ({ page, server }) => {
  await page.request.post(`${server.url}/v1/traces`, { data: body });
  await page.goto(`${server.url}/traces/${traceId}`);
  const rows = page.getByRole("treegrid", { name: "Spans" });
  await rows.getByRole("row", { name: /step 3/ }).click();
  await expect(page.getByRole("complementary", { name: "step 3" })).toBeVisible();
  const cell = rows
    .getByRole("row", { name: /step 1/ })
    .getByRole("gridcell")
    .last();
  const box = (await cell.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Reset zoom" })).toBeEnabled();
});

test("an address that names a view that does not exist says so and shows the first view", async ({
  page,
  server,
}) => {
  await page.request.post(`${server.url}/v1/traces`, { data: body });
  await page.goto(`${server.url}/traces/${traceId}?view=nonsense`);
  await expect(page.getByRole("list", { name: "Not understood in the address" })).toHaveText(
    "view=nonsense is no view: waterfall is shown",
  );
  await expect(page.getByRole("treegrid", { name: "Spans" })).toContainText("step 1");
});
