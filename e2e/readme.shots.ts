/** Takes the pictures of the README from a running game: the arena, Settings, a phone, and the trace of a shot. */
import type { Page } from "@playwright/test";
import { expect, expectTransport, type Tab, test } from "./support/game-fixtures.ts";

const images = `${import.meta.dirname}/../docs/images`;
const desktop = { width: 1280, height: 720 };

const take = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: `${images}/${name}.png`, animations: "disabled" });

/** Waits until the own ship flies among at least three others. */
async function untilBusy(tab: Tab): Promise<void> {
  await tab.page.waitForFunction(() => {
    const { self, players } = window.crosswire.stats();
    if (!self?.flying) return false;
    const near = players.filter(
      ({ id, x, y }) => id !== self.id && Math.abs(x - self.x) < 480 && Math.abs(y - self.y) < 260,
    );
    return near.length >= 3;
  });
}

test("the arena, at a desk and on a phone", async ({ openTab }) => {
  const room = "room=gallery&bots=14&autopilot=1";
  const tab = await openTab("Nova", `${room}&graph=3`);
  const other = await openTab("Lyra", room);
  await tab.page.bringToFront();
  await tab.page.setViewportSize(desktop);
  await expectTransport(tab, "webrtc");
  // By then the net graph is full, and a shot has its outcome.
  await expect
    .poll(async () => (await tab.stats()).lastShot?.outcome ?? "", { timeout: 60_000 })
    .toMatch(/hit|missed/);
  await untilBusy(tab);
  await take(tab.page, "game");

  await tab.page.keyboard.press("Escape");
  await expect(tab.page.getByRole("dialog")).toBeVisible();
  await take(tab.page, "settings");
  await tab.page.keyboard.press("Escape");

  await other.page.bringToFront();
  await other.page.setViewportSize({ width: 390, height: 844 });
  await untilBusy(other);
  await take(other.page, "phone");
});

test("the trace of a shot", async ({ openTab, context }) => {
  const a = await openTab("Nova", "room=gallery-trace&bots=0");
  const b = await openTab("Lyra", "room=gallery-trace&bots=0");
  await expectTransport(a, "webrtc");
  await expectTransport(b, "webrtc");
  await a.page.mouse.click(300, 60);
  await expect.poll(async () => (await a.stats()).lastShot?.outcome).toMatch(/hit|missed/);
  const opened = context.waitForEvent("page");
  await a.page.keyboard.press("t");
  const viewer = await opened;
  await viewer.setViewportSize(desktop);
  await expect(viewer.getByRole("treegrid")).toContainText("observe");
  await expect(viewer.getByRole("row")).toHaveCount(6);
  await take(viewer, "trace");
  await viewer.goto(new URL("/traces", viewer.url()).href);
  await expect(viewer.getByRole("main")).toContainText("shot");
  await take(viewer, "traces");
});
